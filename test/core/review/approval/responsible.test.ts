import { describe, expect, test } from "vitest";
import type { ApproverRule } from "#core/review/approval/approver-rule.ts";
import { missingGroups, responsibleFor, responsibleNotes, routedOwner } from "#core/review/approval/responsible.ts";
import { asArn } from "#test/names.ts";

const RULES: readonly ApproverRule[] = [
  { of: "payments", group: "payments-leads" },
  { of: "payments", group: "finance" },
  { of: "sandbox", group: "everyone" },
  { of: "222233334444", group: "prod-leads" },
];
const PROD = "222233334444";
const OTHER = "111122223333";

const role = (account: string, owner?: string) => ({
  arn: asArn(`arn:aws:iam::${account}:role/MyRole`),
  tags: owner === undefined ? {} : { "whittle:owner": owner },
});
const mayDecide = (groups: readonly string[], account: string, owner?: string) =>
  missingGroups({ groups }, responsibleFor(role(account, owner), RULES)) === undefined;

describe("among the approvers, may decide about a role", () => {
  test.each<[string, readonly string[], string, string | undefined, boolean]>([
    ["all, where neither its account nor its owner has approvers of its own", [], OTHER, undefined, true],
    ["those of its owner", ["payments-leads"], OTHER, "payments", true],
    ["those of another group of its owner", ["finance"], OTHER, "payments", true],
    ["no others of an owned role", ["prod-leads", "everyone"], OTHER, "payments", false],
    ["those of its account", ["prod-leads"], PROD, undefined, true],
    ["no others of such an account", ["payments-leads"], PROD, undefined, false],
    ["those in a group of each, where both have approvers", ["prod-leads", "finance"], PROD, "payments", true],
    ["nobody in a group of the owner alone, where both have", ["finance"], PROD, "payments", false],
    ["nobody in a group of the account alone, where both have", ["prod-leads"], PROD, "payments", false],
    ["all, where the owner is misspelt", [], OTHER, "paiments", true],
    ["all, where the owner is written in other letters", [], OTHER, "Payments", true],
    ["those of its owner with spaces around it", ["finance"], OTHER, " payments ", true],
    ["no others of an owner with spaces around it", ["everyone"], OTHER, " payments ", false],
  ])("%s", (_, groups, account, owner, expected) => {
    expect(mayDecide(groups, account, owner)).toBe(expected);
  });
});

describe("whoever may tag a role", () => {
  test.each(["sandbox", "222233334444", "nobody", "", "everyone", "__proto__", "constructor"])(
    "cannot let anybody decide by the owner %j who could not without it",
    (owner) => {
      for (const account of [PROD, OTHER])
        for (const groups of [[], ["everyone"], ["payments-leads"], ["prod-leads"], ["everyone", "prod-leads"]])
          if (mayDecide(groups, account, owner)) expect(mayDecide(groups, account)).toBe(true);
    },
  );

  test("cannot name another account by it", () => {
    expect(responsibleFor(role(OTHER, PROD), RULES)).toEqual({ unknownOwner: PROD });
  });
});

describe("the approver is told", () => {
  const notes = (signIn: "oidc" | "link" | "local", owner?: string, account = OTHER) =>
    responsibleNotes(role(account, owner), { approverSignIn: signIn, approversOf: RULES });

  test("who alone may decide, and why", () => {
    expect(notes("oidc", "payments", PROD)).toEqual([
      { id: "approvers-of", of: "account", name: PROD, groups: ["prod-leads"] },
      { id: "approvers-of", of: "owner", name: "payments", groups: ["payments-leads", "finance"] },
    ]);
    expect(notes("oidc")).toEqual([]);
  });

  test("that an owner is unknown, or counts for nothing without sign-in", () => {
    expect(notes("oidc", "paiments")).toEqual([{ id: "owner-unknown", owner: "paiments", signIn: "oidc" }]);
    expect(notes("link", "payments", PROD)).toEqual([{ id: "owner-unknown", owner: "payments", signIn: "link" }]);
    expect(notes("local", "payments")).toEqual([]);
    expect(notes("local", "payments", PROD)).toEqual([]);
  });

  test("that an owner is unknown also where the account has approvers of its own", () => {
    expect(notes("oidc", " paiments ", PROD)).toEqual([
      { id: "approvers-of", of: "account", name: PROD, groups: ["prod-leads"] },
      { id: "owner-unknown", owner: "paiments", signIn: "oidc" },
    ]);
    expect(notes("oidc", " ", PROD)).toHaveLength(1);
  });

  test("messages are routed by an owner that decides, and by no other word", () => {
    const routed = (approverSignIn: "oidc" | "link", owner: string) =>
      routedOwner(role(OTHER, owner), { approverSignIn, approversOf: RULES });
    expect(routed("oidc", "payments")).toBe("payments");
    expect(routed("oidc", "paiments")).toBeUndefined();
    expect(routed("link", "payments")).toBeUndefined();
  });
});
