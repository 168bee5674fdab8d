import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { Arn, RoleName } from "#core/aws/names.ts";
import { UnusableFileError } from "../errors.ts";
import { faultInForm } from "../read-file.ts";
import { writeJson } from "../write-file.ts";
import { isWhole } from "./json-text.ts";
import { readPages } from "./pages.ts";

const Document = v.union([v.pipe(v.string(), v.check(isWhole, "it is URL-encoded, and was cut off")), v.looseObject({})]);
const Tags = v.optional(v.array(v.looseObject({ Key: v.string(), Value: v.string() })), () => []);

/** What IAM lets roles and policies be called (IAM User Guide, "IAM and AWS STS quotas"): files are named so. */
const NAME = /^[\w+=,.@-]{1,64}$/;
const PolicyName = v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,128}$/, "it is no name that IAM gives"));
/** A path holds any sign that can be seen (IAM API Reference, "CreateRole"). */
const IamArn = v.pipe(Arn, v.regex(/^arn:[a-z-]+:iam::[\w-]*:[a-z-]+\/[\x21-\x7e]+$/, "it is no ARN that IAM gives"));
const PolicyRef = v.looseObject({ PolicyName, PolicyArn: IamArn });

const RoleForm = v.looseObject({
  Arn: IamArn,
  RoleName: v.pipe(v.string(), v.regex(NAME, "it is no name that IAM gives"), RoleName),
  Path: v.optional(v.string(), "/"),
  CreateDate: v.optional(v.string(), ""),
  AssumeRolePolicyDocument: v.optional(Document, () => ({})),
  Tags,
  AttachedManagedPolicies: v.optional(v.array(PolicyRef), () => []),
  RolePolicyList: v.optional(v.array(v.looseObject({ PolicyName, PolicyDocument: Document })), () => []),
  InstanceProfileList: v.optional(v.array(v.looseObject({ InstanceProfileName: v.optional(v.string(), "") })), () => []),
  PermissionsBoundary: v.optional(v.looseObject({ PermissionsBoundaryArn: IamArn })),
  RoleLastUsed: v.optional(v.looseObject({ LastUsedDate: v.optional(v.string()), Region: v.optional(v.string()) })),
});

const Role = v.pipe(
  RoleForm,
  v.forward(
    v.check(({ Arn, RoleName }) => Arn.split("/").at(-1) === RoleName, "it is not the name in the Arn"),
    ["RoleName"],
  ),
);

const Version = v.looseObject({ VersionId: v.string(), IsDefaultVersion: v.boolean(), CreateDate: v.optional(v.string(), ""), Document });
const Policy = v.looseObject({
  Arn: IamArn,
  PolicyName,
  DefaultVersionId: v.optional(v.string()),
  Tags: v.exactOptional(v.array(v.looseObject({ Key: v.string(), Value: v.string() }))),
  PolicyVersionList: v.optional(v.array(Version), () => []),
});
const Carrier = v.looseObject({ AttachedManagedPolicies: v.optional(v.array(PolicyRef), () => []) });
const Snapshot = v.looseObject({
  RoleDetailList: v.array(Role),
  UserDetailList: v.exactOptional(v.array(Carrier)),
  GroupDetailList: v.exactOptional(v.array(Carrier)),
  Policies: v.optional(v.array(Policy), () => []),
});

/** What `aws iam get-account-authorization-details` prints; members that Whittle does not know are kept. */
export type Snapshot = v.InferOutput<typeof Snapshot>;
export type SnapshotRole = v.InferOutput<typeof Role>;
export type SnapshotPolicy = v.InferOutput<typeof Policy>;
export type PolicyVersion = SnapshotPolicy["PolicyVersionList"][number];

/** Members by which the output of other aws commands is known. */
const OTHER_COMMANDS: Readonly<Record<string, string>> = {
  Roles: "aws iam list-roles",
  Role: "aws iam get-role",
  AttachedPolicies: "aws iam list-attached-role-policies",
  PolicyNames: "aws iam list-role-policies",
  Users: "aws iam list-users",
  Policies: "aws iam list-policies",
  PolicyVersion: "aws iam get-policy-version",
  PolicyDocument: "aws iam get-role-policy",
  Records: "a CloudTrail log",
  generatedPolicyResult: "aws accessanalyzer get-generated-policy",
  trailList: "aws cloudtrail describe-trails",
};

/** Reads an account snapshot. Throws UnusableFileError that names the file and what is wrong with it. */
export function readSnapshot(file: string): Snapshot {
  return parseSnapshot(readPages(file), file);
}

/** The snapshot in a JSON value that `file` holds. Throws UnusableFileError. */
export function parseSnapshot(json: unknown, file: string): Snapshot {
  const read = v.safeParse(Snapshot, json);
  if (read.success) return withRoles(ofOneAccount(read.output, file), file);
  const other = otherCommand(json);
  if (other) throw new UnusableFileError(file, `it is the output of ${other}, not of aws iam get-account-authorization-details.`);
  const fault = faultInForm(read.issues[0]);
  throw new UnusableFileError(file, `it is not the output of aws iam get-account-authorization-details: ${fault}`);
}

function otherCommand(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || "RoleDetailList" in json) return undefined;
  return Object.entries(OTHER_COMMANDS).find(([member]) => member in json)?.[1];
}

/** An export of users alone would be reviewed without a word. */
function withRoles(snapshot: Snapshot, file: string): Snapshot {
  if (snapshot.RoleDetailList.length > 0) return snapshot;
  throw new UnusableFileError(file, "it holds no role. Run aws iam get-account-authorization-details without --filter.");
}

/** Two snapshots in one file would be taken for one role's two forms. */
function ofOneAccount(snapshot: Snapshot, file: string): Snapshot {
  const names = new Set<string>();
  for (const { RoleName } of snapshot.RoleDetailList) {
    if (names.has(RoleName)) throw new UnusableFileError(file, `it lists the role ${RoleName} twice; a snapshot is of one account.`);
    names.add(RoleName);
  }
  return snapshot;
}

/** How many roles, users and groups carry a policy, or have it as their boundary. */
export function carriersOf({ RoleDetailList, UserDetailList = [], GroupDetailList = [] }: Snapshot, arn: string): number {
  const carriers = [...RoleDetailList, ...UserDetailList, ...GroupDetailList];
  const attached = carriers.filter(({ AttachedManagedPolicies }) => AttachedManagedPolicies.some(({ PolicyArn }) => PolicyArn === arn));
  return attached.length + RoleDetailList.filter(({ PermissionsBoundary }) => PermissionsBoundary?.PermissionsBoundaryArn === arn).length;
}

/** The account's own policy of this name, whatever its path; IAM takes upper and lower case as the same. */
export function ownPolicyNamed({ Policies }: Snapshot, name: string): SnapshotPolicy | undefined {
  return Policies.find(({ Arn, PolicyName }) => accountOf(Arn) !== "aws" && PolicyName.toLowerCase() === name.toLowerCase());
}

/** The managed policies of the account's own, whoever carries them. */
export function ownPolicies({ Policies }: Snapshot): readonly { readonly name: string; readonly arn: string }[] {
  return Policies.filter(({ Arn }) => accountOf(Arn) !== "aws").map(({ PolicyName, Arn }) => ({ name: PolicyName, arn: Arn }));
}

/** Writes a snapshot in the form in which it was read. Throws UnusableFileError. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  writeJson(file, snapshot);
}
