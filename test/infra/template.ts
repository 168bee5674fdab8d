import { readFileSync } from "node:fs";
import * as v from "valibot";
import { type CollectionTag, parse, type ScalarTag } from "yaml";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";

/** What stands for the stack's parameters and resources where a test reads the template's policies. */
export const ACCOUNT = "111122223333";
const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": ACCOUNT,
  "AWS::Region": "eu-central-1",
  "AWS::StackName": "whittle",
};
export const PARAMETERS: Readonly<Record<string, string>> = {
  TagKey: "whittle:review",
  TagValue: "on",
  IdentityCenterId: "ssoins-1234567890abcdef",
  MemberAccounts: "444455556666,777788889999",
  OrganizationalUnitIds: "ou-ab12-11111111,ou-ab12-22222222",
  OrganizationId: "o-a1b2c3d4e5",
  HubAccount: "999900001111",
  HubRegion: "eu-central-1",
  HubStackName: "whittle",
  AccessRole: "service-role/AccessAnalyzerMonitorServiceRole_Whittle_eu-central-1",
  AuditBucket: "audit-bucket",
  OidcClientSecretArn: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:whittle-client-AbCdEf`,
  CodeTokenArn: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:whittle-code-AbCdEf`,
  AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/AccessAnalyzerMonitorServiceRole_Whittle_eu-central-1`,
};

const Tagged = v.object({ tag: v.string(), value: v.unknown() });
const Role = v.object({
  Properties: v.looseObject({
    Path: v.string(),
    Policies: v.array(v.object({ PolicyName: v.string(), PolicyDocument: v.unknown() })),
    ManagedPolicyArns: v.optional(v.array(v.unknown()), []),
  }),
});
const Template = v.looseObject({ Resources: v.record(v.string(), v.looseObject({ Type: v.string() })) });

export interface TemplateRole {
  readonly name: string;
  readonly path: string;
  readonly policies: readonly PolicyDocument[];
  readonly managedPolicies: number;
}

const Rule = v.object({ Properties: v.object({ EventPattern: v.record(v.string(), v.unknown()) }) });

/** The event pattern of a template's rule for denied calls. */
export function deniedCallPattern(file: string): Readonly<Record<string, unknown>> {
  return v.parse(Rule, resourcesOf(file).DeniedCallRule).Properties.EventPattern;
}

const parsed = new Map<string, v.InferOutput<typeof Template>["Resources"]>();

/** Every resource of a template, by its logical id. */
export function resourcesOf(file: string): v.InferOutput<typeof Template>["Resources"] {
  const known = parsed.get(file) ?? parseResources(file);
  parsed.set(file, known);
  return known;
}

function parseResources(file: string): v.InferOutput<typeof Template>["Resources"] {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  return v.parse(Template, parse(text, { customTags: intrinsics })).Resources;
}

/** Every role of a template with its policies, parameters and references filled in. */
export function templateRoles(file: string): TemplateRole[] {
  return Object.entries(resourcesOf(file))
    .filter(([, resource]) => resource.Type === "AWS::IAM::Role")
    .map(([name, resource]) => {
      const { Path, Policies, ManagedPolicyArns } = v.parse(Role, resource).Properties;
      const policies = [...Policies, ...policiesBeside(file, name)].map((policy) =>
        parsePolicy(resolve(policy.PolicyDocument), `${name}: ${policy.PolicyName}`),
      );
      return { name, path: Path, policies, managedPolicies: ManagedPolicyArns.length };
    });
}

const BesidePolicy = v.object({
  Properties: v.object({ PolicyName: v.string(), PolicyDocument: v.unknown(), Roles: v.array(v.object({ value: v.string() })) }),
});

/** Policies of a role that stand in the template by themselves. */
function policiesBeside(file: string, roleName: string): readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[] {
  return Object.values(resourcesOf(file))
    .filter(({ Type }) => Type === "AWS::IAM::Policy")
    .map((resource) => v.parse(BesidePolicy, resource).Properties)
    .filter(({ Roles }) => Roles.some(({ value }) => value === roleName));
}

const Key = v.object({ Properties: v.looseObject({ KeyPolicy: v.object({ Version: v.string(), Statement: v.array(v.unknown()) }) }) });
const Principal = v.object({ AWS: v.union([v.string(), v.array(v.string())]) });

/** One statement of a key's policy, with those that it is about. */
export interface KeyPolicy {
  readonly principals: readonly string[];
  readonly document: PolicyDocument;
}

/** The policy of every key of a template, by its logical id, with parameters and references filled in. */
export function templateKeys(file: string): ReadonlyMap<string, readonly KeyPolicy[]> {
  const found = Object.entries(resourcesOf(file)).filter(([, { Type }]) => Type === "AWS::KMS::Key");
  return new Map(found.map(([name, resource]) => [name, v.parse(Key, resource).Properties.KeyPolicy.Statement.map(keyStatement)]));
}

function keyStatement(statement: unknown): KeyPolicy {
  const { Principal: named, ...rest } = v.parse(v.looseObject({ Principal: v.unknown() }), resolve(statement));
  const { AWS } = v.parse(Principal, named);
  return { principals: [AWS].flat(), document: parsePolicy({ Version: "2012-10-17", Statement: [rest] }, "key policy") };
}

const Timeouts = v.object({
  Globals: v.object({ Function: v.looseObject({ Timeout: v.number() }) }),
  Resources: v.record(
    v.string(),
    v.looseObject({ Type: v.string(), Properties: v.optional(v.looseObject({ Timeout: v.optional(v.number()) })) }),
  ),
});

let timeouts: ReadonlyMap<string, number> | undefined;

/** The seconds after which Lambda ends each function of the stack. */
export function templateFunctionTimeouts(): ReadonlyMap<string, number> {
  timeouts ??= readTimeouts();
  return timeouts;
}

function readTimeouts(): ReadonlyMap<string, number> {
  const text = readFileSync(new URL("../../template.yaml", import.meta.url), "utf8");
  const { Globals, Resources } = v.parse(Timeouts, parse(text, { customTags: intrinsics }));
  const functions = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::Serverless::Function");
  return new Map(functions.map(([name, { Properties }]) => [name, Properties?.Timeout ?? Globals.Function.Timeout]));
}

/** `!Ref X`, `!Sub text` and `!GetAtt X.Arn` are kept as what they are, to be filled in later. */
export const intrinsics: (ScalarTag | CollectionTag)[] = ["!Ref", "!Sub", "!GetAtt", "!Condition"].map((tag) => ({
  tag,
  resolve: (value: string) => ({ tag, value }),
}));
for (const tag of ["!Not", "!And", "!Or", "!Equals", "!If", "!Split"]) intrinsics.push({ tag, collection: "seq" });

for (const tag of ["!Join", "!Sub"]) intrinsics.push({ tag, collection: "seq", resolve: (list) => ({ tag, value: list.toJSON() }) });

/** `!Split [",", !Ref X]` */
const Split = v.tuple([v.literal(","), Tagged]);

function resolve(node: unknown): unknown {
  if (v.is(Split, node)) return String(resolve(node[1])).split(",");
  if (Array.isArray(node)) return node.map((item) => resolve(Array.isArray(item) ? granted(item) : item));
  const tagged = v.safeParse(Tagged, node);
  if (tagged.success && Array.isArray(tagged.output.value)) return filled(tagged.output.tag, tagged.output.value);
  if (tagged.success) return fill(tagged.output.tag, String(tagged.output.value));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([name, member]) => [name, resolve(member)]));
}

/** Only `!If` makes a list within a list of a policy: its first branch, the one that grants. */
function granted(list: readonly unknown[]): unknown {
  if (v.is(Split, list)) return list;
  const [, first] = list;
  return Array.isArray(first) ? granted(first) : first;
}

/** `!Sub [text, { Name: … }]` and `!Join [between, list]`. */
function filled(tag: string, [first, second]: readonly unknown[]): string {
  if (tag === "!Join") return [resolve(second)].flat().join(String(first));
  const values = Object.entries(Object(resolve(second)));
  return fill(
    tag,
    values.reduce((text: string, [name, value]) => text.replaceAll(`\${${name}}`, String(value)), String(first)),
  );
}

function fill(tag: string, value: string): string {
  if (tag === "!Sub") return value.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => reference(name));
  return reference(value);
}

function reference(name: string): string {
  const [resource = ""] = name.split(".");
  return PSEUDO[name] ?? PARAMETERS[name] ?? `arn:aws:stack:eu-central-1:${ACCOUNT}:${resource}`;
}
