import { formatArn, parseArn } from "#core/aws/arn.ts";
import { purposeOf } from "#core/evidence/purpose.ts";
import { evaluate, type PolicyRequest } from "#core/policy/evaluate.ts";
import type { RoleState } from "../model/role-state.ts";
import { documentsOf } from "../role-policies.ts";
import type { StackFacts, Trail } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { resourcePolicyVerdict } from "./resource-policy.ts";
import { known, ok, toDo } from "./result.ts";

const SERVICE = "access-analyzer";

/** May Access Analyzer read the trail: by its role, by the bucket's policy and by the key's. */
export function examineAccess(facts: StackFacts): readonly Finding[] {
  const { stack, trail, accessRole, bucketPolicy } = facts;
  const arn = stack.parameters.AccessRoleArn ?? "";
  const found = trail && "known" in trail ? trail.known : null;
  return [
    ...known("access role", accessRole, (role) => [examineRole(arn, role, found, stack.account)]),
    ...(found === null ? [] : known("bucket", bucketPolicy, (policy) => [examineBucket(found, policy, arn)])),
    ...(found === null ? [] : examineKey(found, facts, arn)),
  ];
}

function examineRole(arn: string, role: RoleState | null, trail: Trail | null, account: string): Finding {
  if (role === null) return toDo("access role", { id: "access-role-missing", arn });
  if (!purposeOf(role.trust).services.includes(SERVICE)) return toDo("access role", { id: "access-role-untrusting", arn });
  const policies = documentsOf(role);
  const lacking = requests(role, trail, account).filter((request) => {
    const verdict = evaluate(request, policies);
    return verdict === "not-allowed" || verdict === "explicitly-denied";
  });
  if (lacking.length === 0) return ok("access role", { id: "access-role-ready", arn });
  return toDo("access role", { id: "access-role-lacks", arn, actions: lacking.map(({ action }) => action) });
}

/** What Access Analyzer does with its role (IAM User Guide, "IAM Access Analyzer policy generation"). */
function requests(role: RoleState, trail: Trail | null, account: string): readonly PolicyRequest[] {
  const always = [
    { action: "iam:GenerateServiceLastAccessedDetails", resource: role.arn },
    { action: "iam:GetServiceLastAccessedDetails", resource: "*" },
  ];
  if (trail === null) return always;
  const bucket = bucketArn(trail);
  return [
    ...always,
    { action: "cloudtrail:GetTrail", resource: trail.arn },
    { action: "s3:ListBucket", resource: bucket },
    // An organization's files lie under its id, which the trail does not tell.
    ...(trail.isOfOrganization ? [] : [{ action: "s3:GetObject", resource: logFile(trail, account) }]),
    ...(trail.keyArn === undefined ? [] : [decryption(trail, trail.keyArn)]),
  ];
}

function bucketArn({ arn, bucket }: Trail): string {
  return formatArn({ partition: parseArn(arn)?.partition ?? "aws", service: "s3", region: "", account: "", resource: bucket });
}

function logFile(trail: Trail, account: string): string {
  return `${bucketArn(trail)}/${trail.prefix === "" ? "" : `${trail.prefix}/`}AWSLogs/${account}/CloudTrail/log.json.gz`;
}

function decryption({ arn }: Trail, keyArn: string): PolicyRequest {
  const region = parseArn(keyArn)?.region ?? "";
  const context = { "kms:EncryptionContext:aws:cloudtrail:arn": [arn], "kms:ViaService": [`s3.${region}.amazonaws.com`] };
  return { action: "kms:Decrypt", resource: keyArn, context };
}

/** In another account both sides must allow; the role's own allows, if it was made of infra/access-role.yaml. */
function examineBucket(trail: Trail, policy: string | null, role: string): Finding {
  const { bucket } = trail;
  if (policy === null) return toDo("bucket", { id: "bucket-missing", bucket });
  const context = { "aws:PrincipalArn": [role], "aws:PrincipalAccount": [parseArn(role)?.account ?? ""], "aws:SecureTransport": ["true"] };
  const resources = [
    ["s3:ListBucket", bucketArn(trail)],
    ["s3:GetObject", logFile(trail, parseArn(role)?.account ?? "")],
  ] as const;
  const isDenied =
    policy !== "" &&
    resources.some(([action, resource]) => resourcePolicyVerdict(policy, role, { action, resource, context }) === "explicitly-denied");
  return isDenied ? toDo("bucket", { id: "bucket-denies", bucket, role }) : ok("bucket", { id: "bucket-ready", bucket });
}

function examineKey(trail: Trail, { keyPolicy, keyState }: Pick<StackFacts, "keyPolicy" | "keyState">, role: string): readonly Finding[] {
  const { keyArn: arn } = trail;
  if (arn === undefined) return [ok("key", { id: "no-key" })];
  const unusable = known("key", keyState, (state) =>
    state === null || state === "Enabled" ? [] : [toDo("key", { id: "key-unusable", arn, keyState: state })],
  );
  if (unusable.some(({ state }) => state === "to-do")) return unusable;
  const byPolicy = known("key", keyPolicy, (text) => {
    if (text === null) return [toDo("key", { id: "key-missing", arn })];
    const request = decryption(trail, arn);
    const account = parseArn(role)?.account ?? "";
    const verdict = resourcePolicyVerdict(text, role, { ...request, context: { ...request.context, "kms:CallerAccount": [account] } });
    const isAllowed = verdict === "allowed" || verdict === "uncertain";
    return [isAllowed ? ok("key", { id: "key-ready", arn }) : toDo("key", { id: "key-denies", arn, role })];
  });
  return [...unusable, ...byPolicy];
}
