import { describe, expect, test } from "vitest";
import type { AuditDraft, AuditEntry } from "#core/review/audit/chain.ts";
import type { AuditEvent } from "#core/review/audit/event.ts";
import type { RecordChange } from "#core/review/audit/record-change.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { recordAudit } from "#core/steps/record-audit.ts";
import { approvedAccount, REVIEW_ID } from "../review/change/account.ts";
import { worker } from "../review/change/scenarios.ts";

const AT = "2026-11-24T09:00:00.000Z";
const KIM = { by: "kim", identity: { issuer: "https://id.example", subject: "2" } };
/** What fits beside the rest of an entry into an item of DynamoDB (400 KB) and an event of EventBridge (256 KB). */
const MOST_BYTES = 200_000;
const HUGE = "\u0001".repeat(60_000);

/** What the trail gets of one write by somebody who can write the table, however they write it. */
async function trailOf(
  write: (waiting: Review) => Pick<RecordChange, "place" | "before" | "after">,
  document?: (account: Awaited<ReturnType<typeof approvedAccount>>) => Promise<never>,
) {
  const account = await approvedAccount(worker, { status: "waiting" });
  const drafts: AuditDraft[] = [];
  let verified = 0;
  const trail = {
    async append(draft: AuditDraft): Promise<AuditEntry> {
      drafts.push(draft);
      return { ...draft, version: 1, sequence: drafts.length, previous: "", recordedAt: AT, hash: "", signature: "" };
    },
  };
  const votes = {
    verify: async () => {
      verified += 1;
      return false;
    },
  };
  const store = { get: account.store.get, document: document ? () => document(account) : account.store.document };
  const change = { id: "e1", reviewId: REVIEW_ID, at: AT, ...write(await account.store.get(REVIEW_ID)) };
  await recordAudit({ trail, copies: [], store, votes }, change);
  return { drafts, events: drafts.map(({ event }): AuditEvent => event), verified };
}

function rewritten(waiting: Review, more: Partial<Review>): Pick<RecordChange, "place" | "before" | "after"> {
  const after = { ...waiting, revision: waiting.revision + 1, ...more };
  return { place: "REVIEW", before: JSON.stringify(waiting), after: JSON.stringify(after) };
}

describe("somebody who can write the table cannot make the trail stand still", () => {
  test("by a vote about a proposal that cannot be read", async () => {
    const { events } = await trailOf(
      (waiting) => rewritten(waiting, { status: "approved", decision: { verdict: "approved", at: AT, ...KIM, proposalHash: "h" } }),
      async () => {
        throw new RecordUnreadableError("proposal of x", "the text: it is none.");
      },
    );
    expect(events).toMatchObject([{ kind: "decision", signed: "unchecked" }, { kind: "status" }]);
  });

  test.each([
    ["a journal entry's name", (entry: Partial<JournalEntry>) => ({ ...entry, by: HUGE })],
    ["a journal entry's reason", (entry: Partial<JournalEntry>) => ({ ...entry, reason: HUGE })],
  ])("by %s that no entry has room for", async (_, make) => {
    const entry = make({ kind: "restore-asked", at: AT, by: "kim", reason: "" });
    const { drafts } = await trailOf(() => ({ place: "JOURNAL#00000001", after: JSON.stringify(entry) }));
    expect(drafts).toHaveLength(1);
    expect(sizeOf(drafts[0])).toBeLessThan(MOST_BYTES);
  });

  test("by a step, a decision, an address of a role that no entry has room for", async () => {
    const step = { kind: "delete-inline", name: HUGE };
    const written = [
      await trailOf(() => ({ place: "JOURNAL#00000001", after: JSON.stringify({ kind: "step", at: AT, step, state: "done" }) })),
      await trailOf((waiting) =>
        rewritten(waiting, { status: "approved", decision: { verdict: "approved", at: AT, ...KIM, by: HUGE, proposalHash: "h" } }),
      ),
      await trailOf((waiting) => ({
        place: "REVIEW",
        before: JSON.stringify({ ...waiting, roleArn: `arn:aws:iam::1:role/${HUGE}` }),
        after: JSON.stringify(waiting),
      })),
    ];
    for (const { drafts, events } of written) {
      expect(events.some(({ kind }) => kind === "tampering")).toBe(true);
      for (const draft of drafts) expect(sizeOf(draft)).toBeLessThan(MOST_BYTES);
    }
  });

  test("by thousands of votes in one write: the page adds one at a time", async () => {
    const votes = Array.from({ length: 2000 }, (_, at) => ({ at: `${AT}${at}`, ...KIM, reason: "", signature: "forged" }));
    const { events, verified } = await trailOf((waiting) => rewritten(waiting, { restoreVotes: votes }));
    expect(events).toContainEqual({ kind: "tampering", what: "review-rewritten" });
    expect(events.filter(({ kind }) => kind === "restore-vote").length).toBeLessThan(10);
    expect(verified).toBeLessThan(10);
  });
});

function sizeOf(draft: AuditDraft | undefined): number {
  return new TextEncoder().encode(JSON.stringify(draft)).length;
}
