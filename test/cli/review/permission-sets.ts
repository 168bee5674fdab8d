import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { temporaryFolder } from "../whittle.ts";

export const ONE = "111122223333";
export const TWO = "444455556666";
export const THREE = "777788889999";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/** What a test says differently about the role of a permission set in one account. */
export interface RoleOptions {
  readonly set?: string;
  readonly lastUsed?: string | "never" | "untold";
  readonly attached?: readonly string[];
  /** Documents of the account's own policies, by name. */
  readonly own?: Readonly<Record<string, unknown>>;
  readonly inline?: unknown;
}

function roleArn(account: string, set = "Admins"): string {
  return `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${set}_00aa${account}`;
}

const anything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** An account's export with one role of IAM Identity Center, in a file. */
export function accountFile(account: string, options: RoleOptions = {}, folder = temporaryFolder()): string {
  const { set = "Admins", lastUsed = "2026-03-20T10:00:00Z", own = {}, inline } = options;
  const { attached = [ADMIN] } = options;
  const arn = roleArn(account, set);
  const owned = Object.keys(own).map((name) => `arn:aws:iam::${account}:policy/teams/${name}`);
  const policies = [...attached.map((policy) => [policy, anything]), ...owned.map((policy) => [policy, own[nameOf(policy)]])] as const;
  const used = lastUsed === "untold" ? {} : { RoleLastUsed: lastUsed === "never" ? {} : { LastUsedDate: lastUsed, Region: "eu-west-1" } };
  const snapshot = {
    RoleDetailList: [
      {
        Arn: arn,
        RoleName: nameOf(arn),
        Path: "/aws-reserved/sso.amazonaws.com/eu-west-1/",
        CreateDate: "2024-01-01T00:00:00Z",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_abc_DO_NOT_DELETE` },
              Action: "sts:AssumeRoleWithSAML",
            },
          ],
        },
        AttachedManagedPolicies: [...attached, ...owned].map((policy) => ({ PolicyName: nameOf(policy), PolicyArn: policy })),
        RolePolicyList: inline === undefined ? [] : [{ PolicyName: "AwsSSOInlinePolicy", PolicyDocument: inline }],
        ...used,
      },
    ],
    Policies: policies.map(([policy, document]) => ({
      Arn: policy,
      PolicyName: nameOf(String(policy)),
      PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: "2020-01-01T00:00:00Z", Document: document }],
    })),
  };
  const file = join(folder, `${account}.json`);
  writeFileSync(file, JSON.stringify(snapshot));
  return file;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** One kind of call: by the set's role in this account, on these days of March 2026. */
export interface Calls {
  readonly account: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly days?: readonly number[];
  readonly set?: string;
}

const ALL_DAYS = Array.from({ length: 30 }, (_, index) => index + 1);

const at = (day: number) => `2026-03-${String(day).padStart(2, "0")}T10:00:00Z`;

/** The records of these calls. */
export function recordsOf(calls: readonly Calls[]) {
  return calls.flatMap(({ account, event, set, days = ALL_DAYS }) =>
    days.map((day) => {
      const userIdentity = sessionOf(roleArn(account, set), "ana@example.com");
      return rawRecord({ eventTime: at(day), recipientAccountId: account, userIdentity, ...event });
    }),
  );
}

/** A log file of March 2026 with these calls, and somebody else's on each day. */
export function trailFile(calls: readonly Calls[], folder = temporaryFolder()): string {
  const file = join(folder, "trail.json");
  const userIdentity = sessionOf(`arn:aws:iam::${ONE}:role/other`);
  const presence = ALL_DAYS.map((day) => rawRecord({ eventTime: at(day), userIdentity }));
  const Records = [...presence, ...recordsOf(calls)].map((record, index) => ({ ...record, eventID: `event-${index}` }));
  writeFileSync(file, JSON.stringify({ Records }));
  return file;
}
