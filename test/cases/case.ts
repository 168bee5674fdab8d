import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { RawPolicy } from "./raw-policy.ts";

export const ACCOUNT = "111122223333";

const ContextValue = v.pipe(
  v.union([v.string(), v.boolean(), v.number(), v.array(v.string())]),
  v.transform((value) => (Array.isArray(value) ? value : [String(value)])),
);
const Expectation = v.object({
  action: v.string(),
  resource: v.string(),
  context: v.optional(v.record(v.string(), ContextValue), {}),
});
export type Expectation = v.InferOutput<typeof Expectation>;

const Case = v.strictObject({
  name: v.string(),
  source: v.string(),
  why: v.string(),
  from: v.pipe(v.string(), v.isoDate()),
  to: v.pipe(v.string(), v.isoDate()),
  role: v.optional(v.string(), "app"),
  trust: v.optional(v.record(v.string(), v.unknown()), { Service: "lambda.amazonaws.com" }),
  tags: v.optional(v.record(v.string(), v.string()), {}),
  policies: v.record(v.string(), v.looseObject(RawPolicy.entries)),
  arns: v.optional(v.record(v.string(), v.string()), {}),
  inline: v.optional(v.record(v.string(), v.looseObject(RawPolicy.entries)), {}),
  otherRoles: v.optional(v.array(v.unknown()), []),
  lastAccessed: v.optional(v.unknown()),
  records: v.array(v.looseObject({ eventTime: v.string() })),
  expect: v.strictObject({
    allow: v.optional(v.array(Expectation), []),
    deny: v.optional(v.array(Expectation), []),
    askOrKeep: v.optional(v.array(Expectation), []),
  }),
});
export type Case = v.InferOutput<typeof Case>;

/** Every case of this folder, by the name of its file. */
export function readCases(): readonly Case[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".json"))
    .map((file) => v.parse(Case, JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"))));
}

export function arnOf({ arns }: Case, policy: string): string {
  return arns[policy] ?? `arn:aws:iam::aws:policy/${policy}`;
}

/** Writes the account and the trail of a case; returns the arguments of its review. */
export function writeCase(given: Case, folder: string): readonly string[] {
  const account = join(folder, "account.json");
  const trail = join(folder, "trail.json.gz");
  const report = join(folder, "last-accessed.json");
  writeFileSync(account, JSON.stringify(accountOf(given)));
  // One file for all days: where there are more, threads read them, and starting those takes longer than the review.
  const records = [...daysOf(given).map(anotherRoleOn), ...given.records];
  writeFileSync(trail, gzipSync(JSON.stringify({ Records: records }), { level: 1 }));
  if (given.lastAccessed !== undefined) writeFileSync(report, JSON.stringify(given.lastAccessed));
  const lastAccessed = given.lastAccessed === undefined ? [] : ["--last-accessed", report];
  return ["--account", account, "--trail", trail, "--from", given.from, "--to", given.to, "--role", given.role, ...lastAccessed];
}

/** Each day of the window. */
function daysOf({ from, to }: Case): readonly string[] {
  const day = 86_400_000;
  const count = (Date.parse(to) - Date.parse(from)) / day + 1;
  return Array.from({ length: count }, (_, index) => new Date(Date.parse(from) + index * day).toISOString().slice(0, 10));
}

/** What `aws iam get-account-authorization-details` prints of the case's account. */
function accountOf(given: Case) {
  const [created, updated] = ["2015-02-06T18:39:46+00:00", "2024-02-06T18:39:46+00:00"];
  const policies = Object.entries(given.policies).map(([name, document], index) => ({
    PolicyName: name,
    PolicyId: `ANPAEXAMPLE${String(index).padStart(10, "0")}`,
    Arn: arnOf(given, name),
    Path: "/",
    DefaultVersionId: "v1",
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: created,
    UpdateDate: updated,
    PolicyVersionList: [{ Document: document, VersionId: "v1", IsDefaultVersion: true, CreateDate: updated }],
  }));
  const action = "Federated" in given.trust ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
  const role = {
    Path: "/",
    RoleName: given.role,
    RoleId: "AROAEXAMPLEEXAMPLE001",
    Arn: `arn:aws:iam::${ACCOUNT}:role/${given.role}`,
    CreateDate: "2023-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: given.trust, Action: action }] },
    InstanceProfileList: [],
    RolePolicyList: Object.entries(given.inline).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument })),
    AttachedManagedPolicies: policies.map(({ PolicyName, Arn }) => ({ PolicyName, PolicyArn: Arn })),
    Tags: Object.entries({ "whittle:review": "on", ...given.tags }).map(([Key, Value]) => ({ Key, Value })),
    RoleLastUsed: { LastUsedDate: `${given.to}T00:00:00+00:00`, Region: "us-east-1" },
  };
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: [role, ...given.otherRoles], Policies: policies };
}

/** A call of another role: so the trail has records of every day. */
function anotherRoleOn(day: string) {
  const id = `99999999-0000-4000-8000-${day.replaceAll("-", "").padStart(12, "0")}`;
  const [name, principal] = ["heartbeat", "AROAEXAMPLEEXAMPLE999"];
  return {
    eventVersion: "1.09",
    userIdentity: {
      type: "AssumedRole",
      principalId: `${principal}:s`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/s`,
      accountId: ACCOUNT,
      accessKeyId: "ASIAEXAMPLEEXAMPLE99",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: principal,
          arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
          accountId: ACCOUNT,
          userName: name,
        },
        attributes: { creationDate: `${day}T04:59:00Z`, mfaAuthenticated: "false" },
      },
    },
    eventTime: `${day}T05:00:00Z`,
    eventSource: "sts.amazonaws.com",
    eventName: "GetCallerIdentity",
    awsRegion: "us-east-1",
    sourceIPAddress: "192.0.2.9",
    userAgent: "Boto3/1.34.0",
    requestParameters: null,
    responseElements: null,
    requestID: id,
    eventID: id.replace("8000", "9000"),
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: "Management",
  };
}
