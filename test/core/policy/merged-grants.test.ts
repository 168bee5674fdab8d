import { describe, expect, test } from "vitest";
import type { GrantPart, Statement } from "#core/policy/document.ts";
import { joinStatements, mergeGrants, minimise } from "#core/policy/minimise.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue } from "./catalogue.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333";
const vpc = { StringEquals: { "aws:SourceVpc": ["vpc-1"] } };
const part = (action: string, patterns: readonly string[], more: Partial<GrantPart> = {}): GrantPart => ({
  action,
  resources: { kind: "only", patterns },
  conditions: undefined,
  ...more,
});
/** Actions and resources of each statement, as `ACTION … on RESOURCE …`. */
const said = (statements: readonly Statement[]) =>
  statements.map(({ actions, resources }) => `${actions.patterns.join(" ")} on ${resources.patterns.join(" ")}`);

describe("what the catalogue does not know", () => {
  const known = catalogue.actionsOf("sqs").map(({ action }) => action);
  const statement = (patterns: readonly string[]): Statement => ({
    effect: "Allow",
    actions: { kind: "only", patterns },
    resources: { kind: "only", patterns: ["*"] },
  });

  test.each([
    ["where names are written out", false, "sqs:SendMessage sqs:Sparkle"],
    ["where names are shortened", true, "sqs:SendMessage sqs:Sparkle"],
  ])("stays beside what it knows %s", (_, wildcards, actions) => {
    expect(said(minimise([statement(["sqs:Sparkle", "sqs:SendMessage"])], catalogue, { wildcards }))).toEqual([`${actions} on *`]);
  });

  test("stays where all that is known of its service becomes one pattern", () => {
    const [made] = minimise([statement([...known, "nosuch:Sparkle"])], catalogue, { wildcards: true });
    expect(made?.actions.patterns).toEqual(["nosuch:Sparkle", "sqs:*"]);
  });
});

describe("parts of a grant become few statements:", () => {
  test("one action keeps all the resources that it is granted on", () => {
    const parts = [
      part("sqs:SendMessage", [`${QUEUE}:b`]),
      part("sqs:SendMessage", [`${QUEUE}:a`]),
      part("sqs:SendMessage", [`${QUEUE}:a`]),
    ];
    expect(said(mergeGrants(parts))).toEqual([`sqs:SendMessage on ${QUEUE}:a ${QUEUE}:b`]);
  });

  test("actions on the same resources stand together, others apart", () => {
    const parts = [
      part("sqs:SendMessage", [`${QUEUE}:a`]),
      part("sqs:DeleteMessage", [`${QUEUE}:a`]),
      part("sqs:PurgeQueue", [`${QUEUE}:b`]),
    ];
    expect(said(mergeGrants(parts))).toEqual([`sqs:DeleteMessage sqs:SendMessage on ${QUEUE}:a`, `sqs:PurgeQueue on ${QUEUE}:b`]);
  });

  test("a resource within another one is left out, one beside it stays", () => {
    const patterns = [`${QUEUE}:a`, `${QUEUE}:a*`, `${QUEUE}:ab?`, `${QUEUE}:b`];
    expect(said(mergeGrants([part("sqs:SendMessage", patterns)]))).toEqual([`sqs:SendMessage on ${QUEUE}:a* ${QUEUE}:b`]);
  });

  test("of two patterns that cover each other, one stays", () => {
    expect(said(mergeGrants([part("sqs:SendMessage", [`${QUEUE}:a**`, `${QUEUE}:a*`])]))).toEqual([`sqs:SendMessage on ${QUEUE}:a*`]);
  });

  test("what is excepted is never merged away: two exceptions are two statements", () => {
    const except = (pattern: string) => part("sqs:SendMessage", [], { resources: { kind: "except", patterns: [pattern] } });
    expect(mergeGrants([except(`${QUEUE}:a`), except(`${QUEUE}:a*`)])).toHaveLength(2);
  });

  test("a condition keeps to its own part", () => {
    const parts = [part("sqs:SendMessage", [`${QUEUE}:a`]), part("sqs:SendMessage", [`${QUEUE}:b`], { conditions: vpc })];
    expect(mergeGrants(parts).map(({ resources, conditions }) => [resources.patterns, conditions])).toEqual([
      [[`${QUEUE}:a`], undefined],
      [[`${QUEUE}:b`], vpc],
    ]);
  });

  test("in any order they are the same", () => {
    const parts = [part("sqs:SendMessage", [`${QUEUE}:a`]), part("sns:Publish", ["*"]), part("sqs:PurgeQueue", [`${QUEUE}:b`])];
    expect(mergeGrants(parts.toReversed())).toEqual(mergeGrants(parts));
  });
});

test("statements of several refinements are joined, and a deny stands once", () => {
  const deny = { Effect: "Deny", Action: "sqs:PurgeQueue", Resource: "*" };
  const of = (Resource: string) =>
    parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource }, deny] }, "p").statements;
  const joined = joinStatements([...of(`${QUEUE}:a`), ...of(`${QUEUE}:b`)]);
  expect(joined.map(({ effect, resources }) => [effect, resources.patterns])).toEqual([
    ["Allow", [`${QUEUE}:a`, `${QUEUE}:b`]],
    ["Deny", ["*"]],
  ]);
});

test("actions of one statement that another of its patterns covers are left out, in AWS's spelling", () => {
  const { statements } = parsePolicy(
    { Version: "2012-10-17", Statement: { Effect: "Allow", Action: ["SQS:sendmessage", "sqs:Send*", "sqs:PurgeQueue"], Resource: "*" } },
    "p",
  );
  expect(said(minimise(statements, catalogue, { wildcards: false }))).toEqual(["sqs:PurgeQueue sqs:Send* on *"]);
});
