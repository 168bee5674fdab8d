import { expect, test } from "vitest";
import { journalLine } from "#core/messages/journal.ts";

const at = "2026-11-24T16:00:00Z";

test.each([
  [{ message: "restored", about: '["the operator","","all"]' }, "Sent: restored"],
  [{ message: "alarm", about: "arn:aws:states:eu-west-1:123456789012:execution:role-restore:a1" }, "Sent: alarm"],
  [{ message: "would-deny", about: "s3:GetObject 10" }, "Sent: a rehearsed call would be denied"],
  [{ message: "closed" }, "Sent: review closed"],
] as const)("a message that went out, %j, reads %s", (sent, text) => {
  expect(journalLine({ kind: "sent", at, ...sent }, "A")).toEqual({ state: "done", text });
});
