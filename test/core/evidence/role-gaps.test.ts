import { describe, expect, test } from "vitest";
import { roleGaps } from "#core/evidence/role-gaps.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const arn = "arn:aws:iam::111122223333:policy/Broad";
const attached = [{ arn, name: "Broad", since: "2025-01-01T00:00:00Z" }];

describe("a policy that the role has had for long", () => {
  test.each([
    ["taken off and put on again in the grace period", "2026-03-25T00:00:00Z", ["granted-recently"]],
    ["attached before the grace period", "2026-03-10T00:00:00Z", []],
  ])("%s", (_, at, kinds) => {
    expect(roleGaps({ window, attached }, new Map([[arn, at]])).map(({ kind }) => kind)).toEqual(kinds);
  });

  test("but that says something else since a short while cannot be judged", () => {
    const changed = [{ arn, name: "Broad", since: "2026-03-25T00:00:00Z" }];
    expect(roleGaps({ window, attached: changed }, new Map([[arn, "2025-01-01T00:00:00Z"]]))).toMatchObject([
      { kind: "granted-recently", effect: "keep", policies: [arn] },
    ]);
  });
});

test.each([
  ["2026-02-28T00:00:00Z", undefined],
  ["2026-03-17T00:00:00Z", "warn"],
  ["2026-03-17T00:00:01Z", "wait"],
  ["2026-03-10T00:00:00Z", "warn"],
  ["2026-03-20T00:00:00Z", "wait"],
])("a role made on %s: %s", (roleCreatedAt, effect) => {
  expect(roleGaps({ window, roleCreatedAt })[0]?.effect).toBe(effect);
});

test.each([
  ["2026-03-30T12:00:00Z", 0],
  ["2026-04-02T00:00:00Z", 0],
  ["2026-03-29T23:00:00Z", 1],
])("a role made on %s is %i whole days old", (roleCreatedAt, days) => {
  expect(roleGaps({ window, roleCreatedAt })).toMatchObject([{ kind: "role-younger-than-window", days }]);
});
