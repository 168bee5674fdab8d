import { placeOf } from "#core/cloudtrail/place.ts";
import { type CloudTrailRecord, isObject, type JsonObject, objectOf } from "#core/cloudtrail/record.ts";
import type { ActionCatalogue, ActionInfo, ResourceType } from "#core/policy/catalogue.ts";
import { asEvaluated } from "#core/services/as-evaluated.ts";
import { placesOf, taggedTypes } from "#core/services/tag-specifications.ts";
import { type ArnTemplate, templatesOf, typesOf } from "./arn-template.ts";
import { firstWord, madeTypes, typesCalled } from "./made-types.ts";
import { openEach } from "./open-types.ts";
import { parametersOf } from "./parameters.ts";
import { resourcesOf } from "./resources.ts";

/** Tagging actions that are not called `TagResource` (Service Authorization Reference); by service, or by service and event. */
export const taggingActions: Readonly<Record<string, string>> = {
  ec2: "ec2:CreateTags",
  rds: "rds:AddTagsToResource",
  redshift: "redshift:CreateTags",
  elasticache: "elasticache:AddTagsToResource",
  elasticloadbalancing: "elasticloadbalancing:AddTags",
  elasticmapreduce: "elasticmapreduce:AddTags",
  autoscaling: "autoscaling:CreateOrUpdateTags",
  cloudtrail: "cloudtrail:AddTags",
  es: "es:AddTags",
  sqs: "sqs:TagQueue",
  ssm: "ssm:AddTagsToResource",
  sagemaker: "sagemaker:AddTags",
  acm: "acm:AddTagsToCertificate",
  dms: "dms:AddTagsToResource",
  "iam CreateRole": "iam:TagRole",
  "iam CreateUser": "iam:TagUser",
  "iam CreatePolicy": "iam:TagPolicy",
  "iam CreateInstanceProfile": "iam:TagInstanceProfile",
  "iam CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
  "iam CreateSAMLProvider": "iam:TagSAMLProvider",
};

const making = /^(?:Create|Run|Allocate|Register|Request|Copy|Import|Restore|Start|Submit|PutRule|PutParameter|PutMetricAlarm)/;
const tagParameters = /^tag(?:s|set|list|specifications?|specificationset)$/i;

/** What a call tags as it makes it. */
export interface TaggingUse {
  readonly action: string;
  /** Empty where it cannot be told. */
  readonly resources: readonly string[];
}

/**
 * The tagging action that a call needs besides its own because it tags what it makes, and what it needs it on: what the call makes,
 * never what was there before and is only named in the request (IAM User Guide, "Controlling access to AWS resources using tags";
 * Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation"). Undefined where the call makes nothing,
 * tags nothing, or its service has no such action.
 */
export function taggingOnCreation(record: CloudTrailRecord, info: ActionInfo, catalogue: ActionCatalogue): TaggingUse | undefined {
  const [service = "", name = ""] = info.action.split(":");
  if (service === "sts" || isTagging(name) || !tagsWhatItMakes(record, service)) return undefined;
  const tagging = catalogue.find(taggingActions[`${service} ${name}`] ?? taggingActions[service] ?? `${service}:TagResource`);
  return tagging === undefined ? undefined : { action: tagging.action, resources: taggedResources(record, info, tagging) };
}

/** `CreateTags` makes nothing but tags. */
function isTagging(name: string): boolean {
  return /^(?:Create|CreateOrUpdate|Add)Tags/.test(name);
}

/** Of EC2's calls, those that make something beside their name's verb say so (`AuthorizeSecurityGroupIngress`, with tags for the rule). */
function tagsWhatItMakes(record: CloudTrailRecord, service: string): boolean {
  if (service === "ec2" && (taggedTypes(record.request).length > 0 || isTaggedByTemplate(record))) return true;
  return making.test(record.name) && hasTags(record.request);
}

function taggedResources(record: CloudTrailRecord, own: ActionInfo, tagging: ActionInfo): readonly string[] {
  const types = own.action.startsWith("ec2:") ? typesTaggedByEc2(record, own, tagging) : madeTypes(own, tagging);
  const templates = templatesOf(tagging).filter((template) => types.some((type) => type.name === template.type));
  const named = namesItself(own.action) ? chosenNames(record, own, tagging, templates) : [];
  const nameless = templates.filter((template) => !named.some((arn) => template.pattern.test(arn)));
  const words = new Set(named.map(firstWord));
  return [...named, ...openEach(nameless, placeOf(record)).filter((arn) => !words.has(firstWord(arn)))];
}

/** An id of EC2's is new each time, and a copy's request names what it is a copy of. */
function namesItself(action: string): boolean {
  return !/^ec2:|:(?:Copy|Restore|Import)/.test(action);
}

/** None where one of the types that the request names is not known. */
function typesTaggedByEc2(record: CloudTrailRecord, own: ActionInfo, tagging: ActionInfo): readonly ResourceType[] {
  const named = isTaggedByTemplate(record) ? [...taggedTypes(record.request), ...typesOfTemplates] : taggedTypes(record.request);
  if (named.length === 0 || named.includes("")) return madeTypes(own, tagging);
  const types = named.map((name) => typesCalled(typesOf(tagging), name));
  return types.every((found) => found.length > 0) ? types.flat() : [];
}

/** What a launch template can have tagged (Amazon EC2 API Reference, "LaunchTemplateTagSpecificationRequest"). */
const typesOfTemplates: readonly string[] = ["instance", "volume", "network-interface", "spot-instances-request"];

/** Has the new instance tags that a launch template brought? EC2's own begin with `aws:`. */
function isTaggedByTemplate({ name, request, response }: CloudTrailRecord): boolean {
  if (name !== "RunInstances" || !isObject(request.launchTemplate)) return false;
  return itemsOf(response.instancesSet).some((instance) =>
    itemsOf(instance.tagSet).some(({ key }) => typeof key === "string" && !key.startsWith("aws:")),
  );
}

function itemsOf(set: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { items } = objectOf(set);
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** What the call makes, where the request chose its name: the next call may choose it again. */
function chosenNames(record: CloudTrailRecord, own: ActionInfo, tagging: ActionInfo, templates: readonly ArnTemplate[]): readonly string[] {
  const asked = { ...record, resources: [], response: {} };
  const { arns, named } = parametersOf(asked);
  const ids = new Set([...named].flatMap(([name, values]) => (/id(?:entifier)?$/.test(name) ? values : [])));
  const isMade = (arn: string) =>
    !arns.includes(arn) && templates.some((template) => template.pattern.test(arn) && isChosen(arn, template, ids));
  const found = [own, tagging].flatMap((info) => resourcesOf(asked, info)).filter(isMade);
  return [...new Set(found.map((arn) => asEvaluated(arn, tagging.action)))].sort();
}

/** Ids that are names to those who call. */
const chosenIds: ReadonlySet<string> = new Set(["SecretId"]);

/** An id is AWS's own choice, unless the request has it as one: a name that the thing has besides is not in its ARN. */
function isChosen(arn: string, template: ArnTemplate, ids: ReadonlySet<string>): boolean {
  const last = template.variables.at(-1)?.name ?? "";
  if (!/(?:id|identifier)$/i.test(last) || chosenIds.has(last)) return true;
  const end = arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);
  return end === "*" || ids.has(end);
}

function hasTags(request: JsonObject): boolean {
  return placesOf(request).some((place) => Object.entries(place).some(([key, value]) => tagParameters.test(key) && !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "";
}
