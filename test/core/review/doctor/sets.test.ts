import { describe, expect, test } from "vitest";
import { findingWords } from "#core/messages/doctor.ts";
import { examine } from "#core/review/doctor/examine.ts";
import type { SetFacts, Stack } from "#core/review/doctor/facts.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { good, known, role } from "./stack-facts.ts";

const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const SET_ARN = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1";
const MANAGEMENT = "999988887777";
const MEMBER = "222233334444";

function set(name: string, { changeableOnlyIn, ...change }: Partial<RoleState> & { readonly changeableOnlyIn?: string } = {}) {
  const path = "/aws-reserved/sso.amazonaws.com/";
  const only = changeableOnlyIn === undefined ? {} : { changeableOnlyIn };
  const permissionSet = { instanceArn: INSTANCE, arn: SET_ARN, accounts: [MEMBER], ...only };
  return role(name, { path, accountId: "*", permissionSet, ...change });
}

const inOrder: SetFacts = {
  arn: INSTANCE,
  instance: known({ owner: good.stack.account, store: "d-1234567890" }),
  sets: known([set("Admins")]),
  approvers: known({ hasUsers: true, unknown: [] }),
};
const denied = (operation: string) => ({ unanswered: { operation, isDenied: true, error: "AccessDenied" } });

function findings(change: Partial<SetFacts> = {}, parameters: Stack["parameters"] = {}) {
  const stack = { ...good.stack, parameters: { ...good.stack.parameters, ...parameters } };
  return examine({ ...good, stack, sets: { ...inOrder, ...change } }).filter(({ check }) => /identity|permission/.test(check));
}
const told = (...args: Parameters<typeof findings>) => findings(...args).map(({ state, detail }) => `${state} ${detail.id}`);
const GOOD = ["ok identity-center-found", "ok approvers-known", "ok sets-ready"];

describe("of permission sets, whittle doctor", () => {
  test("says nothing where the stack reviews none", () => {
    expect(examine(good).some(({ check }) => /identity|permission/.test(check))).toBe(false);
  });

  test("finds nothing to do where all is in order", () => expect(told()).toEqual(GOOD));

  test.each<[string, Partial<SetFacts>, readonly string[]]>([
    ["an instance that is not there", { instance: known(null) }, ["to-do identity-center-missing"]],
    ["an instance that may not be looked at", { instance: denied("sso:DescribeInstance") }, ["unknown unchecked"]],
    [
      "an identity store without users",
      { approvers: known({ hasUsers: false, unknown: ["a@b.c"] }) },
      [GOOD[0] ?? "", "to-do identity-store-empty", GOOD[2] ?? ""],
    ],
    [
      "an identity store that may not be read",
      { approvers: denied("identitystore:ListUsers") },
      [GOOD[0] ?? "", "unknown unchecked", GOOD[2] ?? ""],
    ],
    [
      "an approver whom nobody knows",
      { approvers: known({ hasUsers: true, unknown: ["a@b.c"] }) },
      [GOOD[0] ?? "", "to-do approvers-unknown", GOOD[2] ?? ""],
    ],
    ["no tagged set", { sets: known([]) }, [...GOOD.slice(0, 2), "to-do no-set-tagged"]],
    ["sets that may not be read", { sets: denied("sso:ListPermissionSets") }, [...GOOD.slice(0, 2), "unknown unchecked"]],
    [
      "a set with another value of the tag",
      { sets: known([set("Admins"), set("Off", { tags: { "whittle:review": "off" } })]) },
      [...GOOD, "to-do set-tagged-otherwise"],
    ],
    [
      "a set that is not provisioned everywhere",
      { sets: known([set("Admins"), set("Late", { unreadable: "its latest version is not provisioned in 1." })]) },
      [...GOOD, "to-do set-ineligible"],
    ],
  ])("names %s", (_, change, expected) => expect(told(change)).toEqual(expected));

  test("names a set that the stack excludes, and what to do", () => {
    const [, , , finding] = findings({ sets: known([set("Admins"), set("Break")]) }, { ExcludedRoles: "Break*" });
    expect(finding && findingWords(finding.detail).todo).toContain("ExcludedRoles");
  });

  test("says what a delegated administrator cannot change, and names the sets", () => {
    const center = { instance: known({ owner: MANAGEMENT, store: "d-1234567890" }) };
    expect(told(center)).toEqual([GOOD[0], "ok delegated-administrator", ...GOOD.slice(1)]);
    const both = { ...center, sets: known([set("Admins"), set("Root", { changeableOnlyIn: MANAGEMENT })]) };
    expect(told(both)).toEqual([GOOD[0], "ok delegated-administrator", ...GOOD.slice(1), "to-do set-in-management-account"]);
    const alone = { ...center, sets: known([set("Root", { changeableOnlyIn: MANAGEMENT })]) };
    expect(told(alone)).toContain("to-do no-set-tagged");
  });
});
