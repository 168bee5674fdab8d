import { type ActionName, serviceOf } from "#core/aws/names.ts";
import { type Call, callOf } from "#core/cloudtrail/call.ts";
import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import type { ActionCatalogue, ActionInfo, ResourceType } from "#core/policy/catalogue.ts";
import { asEvaluated, callFacts, knowledgeOf } from "#core/services/index.ts";
import type { TaggingFacts } from "#core/services/knowledge.ts";
import { placesOf } from "#core/services/request.ts";
import { type ArnTemplate, templatesOf, typesOf } from "./arn-template.ts";
import { firstWord, madeTypes, typesCalled } from "./made-types.ts";
import { openEach } from "./open-types.ts";
import { resourcesOf } from "./resources.ts";

const making = /^(?:Create|Run|Allocate|Register|Request|Copy|Import|Restore|Start|Submit|PutRule|PutParameter|PutMetricAlarm)/;
/** These make something, or change its tags, where the reference says that their requests may hold tags. */
const putting = /^(?:Put|Update)/;
const tagParameters = /^(?:tag(?:s|set|list|specifications?|specificationset)|recoveryPointTags)$/i;

/** What a call tags as it makes it. */
export interface TaggingUse {
  readonly action: ActionName;
  /** Empty where it cannot be told. */
  readonly resources: readonly string[];
}

/**
 * The tagging action that a call needs besides its own because it tags what it makes, and what it needs it on: what the call makes,
 * never what was there before and is only named in the request (IAM User Guide, "Controlling access to AWS resources using tags";
 * Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation"). Undefined where the call makes nothing,
 * tags nothing, or its service has no such action.
 */
export function taggingOnCreation(call: Call, info: ActionInfo, catalogue: ActionCatalogue): TaggingUse | undefined {
  const [service = "", name = ""] = info.action.split(":");
  const facts = knowledgeOf(service).tagging ?? {};
  const specified = typesSpecified(call, facts);
  if (isTagging(name) || !(specified.length > 0 || isTagged(call, info))) return undefined;
  const tagging = taggingActionOf(info.action, catalogue);
  if (tagging === undefined) return undefined;
  return { action: tagging.action, resources: taggedResources(call, info, tagging, specified) };
}

/** The action by which a call of this one tags what it makes; undefined where its service has none. */
export function taggingActionOf(action: string, catalogue: ActionCatalogue): ActionInfo | undefined {
  const service = serviceOf(action);
  return catalogue.find(`${service}:${callFacts(action).tagsWith ?? knowledgeOf(service).tagging?.action ?? "TagResource"}`);
}

/** May a request of the action hold tags, though it does more than tag? */
export function mayTag({ action, level, conditionKeys }: ActionInfo): boolean {
  const isAsked = conditionKeys.some((key) => key.toLowerCase().startsWith("aws:requesttag/"));
  return isAsked && level !== "Tagging" && level !== "Read" && level !== "List" && !isTagging(action.slice(action.indexOf(":") + 1));
}

/** `CreateTags` makes nothing but tags. */
function isTagging(name: string): boolean {
  return /^(?:Create|CreateOrUpdate|Add)Tags/.test(name);
}

/** The types that a request names as those to tag; a call that names any makes something, whatever its verb. */
function typesSpecified(call: Call, { typesIn, typesInherited }: TaggingFacts): readonly string[] {
  return [...(typesIn?.(call.request) ?? []), ...(typesInherited?.(call) ?? [])];
}

function isTagged({ name, request }: Call, info: ActionInfo): boolean {
  return (making.test(name) || (mayTag(info) && putting.test(name))) && (hasTags(request) || hasTagsNamedAfter(name, request));
}

/** `CreateBackupVault` takes `backupVaultTags`, `CreateUserPool` takes `userPoolTags`. */
function hasTagsNamedAfter(event: string, request: JsonObject): boolean {
  const name = `${event.replace(/^[A-Z][a-z]+/, "")}Tags`.toLowerCase();
  return Object.entries(request).some(([key, value]) => key.toLowerCase() === name && !isEmpty(value));
}

function taggedResources(call: Call, own: ActionInfo, tagging: ActionInfo, specified: readonly string[]): readonly string[] {
  const types = specified.length === 0 || specified.includes("") ? madeTypes(own, tagging) : typesNamed(specified, tagging);
  const templates = templatesOf(tagging).filter((template) => types.some((type) => type.name === template.type));
  const named = namesItself(own.action) ? chosenNames(call, own, tagging, templates) : [];
  const nameless = templates.filter((template) => !named.some((arn) => template.pattern.test(arn)));
  const words = new Set(named.map(firstWord));
  return [...named, ...openEach(nameless, call.place).filter((arn) => !words.has(firstWord(arn)))];
}

/** None where one of the names is not known. */
function typesNamed(names: readonly string[], tagging: ActionInfo): readonly ResourceType[] {
  const types = names.map((name) => typesCalled(typesOf(tagging), name));
  return types.every((found) => found.length > 0) ? types.flat() : [];
}

/** A copy's request names what it is a copy of, and tells it from the copy where the service's file says how. */
function namesItself(action: string): boolean {
  if (callFacts(action).namesCopy !== undefined) return true;
  return !knowledgeOf(serviceOf(action)).tagging?.newIds && !/:(?:Copy|Restore|Import)/.test(action);
}

/** What the call makes, where the request chose its name: the next call may choose it again. */
function chosenNames(call: Call, own: ActionInfo, tagging: ActionInfo, templates: readonly ArnTemplate[]): readonly string[] {
  const asked = callOf({ ...call, request: requestOfMade(call, own), resources: [], response: {} });
  const { arns, named } = asked.parameters();
  const ids = new Set([...named].flatMap(([name, values]) => (/id(?:entifier)?$/.test(name) ? values : [])));
  const isMade = (arn: string) =>
    !arns.includes(arn) && templates.some((template) => template.pattern.test(arn) && isChosen(arn, template, ids));
  const found = [own, tagging].flatMap((info) => resourcesOf(asked, info)).filter(isMade);
  return [...new Set(found.map((arn) => asEvaluated(arn, tagging.action)))].sort();
}

/** The request without what it names as the source of a copy. */
function requestOfMade({ request }: Call, { action }: ActionInfo): JsonObject {
  const copy = callFacts(action).namesCopy?.parameter;
  return copy === undefined ? request : Object.fromEntries(Object.entries(request).filter(([name]) => name === copy));
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
