import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { SetTooLargeError } from "#core/review/errors.ts";
import { RoleState } from "#core/review/model/role-state.ts";
import { customerManaged } from "#core/review/permission-sets/customer-managed.ts";
import { deployedSetActivity } from "#core/review/permission-sets/deployed-activity.ts";
import { proposeForSet } from "#core/review/permission-sets/deployed-set.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import { createTally } from "#core/usage/tally.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { asArn } from "#test/names.ts";
import { catalogue } from "../../policy/catalogue.ts";

const PATH = "/aws-reserved/sso.amazonaws.com/eu-west-1/";
const ACCOUNTS = ["111122223333", "444455556666", "777788889999"];
const [ONE = "", TWO = "", THREE = ""] = ACCOUNTS;
const WINDOW = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };
const json = (...actions: readonly string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Team", Effect: "Allow", Action: actions, Resource: "*" }] });
const ofAws = (name: string, ...actions: readonly string[]) => ({
  arn: asArn(`arn:aws:iam::aws:policy/${name}`),
  name,
  versionId: "v1",
  json: json(...actions),
  document: parsePolicy(json(...actions), name),
});
const roleArn = (account: string, hash = "0") => `arn:aws:iam::${account}:role${PATH}AWSReservedSSO_Admins_${hash.repeat(4)}${account}`;

/** A set as IAM Identity Center tells of it. */
function theSet(more: Partial<RoleState> = {}): RoleState & { readonly permissionSet: NonNullable<RoleState["permissionSet"]> } {
  const permissionSet = {
    instanceArn: "arn:aws:sso:::instance/ssoins-1",
    arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
    accounts: ACCOUNTS,
  };
  const set = v.parse(RoleState, {
    arn: setArn({ partition: "aws", path: PATH, name: "Admins" }),
    name: "Admins",
    path: PATH,
    partition: "aws",
    accountId: "*",
    createdAt: "2024-01-01T00:00:00.000Z",
    trust: "{}",
    tags: { "whittle:review": "on" },
    attached: [ofAws("AmazonSQSFullAccess", "sqs:*")],
    inline: [],
    instanceProfiles: [],
  });
  return { ...set, ...more, permissionSet };
}

const purge = (arn: string, account: string) =>
  rawRecord({
    eventSource: "sqs.amazonaws.com",
    eventName: "PurgeQueue",
    recipientAccountId: account,
    requestParameters: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/orders` },
    userIdentity: sessionOf(arn),
  });

function activityOf(set: RoleState, ...records: readonly unknown[]) {
  const tally = createTally("all");
  for (const record of records) tally.add(record, catalogue);
  const logs = { tally: tally.snapshot(), files: 1, unreadable: [] };
  return deployedSetActivity(set, { logs, window: WINDOW, rolesOfProfiles: new Map(), graceDays: 0 }, catalogue);
}

function propose(set: ReturnType<typeof theSet>, ...records: readonly unknown[]) {
  const review = { id: "review-1", window: WINDOW };
  const activity = activityOf(set, ...records);
  const input = { review, role: set, roleFingerprint: "f", activity, keep: [], proposedAt: WINDOW.to, catalogue };
  return proposeForSet(input, set.permissionSet);
}

describe("what people did with a set", () => {
  test("is united over its accounts, and over two roles where it was assigned anew", () => {
    const records = [purge(roleArn(ONE), ONE), purge(roleArn(ONE, "f"), ONE), purge(roleArn(TWO), TWO)];
    const { entries, accounts } = activityOf(theSet(), ...records);
    expect(entries.map(({ action, count }) => [action, count])).toEqual([["sqs:PurgeQueue", 3]]);
    expect(accounts).toEqual([ONE, TWO]);
  });

  test("is doubted where an account has no record", () => {
    expect(activityOf(theSet(), purge(roleArn(ONE), ONE), purge(roleArn(TWO), TWO)).gaps).toContainEqual({
      kind: "accounts-without-records",
      effect: "warn",
      accounts: [THREE],
    });
  });

  test.each([
    ["of another set whose name begins alike", roleArn(ONE).replace("Admins", "Admins_Two")],
    ["of an account that the set is not provisioned in", roleArn("999900001111")],
  ])("is none %s", (_, arn) => {
    expect(activityOf(theSet(), purge(arn, arn.split(":")[4] ?? "")).entries).toEqual([]);
  });
});

describe("the proposal for a set", () => {
  const used = [purge(roleArn(ONE), ONE), purge(roleArn(TWO), TWO)];

  test("is one inline policy, with what people wrote into it", () => {
    const inline = [{ name: "AwsSSOInlinePolicy", json: json("kms:Decrypt"), document: parsePolicy(json("kms:Decrypt"), "inline") }];
    const { policies, replaces, replacesInline } = propose(theSet({ inline }), ...used);
    expect([replaces.map(({ name }) => name), replacesInline]).toEqual([["AmazonSQSFullAccess"], []]);
    expect(policies.map(({ name }) => name)).toEqual(["AwsSSOInlinePolicy"]);
    const text = JSON.stringify(policies[0]?.document);
    for (const part of ["kms:Decrypt", `arn:aws:sqs:eu-west-1:${ONE}:orders`, `arn:aws:sqs:eu-west-1:${TWO}:orders`])
      expect(text).toContain(part);
  });

  test("says what it is of, keeps customer-managed policies, and asks nothing that would not fit a whole policy", () => {
    const team = customerManaged(asArn("arn:aws:iam::*:policy/Team"), "Team");
    const set = theSet({ attached: [...theSet().attached, team], tags: { "whittle:review": "on", "whittle:replace": "Team" } });
    const { notes, replaces, choices } = propose(set, ...used);
    expect(notes[0]).toEqual({ id: "permission-set", accounts: ACCOUNTS, customerManaged: ["Team"] });
    expect(replaces.map(({ name }) => name)).toEqual(["AmazonSQSFullAccess"]);
    expect(choices).toBeUndefined();
  });

  test("replaces what the set's tag whittle:replace names besides", () => {
    const attached = [...theSet().attached, ofAws("SecurityAudit", "sns:List*")];
    const { replaces } = propose(theSet({ attached, tags: { "whittle:replace": "SecurityAudit" } }), ...used);
    expect(replaces.map(({ name }) => name).sort()).toEqual(["AmazonSQSFullAccess", "SecurityAudit"]);
  });

  test("is none where what people wrote leaves no room", () => {
    const long = json(...Array.from({ length: 600 }, (_, index) => `kms:${"Decrypt".padEnd(9, "x")}${index}`));
    const inline = [{ name: "AwsSSOInlinePolicy", json: long, document: parsePolicy(long, "inline") }];
    expect(() => propose(theSet({ inline }), ...used)).toThrow(SetTooLargeError);
  });
});
