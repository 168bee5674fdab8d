import { expect, test } from "vitest";
import { findingWords } from "#core/messages/doctor.ts";
import { examine } from "#core/review/doctor/examine.ts";
import type { MemberFacts, MemberRole } from "#core/review/doctor/facts.ts";
import { ASKING_FUNCTIONS, MEMBER_FUNCTIONS } from "#core/review/doctor/members.ts";
import type { BelowUnits } from "#core/review/fleet/units.ts";
import { good, known } from "./stack-facts.ts";

const VERSION = "0123456789abcdef";
const HUB = good.stack.account;

function trustOf(change: { readonly account?: string; readonly hub?: string; readonly asks?: object } = {}): string {
  const { account = HUB, hub = "whittle", asks = { StringEquals: { "sts:ExternalId": "x".repeat(16) } } } = change;
  const Condition = { ...asks, ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/whittle/${hub}-X-*` } };
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition }] });
}

const rolesWith = (trust = trustOf(), template = VERSION): readonly MemberRole[] =>
  [...MEMBER_FUNCTIONS, ...ASKING_FUNCTIONS].map((name) => ({ name: `whittle-${name}`, trust, template }));

/** What is said of one member. */
function said(member: Partial<MemberFacts>, parameters: Readonly<Record<string, string>> = {}) {
  const stack = { ...good.stack, parameters: { ...good.stack.parameters, ...parameters }, outputs: { MemberTemplate: VERSION } };
  const members = [{ account: "444455556666", roles: known(rolesWith()), handsOver: known(true), ...member }];
  const findings = examine({ ...good, stack, members }).filter(({ check }) => check === "members");
  for (const { detail } of findings) expect(findingWords(detail).text).toMatch(/444455556666|sts:AssumeRole/);
  return findings.map(({ detail, state }) => `${state} ${detail.id}`);
}

test.each<[string, Partial<MemberFacts>, readonly string[]]>([
  ["a member as the hub needs it", {}, ["ok member-ready"]],
  ["no stack of infra/member-account.yaml", { roles: known([]) }, ["to-do member-lacks"]],
  ["a role that somebody deleted", { roles: known(rolesWith().slice(1)) }, ["to-do member-lacks"]],
  ["another hub's account", { roles: known(rolesWith(trustOf({ account: "999900001111" }))) }, ["to-do member-trusts-another"]],
  ["another hub's name", { roles: known(rolesWith(trustOf({ hub: "other" }))) }, ["to-do member-trusts-another"]],
  ["no external id", { roles: known(rolesWith(trustOf({ asks: {} }))) }, ["to-do member-trusts-another"]],
  ["a trust policy that cannot be read", { roles: known(rolesWith("{")) }, ["to-do member-trusts-another"]],
  ["an older version of the file", { roles: known(rolesWith(trustOf(), "older")) }, ["to-do member-outdated"]],
  ["no rule for denied calls", { handsOver: known(false) }, ["to-do member-silent"]],
  [
    "an operator who may not look",
    { roles: { unanswered: { operation: "sts:AssumeRole for arn:aws:iam::444455556666:role/x", isDenied: true, error: "no" } } },
    ["unknown unchecked"],
  ],
])("%s", (_, member, expected) => expect(said(member)).toEqual(expected));

test("a member whose logs are read elsewhere needs no role that asks for evidence", () => {
  const roles = known(rolesWith().filter(({ name }) => !ASKING_FUNCTIONS.some((asking) => name.endsWith(asking))));
  expect(said({ roles })).toEqual(["to-do member-lacks"]);
  expect(said({ roles }, { Evidence: "cloudtrail", TrailBucket: "logs" })).toEqual(["ok member-ready"]);
});

test("accounts below units are counted, and what is left out is named", () => {
  const facts = (below: Partial<BelowUnits>) => {
    const stack = { ...good.stack, parameters: { ...good.stack.parameters, OrganizationalUnitIds: "ou-1,ou-2", OrganizationId: "o-1" } };
    const units = known({ accounts: ["444455556666"], leftOut: [], unlisted: [], organizations: ["o-1"], ...below });
    return examine({ ...good, stack, units, members: [] })
      .filter(({ check }) => check === "members")
      .map(({ state, detail }) => `${state} ${findingWords(detail).text}`);
  };
  expect(facts({})).toEqual(["ok 1 account that can be reviewed stands below the 2 organizational units."]);
  expect(facts({ leftOut: [{ id: "777788889999", organization: "o-1", state: "SUSPENDED" }] })[1]).toContain("777788889999 is left out");
  expect(facts({ unlisted: [{ unit: "ou-2", error: "no" }] })).toEqual([expect.stringContaining("to-do The organizational unit ou-2")]);
  expect(facts({ organizations: ["o-2"] })[1]).toMatch(/^to-do The accounts are in the organization o-2/);
});
