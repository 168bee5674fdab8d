import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { wholeRole } from "#core/usage/role-slices.ts";
import { createTally } from "#core/usage/tally.ts";
import { uniteRoles } from "#core/usage/united-roles.ts";
import { asAction } from "#test/names.ts";
import { rawRecord, sessionOf } from "./records.ts";

const [ONE, TWO] = ["arn:aws:iam::111122223333:role/set_1", "arn:aws:iam::444455556666:role/set_2"];
const UNITED = "arn:aws:iam::*:role/set_*";
const KEY = "*/set_*";

function attached(roleArn: string, policyArn: string, eventTime: string) {
  const [, , , , recipientAccountId] = roleArn.split(":");
  return rawRecord({
    eventTime,
    eventSource: "iam.amazonaws.com",
    eventName: "AttachRolePolicy",
    recipientAccountId,
    requestParameters: { roleName: roleArn.split("/").at(-1), policyArn },
    userIdentity: sessionOf("arn:aws:iam::111122223333:role/sso"),
  });
}

function unite(...records: readonly unknown[]) {
  const tally = createTally([ONE, TWO]);
  for (const record of records) tally.add(record, loadCatalogue());
  return uniteRoles(tally.snapshot(), [ONE, TWO], UNITED);
}

test("counts the calls of all roles as one role's", () => {
  const { roles, records } = unite(...[ONE, TWO, TWO].map((arn) => rawRecord({ userIdentity: sessionOf(arn) })));
  const slices = roles.get(KEY);
  expect([...roles.keys()]).toEqual([KEY]);
  expect(records).toBe(3);
  expect(slices && wholeRole(slices).used.get(asAction("s3:ListAllMyBuckets"))?.count).toBe(3);
});

test("a policy is new where all roles got it lately, and each account's own of a name is the same one", () => {
  const [early, late] = ["2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z"];
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  const team = (account: string) => `arn:aws:iam::${account}:policy/Team`;
  const { attachments } = unite(
    attached(ONE, admin, early),
    attached(ONE, team("111122223333"), late),
    attached(TWO, team("444455556666"), early),
  );
  expect([...(attachments.get(KEY) ?? [])]).toEqual([["arn:aws:iam::*:policy/Team", early]]);
});

test("a policy that one of three roles had before the log begins has no time", () => {
  const three = [ONE, TWO, "arn:aws:iam::777788889999:role/set_3"];
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  const timesWhere = (getting: readonly string[]) => {
    const tally = createTally(three);
    for (const arn of getting) tally.add(attached(arn, admin, "2026-03-02T10:00:00Z"), loadCatalogue());
    return uniteRoles(tally.snapshot(), three, UNITED).attachments.get(KEY)?.size;
  };
  expect([timesWhere(three), timesWhere(three.slice(0, 2)), timesWhere(three.slice(1))]).toEqual([1, 0, 0]);
});
