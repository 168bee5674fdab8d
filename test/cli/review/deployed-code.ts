import { stripTypeScriptTypes } from "node:module";
import * as v from "valibot";
import { parse } from "yaml";
import { readHcl } from "#test/core/review/change/read-hcl.ts";

const Document = v.looseObject({ Statement: v.unknown() });
const AttachedTo = v.object({ PolicyName: v.string(), PolicyArn: v.string() });
const Inline = v.object({ PolicyName: v.string(), PolicyDocument: Document });
const Role = v.looseObject({
  RoleName: v.string(),
  AttachedManagedPolicies: v.array(AttachedTo),
  RolePolicyList: v.array(Inline),
});
const Policy = v.looseObject({
  PolicyName: v.string(),
  Arn: v.string(),
  Path: v.string(),
  DefaultVersionId: v.string(),
  PolicyVersionList: v.array(v.looseObject({ VersionId: v.string(), IsDefaultVersion: v.boolean(), Document })),
});
/** What `aws iam get-account-authorization-details` prints, as far as it is changed here. */
export const Export = v.looseObject({ RoleDetailList: v.array(Role), Policies: v.array(Policy) });
export type Export = v.InferOutput<typeof Export>;

const ACCOUNT = "111122223333";

/** A policy as a resource of code. */
interface Resource {
  readonly role: string;
  readonly name: string;
  /** Absent where it is written into the role. */
  readonly path?: string;
  readonly document: v.InferOutput<typeof Document>;
}

/** A deployment of code: what it has by the names in code, and what its comments say to take off a role afterwards. */
interface Deployment {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly detached: readonly { readonly role: string; readonly arn: string }[];
  readonly deleted: readonly { readonly role: string; readonly name: string }[];
}

export type CodeForm = "cloudformation" | "cdk" | "terraform";

/** Deploys code onto an account's export, over what the same code made before: a small interpreter of each language. */
export function deployCode(account: Export, made: ReadonlyMap<string, Resource>, { resources, detached, deleted }: Deployment): Export {
  const now = structuredClone(account);
  const old = [...made].filter(([label, { name }]) => resources.has(label) && resources.get(label)?.name !== name);
  for (const resource of resources.values()) write(now, resource);
  // What a resource is replaced by is there before it goes.
  for (const [, { role, name, path }] of old) {
    if (path === undefined) deleteInline(now, role, name);
    else remove(now, role, arnOf(path, name));
  }
  for (const { role, arn } of detached) detach(now, role, arn);
  for (const { role, name } of deleted) deleteInline(now, role, name);
  return now;
}

function write(account: Export, { role, name, path, document }: Resource): void {
  if (path === undefined) {
    const { RolePolicyList: list } = roleOf(account, role);
    list.splice(
      indexOr(list, (each) => each.PolicyName === name),
      1,
      { PolicyName: name, PolicyDocument: document },
    );
    return;
  }
  const arn = arnOf(path, name);
  const policy = account.Policies.find(({ Arn }) => Arn === arn);
  const taken = account.Policies.find(({ PolicyName, Arn }) => PolicyName === name && Arn !== arn && Arn.includes(ACCOUNT));
  if (taken) throw new Error(`EntityAlreadyExists: ${taken.Arn}`);
  const versionId = `v${(policy?.PolicyVersionList.length ?? 0) + 1}`;
  const version = { VersionId: versionId, IsDefaultVersion: true, CreateDate: "2026-11-19T00:00:00Z", Document: document };
  const earlier = (policy?.PolicyVersionList ?? []).map((each) => ({ ...each, IsDefaultVersion: false }));
  const written = {
    ...policy,
    PolicyName: name,
    Arn: arn,
    Path: path,
    DefaultVersionId: versionId,
    PolicyVersionList: [version, ...earlier],
  };
  account.Policies = [...account.Policies.filter(({ Arn }) => Arn !== arn), written];
  const attached = roleOf(account, role).AttachedManagedPolicies;
  if (!attached.some(({ PolicyArn }) => PolicyArn === arn)) attached.push({ PolicyName: name, PolicyArn: arn });
  if (attached.length > 10) throw new Error(`LimitExceeded: ${role} has ${attached.length} policies`);
}

function indexOr<T>(list: readonly T[], isIt: (each: T) => boolean): number {
  const at = list.findIndex(isIt);
  return at === -1 ? list.length : at;
}

function remove(account: Export, role: string, arn: string): void {
  detach(account, role, arn);
  account.Policies = account.Policies.filter(({ Arn }) => Arn !== arn);
}

function detach(account: Export, role: string, arn: string): void {
  const found = roleOf(account, role);
  found.AttachedManagedPolicies = found.AttachedManagedPolicies.filter(({ PolicyArn }) => PolicyArn !== arn);
}

function deleteInline(account: Export, role: string, name: string): void {
  const found = roleOf(account, role);
  found.RolePolicyList = found.RolePolicyList.filter(({ PolicyName }) => PolicyName !== name);
}

function roleOf(account: Export, name: string): Export["RoleDetailList"][number] {
  const role = account.RoleDetailList.find(({ RoleName }) => RoleName === name);
  if (!role) throw new Error(`no role ${name}`);
  return role;
}

function arnOf(path: string, name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy${path}${name}`;
}

/** What `--emit` wrote. */
export function readEmitted(form: CodeForm, text: string): Deployment {
  const detached = [...text.matchAll(/detach-role-policy --role-name (\S+) --policy-arn (\S+)/g)];
  const deleted = [...text.matchAll(/delete-role-policy --role-name (\S+) --policy-name (\S+)/g)];
  return {
    resources: READERS[form](text, undefined),
    detached: detached.map(([, role = "", arn = ""]) => ({ role, arn })),
    deleted: deleted.map(([, role = "", name = ""]) => ({ role, name })),
  };
}

/** What a patch for a role's own code says; in the code of CloudFormation the role is the resource `logicalId`. */
export function readPatch(
  form: CodeForm,
  text: string,
  { name: role, logicalId }: { readonly name: string; readonly logicalId: string },
): Deployment {
  const [code = "", after = ""] = text.split(/^(?:#|\/\/) (?:2\. When that is done, r|R)emove these/m);
  const arns = [...after.matchAll(/arn:[^\s",]+/g)].map(([arn]) => arn);
  const named = [...after.matchAll(/fromAwsManagedPolicyName\("([^"]+)"\)/g)].map(([, name]) => `arn:aws:iam::aws:policy/${name}`);
  const inline = [...after.matchAll(/inline policy (\S+)/g)];
  return {
    resources: READERS[form](code, { name: role, logicalId }),
    detached: [...arns, ...named].map((arn) => ({ role, arn })),
    deleted: inline.map(([, name = ""]) => ({ role, name })),
  };
}

type Owned = { readonly name: string; readonly logicalId: string } | undefined;

const READERS: Readonly<Record<CodeForm, (text: string, owned: Owned) => ReadonlyMap<string, Resource>>> = {
  cloudformation: readTemplate,
  cdk: readCdk,
  terraform: readTerraform,
};

const RoleName = v.union([v.string(), v.object({ Ref: v.string() })]);
const Template = v.record(
  v.string(),
  v.variant("Type", [
    v.object({
      Type: v.literal("AWS::IAM::ManagedPolicy"),
      Properties: v.strictObject({ ManagedPolicyName: v.string(), Path: v.string(), Roles: v.tuple([RoleName]), PolicyDocument: Document }),
    }),
    v.object({
      Type: v.literal("AWS::IAM::RolePolicy"),
      Properties: v.strictObject({ PolicyName: v.string(), RoleName, PolicyDocument: Document }),
    }),
  ]),
);

function readTemplate(text: string, owned: Owned): ReadonlyMap<string, Resource> {
  const whole = parse(text) ?? {};
  const resources = v.parse(Template, owned ? whole : (whole.Resources ?? {}));
  const nameOf = (role: v.InferOutput<typeof RoleName>) => {
    if (typeof role === "string") return role;
    if (role.Ref !== owned?.logicalId) throw new Error(`unresolved resource ${role.Ref}`);
    return owned.name;
  };
  return new Map(
    Object.entries(resources).map(([label, resource]) => {
      if (resource.Type === "AWS::IAM::RolePolicy") {
        const { PolicyName: name, RoleName: role, PolicyDocument: document } = resource.Properties;
        return [label, { name, role: nameOf(role), document }] as const;
      }
      const { ManagedPolicyName: name, Path: path, Roles, PolicyDocument: document } = resource.Properties;
      return [label, { name, path, role: nameOf(Roles[0]), document }] as const;
    }),
  );
}

interface CdkProps {
  readonly managedPolicyName?: string;
  readonly policyName?: string;
  readonly path?: string;
  readonly roles: readonly { readonly roleName: string }[];
  readonly document: Resource["document"];
}

/** Runs the code with stand-ins of the constructs. */
function readCdk(text: string, owned: Owned): ReadonlyMap<string, Resource> {
  const resources = new Map<string, Resource>();
  const note = (label: string, { managedPolicyName, policyName, path = "/", roles: [role], document }: CdkProps) => {
    const name = managedPolicyName ?? policyName ?? `generated-${label}`;
    resources.set(label, { name, role: role?.roleName ?? "", document, ...(policyName === undefined ? { path } : {}) });
  };
  class ManagedPolicy {
    constructor(_scope: unknown, label: string, props: CdkProps) {
      note(label, props);
    }
  }
  const iam = {
    ManagedPolicy,
    Policy: ManagedPolicy,
    Role: { fromRoleName: (_scope: unknown, _id: string, roleName: string) => ({ roleName }) },
    PolicyDocument: { fromJson: (document: unknown) => document },
  };
  const code = stripTypeScriptTypes(text.replace(/^import .*$/gm, "").replace(/^export /gm, ""));
  if (owned) new Function("iam", "role", code)(iam, { roleName: owned.name });
  else new Function("iam", "Stack", `${code}\nnew RefinedPolicies();`)(iam, class {});
  return resources;
}

function readTerraform(text: string): ReadonlyMap<string, Resource> {
  const blocks = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{\n([\s\S]*?)^\}$/gm)].map(([, type = "", label = "", body = ""]) => ({
    type,
    label,
    body,
  }));
  const value = (body: string, name: string) => new RegExp(`^  ${name} += "?([^"\\n]*)"?$`, "m").exec(body)?.[1] ?? "";
  const documentOf = (body: string) => v.parse(Document, readHcl(/jsonencode\(([\s\S]*?\n {2}\})\)\n/.exec(body)?.[1] ?? ""));
  const roleOf = (label: string) =>
    blocks.find(
      ({ type, body }) => type === "aws_iam_role_policy_attachment" && value(body, "policy_arn") === `aws_iam_policy.${label}.arn`,
    );
  return new Map(
    blocks.flatMap(({ type, label, body }) => {
      const name = value(body, "name");
      if (type === "aws_iam_role_policy") return [[label, { name, role: value(body, "role"), document: documentOf(body) }] as const];
      const attachment = roleOf(label);
      if (type !== "aws_iam_policy" || !attachment) return [];
      return [[label, { name, path: value(body, "path"), role: value(attachment.body, "role"), document: documentOf(body) }] as const];
    }),
  );
}
