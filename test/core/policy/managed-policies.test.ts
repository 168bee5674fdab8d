import { expect, test, vi } from "vitest";
import { places } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { toJson } from "#core/policy/json.ts";
import { minimise } from "#core/policy/minimise.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { toDocuments } from "#core/policy/split.ts";
import { sample } from "#test/runs.ts";
import { catalogue, managedPolicies } from "./catalogue.ts";
import { type SlowRequest, slowlyDecides } from "./slow-evaluator.ts";

/** For a machine that does much else meanwhile. */
vi.setConfig({ testTimeout: 300_000 });

const space = actionSpace(catalogue);
const all = [...managedPolicies];
const UNRELATED = ["sqs:SendMessage", "iam:CreateUser", "s3:GetObject", "ec2:DescribeInstances", "unknown:Action"];
/** Some of each part of the alphabet. */
const SOME_ACTIONS = catalogue.expand("*").filter((_, index) => index % 97 === 0);

/** One statement with a NotAction of more than 6,144 characters, as only AWS may write it: there is nothing to split. */
const UNSPLITTABLE: readonly string[] = [
  "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
  "SageMakerStudioProjectUserRolePermissionsBoundary",
];

test("there are 1,485 of them", () => {
  expect(all.length).toBe(1485);
});

test.each([{ wildcards: false }, { wildcards: true }])("minimising keeps every verdict, wildcards: $wildcards", (options) => {
  const changed = sample(all).filter(
    ([, policy]) => !sameVerdicts(policy, { ...policy, statements: minimise(policy.statements, catalogue, options) }),
  );
  expect(changed.map(([name]) => name)).toEqual([]);
});

test("splitting into documents keeps every verdict, and each fits", () => {
  const changed = sample(all)
    .filter(([name]) => !UNSPLITTABLE.includes(name))
    .filter(([, policy]) => {
      const documents = toDocuments(policy.statements, { maxSize: 6144, maxDocuments: 99, inlineRoom: 0, catalogue });
      const joined = { ...policy, statements: documents.flatMap(({ statements }) => statements) };
      return (
        !sameVerdicts(policy, joined) || documents.some((document) => JSON.stringify(toJson(document)).replace(/\s/g, "").length > 6144)
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
  const not = sample(all).filter(([name, policy]) => uncovered([parsePolicy(toJson(policy), name)], [policy], catalogue).length > 0);
  expect(not.map(([name]) => name)).toEqual([]);
});

test("each covers what is left after any Allow statement is taken out", () => {
  const not = sample(all).flatMap(([name, policy]) => {
    const copy = structuredClone(policy);
    return copy.statements
      .map((_, index) => ({ name, index }))
      .filter(({ index }) => uncovered([without(copy, index)], [policy], catalogue).length > 0);
  });
  expect(not).toEqual([]);
});

test("none covers itself and one action more that it lacks", () => {
  const some = sample(all);
  const lacking = some.map(([name, policy]) => ({ name, policy, action: lackedAction(policy) }));
  const withLack = lacking.filter(({ action }) => action !== undefined);
  const fooled = withLack.filter(
    ({ policy, action }) => action === undefined || !names(uncovered([withAction(policy, action)], [policy], catalogue)).includes(action),
  );
  console.log(`${withLack.length} policies lack an action, ${some.length - withLack.length} allow every action on something`);
  expect(fooled.map(({ name }) => name)).toEqual([]);
  expect(withLack.length).toBeGreaterThan(0.95 * some.length);
});

/** Judged by the slow evaluator, on requests that the policy speaks of and on some that it does not. */
function sameVerdicts(a: PolicyDocument, b: PolicyDocument): boolean {
  return requestsAbout(a).every((request) => slowlyDecides([a], request) === slowlyDecides([b], request));
}

function requestsAbout({ statements }: PolicyDocument): readonly SlowRequest[] {
  const resources = [...new Set(statements.flatMap((statement) => statement.resources.patterns))].slice(0, 3);
  const spokenOf = statements
    .flatMap(({ actions }) => actions.patterns)
    .flatMap((pattern) => sample(catalogue.expand(pattern)).slice(0, 4));
  return [...spokenOf.slice(0, 40), ...UNRELATED].flatMap((action) =>
    [...resources, "arn:aws:sqs:eu-west-1:111122223333:other"].map((resource) => ({ action, resource, context: {} })),
  );
}

/** Taking a Deny out may widen; it stays. */
function without(policy: PolicyDocument, index: number): PolicyDocument {
  return { ...policy, statements: policy.statements.filter((statement, at) => at !== index || statement.effect === "Deny") };
}

/** An action that no Allow statement speaks of, whatever the resource and the conditions. */
function lackedAction({ statements, ...policy }: PolicyDocument): string | undefined {
  const opened = statements
    .filter(({ effect }) => effect === "Allow")
    .map(({ actions }) => ({ effect: "Allow" as const, actions, resources: { kind: "only" as const, patterns: ["*"] } }));
  const request = (action: string) => ({ action, resource: "*", context: {} });
  return SOME_ACTIONS.find((action) => slowlyDecides([{ ...policy, statements: opened }], request(action)) === "not-allowed");
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
  expect(places(space.ofPatterns({ kind: "only", patterns: ["logs:PutLogEvents"] })).map(space.nameAt)).toEqual(["logs:PutLogEvents"]);
});
