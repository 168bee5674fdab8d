import { expect, test, vi } from "vitest";
import { holds, isSame, places } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { uncovered } from "#core/policy/cover.ts";
import { grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { toJson } from "#core/policy/json.ts";
import { minimise } from "#core/policy/minimise.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { toDocuments } from "#core/policy/split.ts";
import { catalogue, managedPolicies } from "./catalogue.ts";

/** For a machine that does much else meanwhile. */
vi.setConfig({ testTimeout: 300_000 });

const space = actionSpace(catalogue);
const all = [...managedPolicies];

/** One statement with a NotAction of more than 6,144 characters, as only AWS may write it: there is nothing to split. */
const UNSPLITTABLE: readonly string[] = [
  "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
  "SageMakerStudioProjectUserRolePermissionsBoundary",
];

test("there are 1,485 of them", () => {
  expect(all.length).toBe(1485);
});

test.each([{ wildcards: false }, { wildcards: true }])("minimising keeps the set of actions, wildcards: $wildcards", (options) => {
  const changed = all.filter(
    ([, policy]) => !sameActions(policy, { ...policy, statements: minimise(policy.statements, catalogue, options) }),
  );
  expect(changed.map(([name]) => name)).toEqual([]);
});

test("splitting into documents keeps the set of actions, and each fits", () => {
  const changed = all
    .filter(([name]) => !UNSPLITTABLE.includes(name))
    .filter(([, policy]) => {
      const documents = toDocuments(policy.statements, { maxSize: 6144, maxDocuments: 99, catalogue });
      const joined = { ...policy, statements: documents.flatMap(({ statements }) => statements) };
      return (
        !sameActions(policy, joined) || documents.some((document) => JSON.stringify(toJson(document)).replace(/\s/g, "").length > 6144)
      );
    });
  expect(changed.map(([name]) => name)).toEqual([]);
});

test("what is written is read back the same", () => {
  const changed = all.filter(
    ([name, policy]) => JSON.stringify(parsePolicy(JSON.stringify(toJson(policy)), name)) !== JSON.stringify(policy),
  );
  expect(changed.map(([name]) => name)).toEqual([]);
});

test("each covers itself, also when written anew", () => {
  const not = all.filter(([name, policy]) => uncovered([parsePolicy(toJson(policy), name)], [policy], catalogue).length > 0);
  expect(not.map(([name]) => name)).toEqual([]);
});

test("each covers what is left after any Allow statement is taken out", () => {
  const not = all.flatMap(([name, policy]) => {
    const copy = structuredClone(policy);
    return copy.statements
      .map((_, index) => ({ name, index }))
      .filter(({ index }) => uncovered([without(copy, index)], [policy], catalogue).length > 0);
  });
  expect(not).toEqual([]);
});

test("none covers itself and one action more that it lacks", () => {
  const lacking = all.map(([name, policy]) => ({ name, policy, action: lackedAction(policy) }));
  const withLack = lacking.filter(({ action }) => action !== undefined);
  const fooled = withLack.filter(
    ({ policy, action }) => action === undefined || !names(uncovered([withAction(policy, action)], [policy], catalogue)).includes(action),
  );
  console.log(`${withLack.length} policies lack an action, ${all.length - withLack.length} allow every action on something`);
  expect(fooled.map(({ name }) => name)).toEqual([]);
  expect(withLack.length).toBeGreaterThan(1450);
});

function sameActions(a: PolicyDocument, b: PolicyDocument): boolean {
  return isSame(grantedActions([a], space), grantedActions([b], space));
}

/** Taking a Deny out may widen; it stays. */
function without(policy: PolicyDocument, index: number): PolicyDocument {
  return { ...policy, statements: policy.statements.filter((statement, at) => at !== index || statement.effect === "Deny") };
}

function lackedAction(policy: PolicyDocument): string | undefined {
  const granted = grantedActions([policy], space);
  return space.names.find((_, place) => !holds(granted, place));
}

function withAction(policy: PolicyDocument, action: string): PolicyDocument {
  return {
    ...policy,
    statements: [
      ...policy.statements,
      { effect: "Allow", actions: { kind: "only", patterns: [action] }, resources: { kind: "only", patterns: ["*"] } },
    ],
  };
}

function names(found: readonly { readonly action: string }[]): string[] {
  return found.map(({ action }) => action);
}

test("sets of actions list their places", () => {
  expect(places(space.ofPatterns({ kind: "only", patterns: ["logs:PutLogEvents"] })).map((place) => space.names[place])).toEqual([
    "logs:PutLogEvents",
  ]);
});
