import { type Place, placeOf } from "#core/cloudtrail/place.ts";
import { type CloudTrailRecord, isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { taggedTypes } from "#core/services/tag-specifications.ts";
import { type ArnTemplate, templatesOf } from "./arn-template.ts";
import { typesCalled } from "./made-types.ts";
import { openEach, openType } from "./open-types.ts";

/** Types that a call touches whether its request names one or not; the reference calls most of them optional. */
interface Touched {
  readonly types: readonly string[];
  readonly when?: (request: JsonObject) => boolean;
  readonly source: string;
}

const touched: Readonly<Record<string, readonly Touched[]>> = {
  "ec2:RunInstances": [
    {
      types: ["image", "instance", "network-interface", "security-group", "subnet", "volume"],
      source: "Amazon EC2 User Guide: Example policies, Launch instances (RunInstances)",
    },
    {
      types: ["capacity-reservation", "key-pair", "launch-template", "license-configuration", "placement-group", "snapshot"],
      when: ({ launchTemplate }) => isObject(launchTemplate),
      source: "Amazon EC2 User Guide: Example policies, Work with launch templates; what a template holds is not in the request",
    },
  ],
  "rds:CreateDBInstance": [
    {
      types: ["db", "og", "pg", "subgrp"],
      source: "Amazon RDS API Reference: CreateDBInstance; a group that is not named is the default one",
    },
  ],
  "ssm:SendCommand": [
    { types: ["document"], source: "AWS Systems Manager API Reference: SendCommand" },
    {
      types: ["instance"],
      when: (request) => targetedIds(request).length === 0 && !isNonEmptyList(request.instanceIds),
      source: "AWS Systems Manager User Guide: Restricting Run Command access based on tags",
    },
  ],
  "batch:SubmitJob": [{ types: ["job-definition", "job-definition-revision", "job-queue"], source: "AWS Batch API Reference: SubmitJob" }],
};

/**
 * What a call needs its action on besides what its request names, as ARNs: by name where the request tells it in a way of its own,
 * else each type that is always touched and of which the request names none, open in the call's region and account. A call whose
 * parameters are not known tells nothing.
 */
export function touchedResources(record: CloudTrailRecord, info: ActionInfo, named: readonly string[]): readonly string[] {
  if (Object.keys(record.request).length === 0) return [];
  const place = placeOf(record);
  const told = toldInOwnWay(record.request, info, place);
  const known = [...named, ...told];
  const types = typesTouched(record.request, info, known.length === 0);
  if (types.length === 0) return told;
  const missing = templatesOf(info).filter((template) => types.includes(template.type) && !known.some((arn) => template.pattern.test(arn)));
  return [...told, ...openEach(missing, place)];
}

function typesTouched(request: JsonObject, info: ActionInfo, isNameless: boolean): readonly string[] {
  const lines = (touched[info.action] ?? []).filter(({ when }) => when === undefined || when(request));
  const types = lines.flatMap((line) => line.types);
  return info.action.startsWith("ec2:") ? [...types, ...typesMadeWithTags(request, info, isNameless)] : types;
}

/**
 * A type that the request tags is one that the call makes (Amazon EC2 API Reference, "TagSpecification"); where nothing else is
 * known, the types that the action requires are touched with it.
 */
function typesMadeWithTags(request: JsonObject, info: ActionInfo, isNameless: boolean): readonly string[] {
  const tagged = taggedTypes(request);
  const made = tagged.flatMap((name) => typesCalled(info.resourceTypes, name));
  const needed = isNameless && made.length > 0 ? info.resourceTypes.filter((type) => type.required) : [];
  return [...made, ...needed].map((type) => type.name);
}

function toldInOwnWay(request: JsonObject, info: ActionInfo, place: Place): readonly string[] {
  if (info.action === "ssm:SendCommand") return targetedIds(request).flatMap((id) => targetOf(id, info, place));
  return info.action === "batch:SubmitJob" ? jobDefinitions(request, info, place) : [];
}

/** `targets` may name instances by id too: the key is `InstanceIds` then (AWS Systems Manager API Reference, "Target"). */
function targetedIds({ targets }: JsonObject): readonly string[] {
  if (!Array.isArray(targets)) return [];
  const byId = targets.filter(isObject).filter(({ key }) => typeof key === "string" && /^instanceids$/i.test(key));
  return byId.flatMap(({ values }) => (Array.isArray(values) ? values.filter((id) => typeof id === "string") : []));
}

function targetOf(id: string, info: ActionInfo, place: Place): readonly string[] {
  const fitting = templatesOf(info).filter(
    ({ idBeginning }) => idBeginning !== "" && /^m?i-[0-9a-f]+$/.test(id) && id.startsWith(idBeginning),
  );
  return fitting.map((template) => withName(template, place, id));
}

/** `name`, `name:revision` or an ARN; without a revision it is the latest, which is another one the next time (AWS Batch API Reference, SubmitJob). */
function jobDefinitions({ jobDefinition }: JsonObject, info: ActionInfo, place: Place): readonly string[] {
  if (typeof jobDefinition !== "string") return [];
  const found = /^(arn:[^:]*:batch:[^:]*:[^:]*:job-definition\/)?([\w-]+)(?::\d+)?$/.exec(jobDefinition);
  const [template] = templatesOf(info).filter(({ type }) => type === "job-definition");
  if (found === null || template === undefined) return [];
  const [, before, name = ""] = found;
  const arn = before === undefined ? withName(template, place, name) : before + name;
  return [arn, `${arn}:*`];
}

function withName(template: ArnTemplate, { partition, region, account }: Place, name: string): string {
  return openType(template, partition || "aws", region || "*", account || "*").replace(/\*$/, name);
}

function isNonEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
