import type { AttachedPermissionsBoundary, InstanceProfile, RoleLastUsed, Tag } from "@aws-sdk/client-iam";
import * as v from "valibot";
import { parseArn } from "#core/aws/arn.ts";
import { Arn, RoleName } from "#core/aws/names.ts";
import { ServiceFaultError } from "#core/errors.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { AttachedPolicy, InlinePolicy, RoleState } from "#core/review/model/role-state.ts";
import { isRefined } from "#core/review/selection.ts";
import { decodeDocument } from "./documents.ts";

/** What GetRole and GetAccountAuthorizationDetails both say of a role. */
export interface IamRole {
  readonly Arn?: string | undefined;
  readonly RoleName?: string | undefined;
  readonly Path?: string | undefined;
  readonly CreateDate?: Date | undefined;
  readonly AssumeRolePolicyDocument?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly PermissionsBoundary?: AttachedPermissionsBoundary | undefined;
  readonly RoleLastUsed?: RoleLastUsed | undefined;
}

/** The default version of a managed policy, its document still URL-encoded. */
export interface ManagedPolicy {
  readonly arn: Arn;
  readonly name: string;
  readonly versionId: string;
  /** When the version was made. */
  readonly madeAt?: Date | undefined;
  readonly document: string;
  /** How many carry it, or have it as their boundary. */
  readonly carriers: number;
}

export interface NamedDocument {
  readonly name: string;
  readonly document: string;
}

/** Puts a role together from IAM's parts. Throws ServiceFaultError where an answer lacks what IAM always sends. */
export function roleState(
  role: IamRole,
  parts: {
    readonly attached: readonly ManagedPolicy[];
    readonly inline: readonly NamedDocument[];
    readonly instanceProfiles: readonly InstanceProfile[];
  },
): RoleState {
  const arn = presentAs(Arn, role.Arn, "Arn");
  const { partition = "aws", account: accountId = "" } = parseArn(arn) ?? {};
  const { LastUsedDate, Region } = role.RoleLastUsed ?? {};
  const boundaryArn = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    arn,
    name: presentAs(RoleName, role.RoleName, "RoleName"),
    path: present(role.Path, "Path"),
    partition,
    accountId,
    createdAt: present(role.CreateDate, "CreateDate").toISOString(),
    trust: decodeDocument(present(role.AssumeRolePolicyDocument, "AssumeRolePolicyDocument")),
    tags: Object.fromEntries((role.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    attached: parts.attached.map(attachedPolicy).sort(by((policy) => policy.arn)),
    inline: parts.inline.map(inlinePolicy).sort(by((policy) => policy.name)),
    ...(boundaryArn === undefined ? {} : { boundaryArn: presentAs(Arn, boundaryArn, "PermissionsBoundaryArn") }),
    instanceProfiles: parts.instanceProfiles.map((profile) => present(profile.InstanceProfileName, "InstanceProfileName")).sort(),
    ...(LastUsedDate ? { lastUsed: { at: LastUsedDate.toISOString(), region: Region ?? "" } } : {}),
    ...(role.RoleLastUsed && !LastUsedDate ? { neverUsed: true as const } : {}),
  };
}

/** A member that IAM always sends. */
export function present<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw new ServiceFaultError("iam", `the answer holds no ${member}.`);
  return value;
}

/** A member that IAM always sends, in the form that it has. */
export function presentAs<S extends v.GenericSchema<string>>(form: S, value: string | undefined, member: string): v.InferOutput<S> {
  const read = v.safeParse(form, present(value, member));
  if (!read.success) throw new ServiceFaultError("iam", `the answer's ${member} is ${value}.`);
  return read.output;
}

export function attachedPolicy({ arn, name, versionId, madeAt, document, carriers }: ManagedPolicy): AttachedPolicy {
  const json = decodeDocument(document);
  const since = madeAt === undefined ? {} : { since: madeAt.toISOString() };
  const shared = isRefined(arn) && carriers > 1 ? { shared: true as const } : {};
  return { arn, name, versionId, ...since, json, document: parsePolicy(json, arn), ...shared };
}

function inlinePolicy({ name, document }: NamedDocument): InlinePolicy {
  const json = decodeDocument(document);
  return { name, json, document: parsePolicy(json, `the inline policy ${name}`) };
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
