import { describe, expect, test } from "vitest";
import { chosenDiff, countOf, MOST_NAMED, mainPrefix, sumOf } from "#core/review/chosen-diff.ts";
import type { Choice, Diff } from "#core/review/model/proposal.ts";

type Action = Choice["loses"][number];
const action = (name: string, level: Action["level"]): Action => ({ action: name, level });
// Counts by level: permissions management, write, tagging, read, list.
const diff: Diff = {
  kept: ["s3:GetObject", "sqs:SendMessage"],
  removed: ["s3:DeleteObject", "s3:ListBucket", "sqs:PurgeQueue"],
  removedCount: 3,
  removedByLevel: [
    { service: "s3", counts: [0, 1, 0, 0, 1] },
    { service: "sqs", counts: [0, 1, 0, 0, 0] },
  ],
};

describe("a diff after other answers", () => {
  test("is itself where the answers change nothing", () => {
    expect(chosenDiff(diff, [], [])).toEqual(diff);
  });

  test("has what stays after all among what is kept, and no longer among what goes, in name, number and level", () => {
    expect(chosenDiff(diff, [action("s3:ListBucket", "List")], [])).toEqual({
      kept: ["s3:GetObject", "s3:ListBucket", "sqs:SendMessage"],
      removed: ["s3:DeleteObject", "sqs:PurgeQueue"],
      removedCount: 2,
      removedByLevel: [
        { service: "s3", counts: [0, 1, 0, 0, 0] },
        { service: "sqs", counts: [0, 1, 0, 0, 0] },
      ],
    });
  });

  test("has what goes after all among what is removed, and no longer among what is kept", () => {
    expect(chosenDiff(diff, [], [action("s3:GetObject", "Read"), action("kms:TagResource", "Tagging")])).toEqual({
      kept: ["sqs:SendMessage"],
      removed: ["kms:TagResource", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "sqs:PurgeQueue"],
      removedCount: 5,
      removedByLevel: [
        { service: "kms", counts: [0, 0, 1, 0, 0] },
        { service: "s3", counts: [0, 1, 0, 1, 1] },
        { service: "sqs", counts: [0, 1, 0, 0, 0] },
      ],
    });
  });

  test("names no service of which nothing goes any more", () => {
    expect(chosenDiff(diff, [action("sqs:PurgeQueue", "Write")], []).removedByLevel.map(({ service }) => service)).toEqual(["s3"]);
  });

  test("counts anew what goes of the service that nearly all of it is about", () => {
    const ofOne: Diff = {
      kept: ["s3:GetObject"],
      removed: ["s3:DeleteObject", "s3:ListBucket"],
      removedCount: 2,
      removedByLevel: [{ service: "s3", counts: [0, 1, 0, 0, 1] }],
      mainService: { name: "S3", removedCount: 2, count: 3 },
    };
    expect(chosenDiff(ofOne, [action("s3:ListBucket", "List")], []).mainService).toEqual({ name: "S3", removedCount: 1, count: 3 });
    expect(chosenDiff(ofOne, [], [action("s3:GetObject", "Read")]).mainService).toEqual({ name: "S3", removedCount: 3, count: 3 });
  });
});

describe("the service that nearly all actions are of", () => {
  const rows = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([service, count]) => ({ service, counts: [0, 0, 0, count, 0] }));
  const kept = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}:Action${index}`);
  test.each<[string, readonly string[], Readonly<Record<string, number>>, string | undefined]>([
    ["nine of ten removed", [], { s3: 9, sqs: 1 }, "s3"],
    ["not eight of ten", [], { s3: 8, sqs: 2 }, undefined],
    ["removed and kept together", kept("s3", 5), { s3: 4, sqs: 1 }, "s3"],
    ["not where others are kept", kept("sqs", 5), { s3: 9 }, undefined],
    ["kept alone, where none of it goes", kept("s3", 9), { sqs: 1 }, "s3"],
  ])("%s", (_, names, counts, service) => {
    expect(mainPrefix({ kept: [...names], removedByLevel: rows(counts) })).toBe(service);
  });
});

test("removed actions are counted by service, of whatever level, and named up to 1,500", () => {
  expect([countOf(diff.removedByLevel, "s3"), countOf(diff.removedByLevel, "kms"), sumOf([1, 2, 3])]).toEqual([2, 0, 6]);
  expect(MOST_NAMED).toBe(1_500);
});
