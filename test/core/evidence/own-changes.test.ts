import { expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };
const OWN_NAME = ROLE.slice(ROLE.lastIndexOf("/") + 1);
const CARRIED = "arn:aws:iam::111122223333:policy/Wide";

function after(...calls: readonly (readonly [string, Readonly<Record<string, unknown>>])[]) {
  const tally = createTally([ROLE], window);
  for (const [eventName, requestParameters] of calls)
    tally.add(rawRecord({ eventSource: "iam.amazonaws.com", eventName, requestParameters }), catalogue);
  const attached = [{ arn: CARRIED, name: "Wide", since: "2026-03-30T00:00:00Z" }];
  const { suspicious, gaps } = activityOf(tally.snapshot(), ROLE, { window, attached }, catalogue);
  return {
    own: suspicious.filter(({ kind }) => kind === "own-change").map(({ actions }) => actions.join(" ")),
    keeps: gaps.flatMap((gap) => (gap.kind === "granted-recently" ? gap.policies : [])),
  };
}

test.each([
  ["AttachRolePolicy", { roleName: OWN_NAME, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
  ["PutRolePolicy", { roleName: OWN_NAME, policyName: "mine", policyDocument: "{}" }],
  ["UpdateAssumeRolePolicy", { roleName: OWN_NAME, policyDocument: "{}" }],
  ["TagRole", { roleName: OWN_NAME, tags: [{ key: "team", value: "x" }] }],
  ["CreatePolicyVersion", { policyArn: CARRIED, policyDocument: "{}", setAsDefault: true }],
  ["SetDefaultPolicyVersion", { policyArn: CARRIED, versionId: "v1" }],
])("%s on itself, or on what it carries, is named as suspicious", (eventName, parameters) => {
  expect(after([eventName, parameters]).own).toEqual([`iam:${eventName}`]);
});

test.each([
  ["AttachRolePolicy", { roleName: "other", policyArn: CARRIED }],
  ["CreatePolicyVersion", { policyArn: "arn:aws:iam::111122223333:policy/Other", policyDocument: "{}" }],
  ["GetRole", { roleName: OWN_NAME }],
])("%s on another, or that changes nothing, is not", (eventName, parameters) => {
  expect(after([eventName, parameters]).own).toEqual([]);
});

test("a version that the role made gives its policy no new grace period", () => {
  expect(after().keeps).toEqual([CARRIED]);
  expect(after(["CreatePolicyVersion", { policyArn: CARRIED, policyDocument: "{}", setAsDefault: true }]).keeps).toEqual([]);
});
