import { expect, test } from "vitest";
import { suspiciousText } from "#core/messages/japanese/findings.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";

const use: SuspiciousUse = { kind: "failed-escalation", actions: ["iam:A"], sources: [], calls: 2 };

test.each([
  [undefined, "iam:A が2回呼び出され、すべて失敗しました。この利用は許可されていません。"],
  [
    ["2026-11-03T14:02:00Z", "2026-11-03T14:02:59Z"],
    "iam:A が2回呼び出され、すべて失敗しました。この利用は許可されていません。日時: 2026年11月3日 14:02 UTC。",
  ],
  [
    ["2026-11-03T14:02:00Z", "2026-11-04T00:00:00Z"],
    "iam:A が2回呼び出され、すべて失敗しました。この利用は許可されていません。日時: 2026年11月3日 14:02 UTC から 2026年11月4日 00:00 UTC まで。",
  ],
] as const)("suspicious use says when it was seen: %j", (times, text) => {
  const seen = times && { seen: { first: times[0], last: times[1] } };
  expect(suspiciousText({ ...use, ...seen })).toBe(text);
});
