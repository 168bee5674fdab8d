import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fewestPatterns, patternsOf } from "#core/policy/action-patterns.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { catalogue } from "./catalogue.ts";

const space = actionSpace(catalogue);
const patternsFor = (actions: readonly string[]) => patternsOf(space.ofPatterns({ kind: "only", patterns: actions }), catalogue);

const everything = catalogue.services().flatMap((service) => catalogue.actionsOf(service).map(({ action }) => action));

test("a whole service is one pattern, and all that begin with a word are one", () => {
  const sqs = catalogue.actionsOf("sqs").map(({ action }) => action);
  expect(patternsFor(sqs)).toEqual([{ pattern: "sqs:*", count: sqs.length }]);
  expect(patternsFor(["sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:SendMessage"])).toEqual([
    { pattern: "sqs:Delete*", count: 2 },
    { pattern: "sqs:SendMessage", count: 1 },
  ]);
});

test("is as wide as IAM reads it, in any letter case: a name in capitals that stays is in no pattern", () => {
  const gets = catalogue.actionsOf("managedblockchain").flatMap(({ action }) => (/:Get[A-Z]/.test(action) ? [action] : []));
  expect(gets.length).toBeGreaterThan(2);
  expect(catalogue.find("managedblockchain:get")?.action).toBe("managedblockchain:GET");
  expect(patternsFor(gets).map(({ pattern }) => pattern)).toEqual(gets);
  expect(patternsFor([...gets, "managedblockchain:GET"]).map(({ pattern }) => pattern)).toContain("managedblockchain:Get*");
});

test("is made for the actions that are asked for, whichever of the service were asked for before", () => {
  const [one, other] = [
    ["ec2:DeleteVpc", "ec2:RunInstances", "ec2:StopInstances"],
    ["ec2:DeleteVpc", "ec2:RunInstances", "ec2:StartInstances"],
  ];
  for (const actions of [one, other, one]) expect(patternsFor(actions).map(({ pattern }) => pattern)).toEqual(actions);
});

test("matches the actions that were given and no others", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(everything.length - 1), { minLength: 1, maxLength: 40 }), fc.boolean(), (indexes, isRest) => {
      const picked = new Set(indexes.map((index) => everything[index]));
      const actions = everything.filter((action) => picked.has(action) !== isRest);
      const found = patternsFor(actions);
      const matched = found.flatMap(({ pattern }) => catalogue.expand(pattern));
      expect([...new Set(matched)].sort()).toEqual(actions.toSorted());
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(actions.length);
    }),
    { numRuns: 20 },
  );
});

test("all of AWS but a few actions fits in 30 KB", () => {
  const kept = new Set(["s3:GetObject", "sqs:GetQueueUrl", "ec2:DescribeInstances"]);
  const patterns = patternsFor(everything.filter((action) => !kept.has(action))).map(({ pattern }) => pattern);
  expect(JSON.stringify(patterns).length).toBeLessThan(30_000);
});

describe("the fewest patterns for what patterns stand for", () => {
  const fewest = (patterns: readonly string[]) => fewestPatterns(patterns, catalogue).map(({ pattern }) => pattern);

  test.each([
    ["join what is named one by one", ["sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:SendMessage"], ["sqs:Delete*", "sqs:SendMessage"]],
    ["leave what is as short as can be", ["sns:*", "sqs:Delete*"], ["sns:*", "sqs:Delete*"]],
    ["hold what another pattern holds once", ["sqs:Delete*", "sqs:DeleteQueue"], ["sqs:Delete*"]],
    [
      "are sorted, where the list is not",
      ["sqs:SendMessage", "sns:Publish", "sqs:PurgeQueue"],
      ["sns:Publish", "sqs:PurgeQueue", "sqs:SendMessage"],
    ],
    ["are in AWS's spelling", ["SNS:publish", "sqs:sendmessage"], ["sns:Publish", "sqs:SendMessage"]],
    ["leave out what the catalogue does not know", ["sns:Teleport", "sqs:SendMessage", "teleport:Now"], ["sqs:SendMessage"]],
    ["take a text of two names for no name", ["sqs:DeleteQueue sqs:PurgeQueue", "sqs:SendMessage"], ["sqs:SendMessage"]],
    [
      "take two names for two, after that",
      ["sqs:DeleteQueue", "sqs:PurgeQueue", "sqs:SendMessage"],
      ["sqs:DeleteQueue", "sqs:PurgeQueue", "sqs:SendMessage"],
    ],
    ["are none of none", [], []],
  ])("%s", (_, patterns, expected) => {
    expect(fewest(patterns)).toEqual(expected);
  });

  test("are every service's star for everything", () => {
    expect(fewest(["*"])).toEqual(patternsFor(everything).map(({ pattern }) => pattern));
    expect(fewest(["s*:Send*"]).every((pattern) => pattern.startsWith("s"))).toBe(true);
  });

  test("match and count what the list matches, in whatever order and however often it is asked for", () => {
    const lists = fc.array(
      fc.constantFrom("ec2:*", "ec2:Delete*", "EC2:runinstances", "es:ES*", "es:Describe*", ...everything.slice(0, 40)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(lists, fc.boolean(), (any, isSorted) => {
        const list = isSorted ? any.toSorted() : any;
        const wanted = new Set(list.flatMap((pattern) => catalogue.expand(pattern.toLowerCase())));
        const found = fewestPatterns(list, catalogue);
        expect(new Set(found.flatMap(({ pattern }) => catalogue.expand(pattern)))).toEqual(wanted);
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.size);
        expect(found.map(({ pattern }) => pattern)).toEqual(found.map(({ pattern }) => pattern).toSorted());
      }),
      { numRuns: 100 },
    );
  });
});
