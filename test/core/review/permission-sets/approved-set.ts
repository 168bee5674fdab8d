import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { INLINE_NAME, joinInline } from "#core/review/permission-sets/inline-policy.ts";
import type { FakePolicy } from "#test/fakes/iam-account.ts";
import { type FakeSets, fakeSets } from "#test/fakes/permission-sets.ts";
import { fakeTime } from "#test/fakes/time.ts";
import { type ApprovalOptions, approveChange } from "../change/account.ts";
import type { Watchable } from "../change/faults.ts";

const allow = (...Action: readonly string[]): JsonPolicy => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const managed = (name: string, ...actions: readonly string[]): FakePolicy => ({
  arn: `arn:aws:iam::aws:policy/${name}`,
  name,
  versions: [{ versionId: "v1", document: JSON.stringify(allow(...actions)) }],
});
const READ_ONLY = managed("ReadOnlyAccess", "s3:Get*", "s3:List*");
export const SQS_FULL = managed("AmazonSQSFullAccess", "sqs:*");
const TABLES_FULL = managed("AmazonDynamoDBFullAccess", "dynamodb:*");
/** Not on the set. */
export const RDS_FULL = managed("AmazonRDSFullAccess", "rds:*");
const POLICIES = [READ_ONLY, SQS_FULL, TABLES_FULL];
export const SET = "Admins";
export const ACCOUNTS = ["111111111111", "222222222222", "333333333333"];

/** A set in three accounts, and what its inline policy is and is to be. */
export interface SetScenario {
  readonly name: string;
  readonly inline?: JsonPolicy;
  readonly replacesInline?: readonly string[];
  readonly proposed?: JsonPolicy;
}

const ofPeople: JsonPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Team", Effect: "Allow", Action: ["kms:Decrypt"], Resource: "*" }],
};
const withOurs = (...Action: readonly string[]): JsonPolicy => ({
  ...ofPeople,
  Statement: [...ofPeople.Statement, { Sid: "Whittle1", Effect: "Allow", Action, Resource: "*" }],
});

export const SET_SCENARIOS: readonly SetScenario[] = [
  { name: "a set without an inline policy", ...refined([], allow("sqs:SendMessage", "dynamodb:GetItem")) },
  { name: "a set with an inline policy of people", inline: ofPeople, ...refined([ofPeople], allow("sqs:SendMessage", "dynamodb:GetItem")) },
  {
    name: "a set that an earlier review wrote to",
    inline: withOurs("ses:SendEmail", "ses:SendRawEmail"),
    replacesInline: [`whittle-${SET}`],
    ...refined([ofPeople], allow("sqs:SendMessage", "dynamodb:GetItem", "ses:SendEmail")),
  },
  { name: "a set that nobody uses", inline: withOurs("ses:SendEmail"), replacesInline: [`whittle-${SET}`] },
];

function refined(retained: readonly JsonPolicy[], policy: JsonPolicy): { readonly proposed: JsonPolicy } {
  const own = retained.map((document) => {
    const json = JSON.stringify(document);
    return { name: INLINE_NAME, json, document: parsePolicy(json, INLINE_NAME) };
  });
  return { proposed: joinInline(own, [policy]) ?? policy };
}

export type ApprovedSet = Omit<Watchable, "iam" | "ports"> & {
  readonly iam: FakeSets;
  readonly ports: Watchable["ports"];
};

/** A permission set whose proposal has been approved: two of its three managed policies go. */
export async function approvedSet(
  { inline, proposed, replacesInline = [] }: SetScenario,
  options: ApprovalOptions = {},
): Promise<ApprovedSet> {
  const given = {
    name: SET,
    tags: { "whittle:review": "on" },
    attached: POLICIES.map(({ arn }) => arn),
    accounts: ACCOUNTS,
    ...(inline ? { inline: JSON.stringify(inline) } : {}),
  };
  const iam = fakeSets(given, [...POLICIES, RDS_FULL]);
  const scenario = {
    replaces: [SQS_FULL.arn, TABLES_FULL.arn],
    replacesInline,
    proposed: proposed ? [{ name: INLINE_NAME, document: proposed, size: JSON.stringify(proposed).length }] : [],
  };
  const approval = await approveChange(scenario, iam.accepted(SET), fakeTime(), options);
  const ofPeopleAlone = inline && !proposed ? [ofPeople] : [];
  const approved = [proposed ?? [], ofPeopleAlone, JSON.parse(READ_ONLY.versions[0]?.document ?? "{}")].flat();
  return {
    iam,
    ...approval,
    approved: approved.map((document) => parsePolicy(JSON.stringify(document), SET)),
    ports: { ...approval.ports, roles: iam.roles, changes: iam.changes },
  };
}
