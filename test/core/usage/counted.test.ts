import { describe, expect, test } from "vitest";
import { add, addCapped, addResource, mergeCounts, mergedCounts, mergeResources, NOTHING, noResources } from "#core/usage/counted.ts";

const arn = (queue: string) => `arn:aws:sqs:eu-west-1:111122223333:${queue}`;
const log = (group: number, stream: number) => `arn:aws:logs:eu-west-1:111122223333:log-group:g${group}:log-stream:s${stream}`;
const resources = (...arns: readonly string[]) => {
  const made = noResources();
  for (const each of arns) addResource(made, each, 1);
  return made;
};

describe("the resources of an action", () => {
  test("are counted by name up to 500 of them, and folded by the last part of the name above that", () => {
    const streams = Array.from({ length: 500 }, (_, at) => log(at % 5, at));
    const named = resources(...streams, log(0, 0));
    expect([named.folds, named.counts.size, named.counts.get(log(0, 0))]).toEqual([0, 500, 2]);
    addResource(named, log(0, 9999), 3);
    // Five groups are left of 501 streams: a hundred calls each, and the four more of the first.
    expect([named.folds, [...named.counts.values()]]).toEqual([1, [104, 100, 100, 100, 100]]);
    addResource(named, log(1, 7), 1);
    expect(named.counts.size).toBe(5);
  });

  test("are the same in whatever order they are added, and merged", () => {
    const streams = Array.from({ length: 600 }, (_, at) => log(at, at));
    const [whole, reversed] = [resources(...streams), resources(...streams.toReversed())];
    const merged = resources(...streams.slice(0, 550));
    mergeResources(merged, resources(...streams.slice(550)));
    const other = resources(...streams.slice(550));
    mergeResources(other, resources(...streams.slice(0, 550)));
    const sorted = ({ folds, counts }: ReturnType<typeof resources>) => [folds, [...counts].sort()];
    expect(sorted(reversed)).toEqual(sorted(whole));
    expect(sorted(merged)).toEqual(sorted(whole));
    expect(sorted(other)).toEqual(sorted(whole));
    expect([...whole.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(600);
  });

  test("that cannot be folded any further are counted all the same", () => {
    const accounts = Array.from({ length: 501 }, (_, at) => `arn:aws:s${at}:*:*:*`);
    expect(resources(...accounts).counts.size).toBe(501);
  });

  test("of nothing merged with nothing take no room, and what is added to one of them is in it alone", () => {
    const [one, other] = [noResources(), noResources()];
    mergeResources(one, other);
    expect(one.counts).toBe(NOTHING);
    addResource(one, arn("q"), 2);
    expect([[...one.counts], other.counts.size, NOTHING.size]).toEqual([[[arn("q"), 2]], 0, 0]);
  });
});

describe("counts", () => {
  test("are added up, also of what was not there yet", () => {
    const counts = new Map([["a", 1]]);
    add(counts, "a", 2);
    add(counts, "b", 3);
    mergeCounts(
      counts,
      new Map([
        ["b", 1],
        ["c", 1],
      ]),
    );
    expect([...counts]).toEqual([
      ["a", 3],
      ["b", 4],
      ["c", 1],
    ]);
  });

  test("let no more keys in than their cap: the rest is counted as one, and what is in already goes on", () => {
    const counts = new Map<string, number>();
    for (const key of ["a", "b", "c", "a", "d"]) addCapped(counts, key, 2, { most: 2, other: "others" });
    expect([...counts]).toEqual([
      ["a", 4],
      ["b", 2],
      ["others", 4],
    ]);
  });

  test("merged are the known ones where there is nothing to add, and never the shared empty map", () => {
    const known = new Map([["a", 1]]);
    expect(mergedCounts(known, new Map())).toBe(known);
    expect([[...mergedCounts(NOTHING, known)], NOTHING.size]).toEqual([[["a", 1]], 0]);
  });
});
