import { describe, expect, test } from "vitest";
import { matches } from "#core/policy/match.ts";
import { addResource, MOST_RESOURCES, mergeResources, noResources } from "#core/usage/counted.ts";
import { fold, foldTimes } from "#core/usage/fold.ts";

const LOGS = "arn:aws:logs:eu-west-1:111122223333";

describe("an ARN is folded", () => {
  test.each([
    ["by its last name", `${LOGS}:log-group:a:log-stream:b`, `${LOGS}:log-group:a:log-stream:*`],
    ["by what its open name belongs to", `${LOGS}:log-group:a:log-stream:*`, `${LOGS}:log-group:a:*`],
    ["by the last part of a path", "arn:aws:s3:::data/in/a.csv", "arn:aws:s3:::data/in/*"],
    ["to all that its account has", `${LOGS}:log-group`, `${LOGS}:*`],
    ["to all of a service", `${LOGS}:*`, "arn:aws:logs:*:*:*"],
    ["no further than that", "arn:aws:logs:*:*:*", "arn:aws:logs:*:*:*"],
  ])("%s: %s becomes %s", (_, arn, folded) => {
    expect(fold(arn)).toBe(folded);
    expect(matches(folded, arn)).toBe(true);
  });

  test("as often as it is asked for, and to the end in any number of times", () => {
    const stream = `${LOGS}:log-group:a:log-stream:b`;
    expect([0, 1, 2, 100].map((times) => foldTimes(stream, times))).toEqual([
      stream,
      `${LOGS}:log-group:a:log-stream:*`,
      `${LOGS}:log-group:a:*`,
      "arn:aws:logs:*:*:*",
    ]);
  });
});

describe("resources that are counted", () => {
  const object = (index: number, folder = "in") => `arn:aws:s3:::data/${folder}/${index}`;
  const counted = (arns: readonly string[]) => {
    const resources = noResources();
    for (const arn of arns) addResource(resources, arn, 1);
    return resources;
  };
  const many = (count: number, folder?: string) => Array.from({ length: count }, (_, index) => object(index, folder));

  test(`are kept by name up to ${MOST_RESOURCES}, and folded above, with their counts`, () => {
    expect(counted(many(MOST_RESOURCES))).toMatchObject({ folds: 0 });
    expect(counted(many(MOST_RESOURCES + 1))).toEqual({ folds: 1, counts: new Map([["arn:aws:s3:::data/in/*", MOST_RESOURCES + 1]]) });
  });

  test("are folded when they come, once others were", () => {
    const resources = counted(many(MOST_RESOURCES + 1));
    addResource(resources, object(7, "out"), 3);
    expect(resources.counts.get("arn:aws:s3:::data/out/*")).toBe(3);
  });

  test("are folded no further than the more folded of two, put together in either order", () => {
    for (const isReversed of [false, true]) {
      const [into, from] = isReversed
        ? [counted([object(1, "out"), object(2)]), counted(many(MOST_RESOURCES + 1))]
        : [counted(many(MOST_RESOURCES + 1)), counted([object(1, "out"), object(2)])];
      mergeResources(into, from);
      expect(into).toEqual({
        folds: 1,
        counts: new Map([
          ["arn:aws:s3:::data/in/*", MOST_RESOURCES + 2],
          ["arn:aws:s3:::data/out/*", 1],
        ]),
      });
    }
  });

  test("are folded where two that were not are too many together, and what is handed in stays as it is", () => {
    const [into, from] = [counted(many(MOST_RESOURCES)), counted(many(1, "out"))];
    mergeResources(into, from);
    expect([into.folds, into.counts.size, from.folds, [...from.counts]]).toEqual([1, 2, 0, [[object(0, "out"), 1]]]);
  });
});
