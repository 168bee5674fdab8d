import { parsePolicy } from "#core/policy/parse.ts";
import type { StackFacts, Told } from "#core/review/doctor/facts.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { asArn, asRoleName } from "#test/names.ts";

const TRAIL = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main";
export const ACCESS_ROLE = "arn:aws:iam::111122223333:role/service-role/AccessAnalyzerMonitorServiceRole_Whittle_eu-central-1";
export const KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";

/** What infra/access-role.yaml grants, written down a second time. */
export const READ_TRAIL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "cloudtrail:GetTrail", Resource: TRAIL },
    { Effect: "Allow", Action: "iam:GenerateServiceLastAccessedDetails", Resource: "arn:aws:iam::111122223333:role/*" },
    { Effect: "Allow", Action: "iam:GetServiceLastAccessedDetails", Resource: "*" },
    { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::logs" },
    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/AWSLogs/111122223333/*" },
  ],
});

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "access-analyzer.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export function role(name: string, change: Partial<RoleState> = {}): RoleState {
  return {
    arn: asArn(`arn:aws:iam::111122223333:role/${name}`),
    name: asRoleName(name),
    path: "/",
    partition: "aws",
    accountId: "111122223333",
    createdAt: "2026-01-01T00:00:00.000Z",
    trust: TRUST,
    tags: { "whittle:review": "on" },
    attached: [],
    inline: [],
    instanceProfiles: [],
    ...change,
  };
}

export function accessRole(json = READ_TRAIL, change: Partial<RoleState> = {}): RoleState {
  const inline = [{ name: "ReadTrail", json, document: parsePolicy(json, "ReadTrail") }];
  return { ...role("AccessAnalyzerMonitorServiceRole_Whittle_eu-central-1"), arn: asArn(ACCESS_ROLE), tags: {}, inline, ...change };
}

export const known = <T>(value: T): Told<T> => ({ known: value });

const trail = {
  arn: TRAIL,
  bucket: "logs",
  prefix: "",
  isMultiRegion: true,
  hasGlobalEvents: true,
  isOfOrganization: false,
};

/** A stack in which everything is in order. */
export const good = {
  stack: {
    name: "whittle",
    region: "eu-central-1",
    account: "111122223333",
    status: "UPDATE_COMPLETE",
    parameters: {
      TrailArn: TRAIL,
      AccessRoleArn: ACCESS_ROLE,
      ScheduleState: "ENABLED",
      ScheduleExpression: "rate(1 day)",
      GenerationsPerDay: "50",
    },
    outputs: { ScheduleName: "whittle-schedule" },
  },
  trail: known(trail),
  logging: known({ isLogging: true }),
  events: known({ management: "all", hasDataEvents: false }),
  accessRole: known(accessRole()),
  bucketPolicy: known(""),
  generationsToday: known(3),
  roles: known([role("Tagged"), role("Other", { tags: {} })]),
  topics: [
    { topic: "approval", arn: "arn:aws:sns:eu-central-1:111122223333:approvals", subscriptions: known({ confirmed: 1, pending: [] }) },
  ],
  parts: {
    schedule: known({ state: "ENABLED", expression: "rate(1 day)" }),
    watchRule: { name: "whittle-denied", state: known("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") },
    lostMachines: known([]),
    tables: [{ name: "reviews", backups: known(true) }],
    page: known(404),
  },
  lastCycle: known({ status: "SUCCEEDED", startedAt: "2026-11-24T10:00:00.000Z" }),
} as const satisfies StackFacts;

export const goodTrail = trail;
