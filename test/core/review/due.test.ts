import { describe, expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { cycleDaysOf, dueSince, placeInLine } from "#core/review/due.ts";

describe("when a role is due again", () => {
  const settings = { reviewCycleDays: 30 };
  test.each([
    [undefined, { days: 30 }],
    ["1", { days: 1 }],
    ["365", { days: 365 }],
    ["366", { days: 30, unreadable: "366" }],
    ["0", { days: 30, unreadable: "0" }],
    ["07", { days: 30, unreadable: "07" }],
    ["7.5", { days: 30, unreadable: "7.5" }],
    ["weekly", { days: 30, unreadable: "weekly" }],
    ["", { days: 30, unreadable: "" }],
  ])("by its tag %j", (tag, expected) => {
    expect(cycleDaysOf({ tags: tag === undefined ? {} : { "whittle:cycle-days": tag } }, settings)).toEqual(expected);
  });

  const role = roleKey("arn:aws:iam::111122223333:role/Role");
  const [SETTLED, TRIED] = ["2026-10-01T00:00:00.000Z", "2026-10-20T00:00:00.000Z"];

  test("so many days after the last review that counted; at once where there was none", () => {
    expect(dueSince({ role, settledAt: SETTLED, triedAt: TRIED }, 30)).toBe("2026-10-31T00:00:00.000Z");
    expect([dueSince({ role, triedAt: TRIED }, 30), dueSince(undefined, 30)]).toEqual([undefined, undefined]);
  });

  test("its place in line: since when it is due, at its last try where that failed, or since it was made", () => {
    const made = { createdAt: "2020-01-01T00:00:00+00:00" };
    expect(placeInLine(made, { role, settledAt: SETTLED, triedAt: SETTLED }, 30)).toBe("2026-10-31T00:00:00.000Z");
    expect(placeInLine(made, { role, settledAt: SETTLED, triedAt: TRIED }, 30)).toBe(TRIED);
    expect(placeInLine(made, { role, triedAt: TRIED }, 30)).toBe(TRIED);
    expect(placeInLine(made, { role, settledAt: SETTLED }, 30)).toBe("2026-10-31T00:00:00.000Z");
    expect([placeInLine(made, { role }, 30), placeInLine(made, undefined, 30)]).toEqual([
      "2020-01-01T00:00:00.000Z",
      "2020-01-01T00:00:00.000Z",
    ]);
  });
});
