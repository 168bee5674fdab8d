import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roundsOf, secondsToDecide } from "#core/review/approval/rounds.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("fourteen days to decide", () => {
  test.each([
    [
      "without escalation",
      0,
      [
        [["request"], 7 * DAY],
        [["reminder"], 7 * DAY],
      ],
    ],
    [
      "escalated after two days",
      48,
      [
        [["request"], 2 * DAY],
        [["escalation"], 5 * DAY],
        [["reminder"], 7 * DAY],
      ],
    ],
    [
      "escalated after ten days",
      240,
      [
        [["request"], 7 * DAY],
        [["reminder"], 3 * DAY],
        [["escalation"], 4 * DAY],
      ],
    ],
    [
      "escalated at half time",
      168,
      [
        [["request"], 7 * DAY],
        [["reminder", "escalation"], 7 * DAY],
      ],
    ],
    [
      "escalated when it is over",
      336,
      [
        [["request"], 7 * DAY],
        [["reminder"], 7 * DAY],
      ],
    ],
  ])("%s", (_, escalationHours, expected) => {
    const rounds = roundsOf({ approvalDays: 14, escalationHours });
    expect(rounds.map(({ tells, seconds }) => [tells, seconds])).toEqual(expected);
  });
});

test("there are two or three rounds, none is empty, and together they are the whole time", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 90, noNaN: true }),
      fc.double({ min: 0, max: 2160, noNaN: true }),
      (approvalDays, escalationHours) => {
        const rounds = roundsOf({ approvalDays, escalationHours });
        expect([2, 3]).toContain(rounds.length);
        expect(rounds.every(({ seconds }) => seconds >= 1 && Number.isInteger(seconds))).toBe(true);
        expect(secondsToDecide({ approvalDays, escalationHours })).toBe(2 * Math.round((approvalDays * DAY) / 2));
      },
    ),
  );
});
