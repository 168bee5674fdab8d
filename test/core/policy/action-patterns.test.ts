import fc from "fast-check";
import { expect, test } from "vitest";
import { patternsOf } from "#core/policy/action-patterns.ts";
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
