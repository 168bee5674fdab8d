import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { evaluate } from "#core/policy/evaluate.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import { propose } from "#core/review/propose/propose.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { activityIn } from "./asking.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const role = roleWith(["AdministratorAccess"]);
const ACTIONS = ["Describe", "Update", "Delete"].map((verb) => `dynamodb:${verb}Table`);
/** More calls that name a table. */
const OF_TABLES = [
  ...ACTIONS,
  ...["ContinuousBackups", "ContributorInsights", "TimeToLive"].flatMap((what) => [`dynamodb:Describe${what}`, `dynamodb:Update${what}`]),
  ...["CreateTable", "CreateBackup", "DescribeTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling"].map((name) => `dynamodb:${name}`),
];

/** Names of 250 characters that have nothing in common. */
function namesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => createHash("sha512").update(String(index)).digest("hex").repeat(2).slice(0, 250));
}

/** A proposal for a role that made each call on tables of its own, with room for so many managed policies. */
function proposed(tablesOfEach: number, managed: number, actions = ACTIONS) {
  const names = namesOf(tablesOfEach * actions.length);
  const calls = actions.flatMap((event, place) =>
    names.slice(place * tablesOfEach, (place + 1) * tablesOfEach).map((tableName) => ({ event, request: { tableName } })),
  );
  const activity = activityIn(calls, role.arn);
  const room = { managed, inline: 0 };
  const given = { review: { id: "r", window }, role, roleFingerprint: "f", activity, keep: [], room, proposedAt: window.to, catalogue };
  const proposal = propose(given);
  const documents = proposal.policies.map(({ document }) => parsePolicy(document, "refined"));
  const denied = activity.entries.flatMap(({ action, resources }) =>
    resources.filter(({ arn }) => evaluate({ action, resource: arn, context: {} }, documents) !== "allowed"),
  );
  const wider = proposal.notes.filter(({ id }) => id !== "seen-once");
  return { mostNames: wider.map((note) => ("mostNames" in note ? note.mostNames : note.id)), denied };
}

describe("where the names of what was used do not fit, as few as must be are named by what they have in common", () => {
  test.each([
    ["all fit: nothing is said", 5, 1, []],
    ["three policies take what one does not", 10, 3, []],
    ["more than five of a type are not spelt out", 10, 1, [5]],
    ["more than 15 of a type are not spelt out", 20, 1, [15]],
  ])("%s", (_, tables, managed, mostNames) => {
    expect(proposed(tables, managed)).toEqual({ mostNames, denied: [] });
  });

  test.each([
    ["more than two of a type are not spelt out", 4, 5, [2]],
    ["where two are too many too, whole types are named", 2, 12, ["named-wider"]],
  ])("%s", (_, tables, actions, mostNames) => {
    expect(proposed(tables, 1, OF_TABLES.slice(0, actions))).toEqual({ mostNames, denied: [] });
  });

  test("more than 40 of a type are not spelt out", () => {
    expect(proposed(60, 1, ACTIONS.slice(0, 1))).toEqual({ mostNames: [40], denied: [] });
  });

  test("a role without any room for a policy has no proposal", () => {
    expect(() => proposed(1, 0)).toThrow(PolicyTooLargeError);
  });
});
