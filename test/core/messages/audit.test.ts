import { expect, test } from "vitest";
import { auditLine } from "#core/messages/audit.ts";
import type { AuditEvent } from "#core/review/audit/event.ts";

test.each<[AuditEvent, string]>([
  [{ kind: "status", to: "generating" }, "Review opened: collecting evidence"],
  [{ kind: "status", from: "proposing", to: "waiting" }, "Review: waiting for approvers"],
  [{ kind: "journal", entry: "break-glass" }, "Command for restoring by hand recorded"],
  [{ kind: "journal", entry: "denied", action: "s3:GetObject" }, "Denied since the change: s3:GetObject"],
  [{ kind: "journal", entry: "restore-asked", by: "ann" }, "Restore requested, by ann"],
  [{ kind: "journal", entry: "of-a-later-version" }, "Journal: of-a-later-version"],
])("tells %j in the words of people", (event, line) => {
  expect(auditLine({ event })).toBe(line);
});
