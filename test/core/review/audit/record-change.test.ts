import { describe, expect, test } from "vitest";
import { eventsOf, type RecordChange } from "#core/review/audit/record-change.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-28T10:00:00.000Z";
const identity = { issuer: "https://id.example.com", subject: "s-1", email: "ann@example.com" };
const waiting = { taskToken: "TASK-TOKEN", since: AT, expiresAt: AT, round: 1, toldRound: 1 };
const opened = aReview("r1", "MyRole", "generating", AT);
const asked: Review = { ...aReview("r1", "MyRole", "waiting", AT), waiting, revision: 4 };
const next = (more: Partial<Review>): Review => ({ ...asked, revision: 5, ...more });
const decision = {
  verdict: "approved",
  at: AT,
  by: "ann",
  identity,
  reason: "see https://wiki",
  proposalHash: "h",
  signature: "SIGNATURE",
} as const;

describe("what a write to the record tells", () => {
  test("a review that was opened", () => {
    expect(reviewEvents(undefined, opened)).toEqual([{ kind: "status", to: "generating" }]);
  });

  test("a decision with who decided, and the status that it leads to, without its comment, signature or the task token", () => {
    const events = reviewEvents(asked, next({ decision, status: "approved" }));
    expect(events).toEqual([
      {
        kind: "decision",
        verdict: "approved",
        final: true,
        person: { by: "ann", issuer: identity.issuer, subject: "s-1" },
        proposalHash: "h",
      },
      { kind: "status", from: "waiting", to: "approved" },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/TASK-TOKEN|SIGNATURE|wiki/);
  });

  test("the first of two approvals", () => {
    const { verdict: _, ...approval } = decision;
    expect(reviewEvents(asked, next({ approvals: [approval] }))).toMatchObject([{ kind: "decision", final: false, person: { by: "ann" } }]);
  });

  test("a decision that no longer counts", () => {
    const approved = { ...asked, decision, status: "approved" as const };
    expect(reviewEvents(approved, next({ status: "drifted" }))).toMatchObject([{ kind: "decision-withdrawn" }, { kind: "status" }]);
  });

  test("nothing where only the reminder was sent", () => {
    expect(reviewEvents(asked, next({ waiting: { ...waiting, toldRound: 2 } }))).toEqual([]);
  });

  test("a step of a change, with the code of its error and not its words", () => {
    const step = { kind: "delete-inline", name: "p" } as const;
    const entry: JournalEntry = { kind: "step", at: AT, step, state: "failed", error: { code: "throttled", message: "words" } };
    expect(journalEvents(undefined, entry)).toEqual([{ kind: "change", step, state: "failed", error: "throttled" }]);
  });

  test("another entry of the journal by its kind, without the command that it holds", () => {
    expect(journalEvents(undefined, { kind: "break-glass", at: AT, command: "aws iam …" })).toEqual([
      { kind: "journal", entry: "break-glass" },
    ]);
  });
});

describe("a write that no function of Whittle makes tells of tampering", () => {
  const entry: JournalEntry = { kind: "sent", at: AT, message: "applied" };

  test.each([
    ["a journal entry removed", { place: "JOURNAL#00000001", before: JSON.stringify(entry) }, "journal-removed"],
    [
      "a journal entry changed",
      { place: "JOURNAL#00000001", before: JSON.stringify(entry), after: JSON.stringify({ ...entry, message: "alarm" }) },
      "journal-changed",
    ],
    ["a journal entry emptied", { place: "JOURNAL#00000001", before: JSON.stringify(entry), after: "" }, "journal-changed"],
    ["a journal entry that is none", { place: "JOURNAL#00000001", after: "{}" }, "unreadable"],
    ["a review removed", { place: "REVIEW", before: JSON.stringify(asked) }, "review-removed"],
    ["a review that is none", { place: "REVIEW", before: JSON.stringify(asked), after: "" }, "unreadable"],
    ["a review of another role", rewritten(next({ roleArn: "arn:aws:iam::111122223333:role/Admin" })), "review-rewritten"],
    ["a review that begins in the middle", { place: "REVIEW", after: JSON.stringify(asked) }, "review-forged"],
    ["a review that begins decided", { place: "REVIEW", after: JSON.stringify({ ...opened, decision }) }, "review-forged"],
    ["a review under another id", { place: "REVIEW", after: JSON.stringify({ ...opened, id: "r2" }) }, "review-forged"],
    ["a status that no step gives", rewritten(next({ status: "applied" })), "review-rewritten"],
    ["a review rolled back", rewritten(next({ revision: 3 })), "review-rewritten"],
  ])("%s", (_, change, what) => {
    expect(eventsOf({ id: "e1", reviewId: "r1", at: AT, ...change })[0]?.event).toEqual({ kind: "tampering", what });
  });

  test("a decision put into the record beside the page is told besides", () => {
    const events = reviewEvents(asked, { ...asked, decision, status: "approved" });
    expect(events).toMatchObject([
      { kind: "tampering", what: "review-rewritten" },
      { kind: "decision", verdict: "approved" },
    ]);
  });

  test("a journal entry written twice alike tells nothing more", () => {
    expect(journalEvents(entry, entry)).toEqual([]);
  });
});

function rewritten(after: Review): Pick<RecordChange, "place" | "before" | "after"> {
  return { place: "REVIEW", before: JSON.stringify(asked), after: JSON.stringify(after) };
}

function reviewEvents(before: Review | undefined, after: Review) {
  return events("REVIEW", before, after);
}

function journalEvents(before: JournalEntry | undefined, after: JournalEntry) {
  return events("JOURNAL#00000001", before, after);
}

function events(place: string, before: unknown, after: unknown) {
  const was = before === undefined ? {} : { before: JSON.stringify(before) };
  return eventsOf({ id: "e1", reviewId: "r1", place, at: AT, ...was, after: JSON.stringify(after) }).map(({ event }) => event);
}
