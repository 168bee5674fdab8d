import { expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { signRestoreVote } from "#core/review/approval/restore-vote.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { eventsOf } from "#core/review/audit/record-change.ts";
import { withSignatures } from "#core/review/audit/signed.ts";
import type { Review } from "#core/review/model/review.ts";
import { approvedAccount, REVIEW_ID } from "../change/account.ts";
import { worker } from "../change/scenarios.ts";

const AT = "2026-11-24T09:00:00.000Z";
const ANN = { by: "ann", identity: { issuer: "https://id.example", subject: "1" } };
const KIM = { by: "kim", identity: { issuer: "https://id.example", subject: "2" } };

/** What is told when a waiting review becomes this, with one more revision. */
async function toldOf(more: (account: Awaited<ReturnType<typeof approvedAccount>>, waiting: Review) => Promise<Partial<Review>>) {
  const account = await approvedAccount(worker, { status: "waiting" });
  const waiting = await account.store.get(REVIEW_ID);
  const after = { ...waiting, revision: waiting.revision + 1, ...(await more(account, waiting)) };
  const change = { id: "e1", reviewId: REVIEW_ID, place: "REVIEW", at: AT };
  const told = eventsOf({ ...change, before: JSON.stringify(waiting), after: JSON.stringify(after) });
  return await withSignatures({ votes: account.ports.votes, store: account.store }, told);
}

const voteOf = (proposalHash: string | undefined, who: typeof ANN) =>
  ({ verdict: "approved", at: AT, ...who, proposalHash: proposalHash ?? "" }) as const;

test("a vote that was given on the page is told as genuine", async () => {
  const told = await toldOf(async ({ ports, proposal }, { proposalHash }) => ({
    status: "approved",
    decision: await signVote(ports.votes, proposal, voteOf(proposalHash, ANN)),
  }));
  expect(told).toMatchObject([{ kind: "decision", signed: "genuine", person: { by: "ann" } }, { kind: "status" }]);
});

test.each([
  ["with a signature of another key", async () => "forged"],
  ["without a signature", async () => undefined],
])("a vote in somebody's name %s tells of tampering first", async (_, sign) => {
  const told = await toldOf(async (__, { proposalHash }) => {
    const signature = await sign();
    return { status: "approved", decision: { ...voteOf(proposalHash, ANN), ...(signature ? { signature } : {}) } };
  });
  expect(told).toMatchObject([{ kind: "tampering", what: "vote-forged" }, { kind: "decision", signed: "not-genuine" }, { kind: "status" }]);
});

test("a genuine vote of another person's, with the name changed, tells of tampering", async () => {
  const told = await toldOf(async ({ ports, proposal }, { proposalHash }) => ({
    status: "approved",
    decision: { ...(await signVote(ports.votes, proposal, voteOf(proposalHash, ANN))), ...KIM },
  }));
  expect(told[0]).toEqual({ kind: "tampering", what: "vote-forged" });
});

test("a decision of two counts as genuine where both approvals are, and of two different people", async () => {
  const byTwo = (second: typeof ANN) =>
    toldOf(async ({ ports, proposal }, { proposalHash }) => {
      const votes = await Promise.all([ANN, second].map((who) => signVote(ports.votes, proposal, voteOf(proposalHash, who))));
      const approvals = votes.map(({ verdict: _, ...vote }, index) => ({
        ...vote,
        identity: [ANN, second][index]?.identity ?? ANN.identity,
      }));
      return { status: "approved", approversNeeded: 2, approvals, decision: { ...voteOf(proposalHash, KIM), by: "ann and kim" } };
    });
  expect((await byTwo(KIM)).filter(({ kind }) => kind === "decision")).toMatchObject([
    { signed: "genuine", final: false },
    { signed: "genuine", final: false },
    { signed: "genuine", final: true },
  ]);
  expect(await byTwo({ ...ANN, by: "kim" })).toContainEqual({ kind: "tampering", what: "vote-forged" });
});

test("a vote about a proposal that the record does not hold any more is unchecked", async () => {
  const told = await toldOf(async () => ({ status: "approved", decision: voteOf("an earlier one", ANN) }));
  expect(told).toMatchObject([{ kind: "decision", signed: "unchecked" }, { kind: "status" }]);
});

test("an end that the clock decided has no signature", async () => {
  const told = await toldOf(async (_, { proposalHash }) => ({
    status: "expired",
    decision: { verdict: "expired", at: AT, by: "Whittle", proposalHash: proposalHash ?? "" },
  }));
  expect(told[0]).toMatchObject({ kind: "decision", verdict: "expired" });
  expect(told[0]).not.toHaveProperty("signed");
});

test("a vote to restore is checked like one to approve", async () => {
  const vote = { at: AT, ...ANN, reason: "needed" };
  const genuine = await toldOf(async ({ ports }, waiting) => ({ restoreVotes: [await signRestoreVote(ports.votes, waiting, vote)] }));
  expect(genuine).toMatchObject([{ kind: "restore-vote", signed: "genuine" }]);
  const signature = await processSigner().sign("restore-vote", "x");
  const forged = await toldOf(async () => ({ restoreVotes: [{ ...vote, signature }] }));
  expect(forged).toMatchObject([
    { kind: "tampering", what: "vote-forged" },
    { kind: "restore-vote", signed: "not-genuine" },
  ]);
});
