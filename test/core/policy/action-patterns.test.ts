import fc from "fast-check";
import { expect, test } from "vitest";
import { patternsOf } from "#core/policy/action-patterns.ts";
import { catalogue } from "./catalogue.ts";

const everything = catalogue.services().flatMap((service) => catalogue.actionsOf(service).map(({ action }) => action));

test("a whole service is one pattern, and all that begin with a word are one", () => {
  const sqs = catalogue.actionsOf("sqs").map(({ action }) => action);
  expect(patternsOf(sqs, catalogue)).toEqual(["sqs:*"]);
  expect(patternsOf(["sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:SendMessage"], catalogue)).toEqual(["sqs:Delete*", "sqs:SendMessage"]);
});

test("matches the actions that were given and no others", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(everything.length - 1), { minLength: 1, maxLength: 40 }), fc.boolean(), (indexes, isRest) => {
      const picked = new Set(indexes.map((index) => everything[index]));
      const actions = everything.filter((action) => picked.has(action) !== isRest);
      const matched = patternsOf(actions, catalogue).flatMap((pattern) => catalogue.expand(pattern));
      expect([...new Set(matched)].sort()).toEqual(actions.toSorted());
    }),
    { numRuns: 20 },
  );
});

test("all of AWS but a few actions fits in 30 KB", () => {
  const kept = new Set(["s3:GetObject", "sqs:GetQueueUrl", "ec2:DescribeInstances"]);
  const patterns = patternsOf(
    everything.filter((action) => !kept.has(action)),
    catalogue,
  );
  expect(JSON.stringify(patterns).length).toBeLessThan(30_000);
});
