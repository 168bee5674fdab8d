import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { approvedAt, requireApproval, signVote } from "#core/review/approval/vote.ts";
import { isGenuineVote } from "#core/review/approval/vote-text.ts";
import { answersTo } from "#core/review/chosen.ts";
import { NotApprovedError, VoteNotGenuineError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Approval, Decision, Review } from "#core/review/model/review.ts";
import { adminProposal, foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { leavesOf, withLeaf } from "#test/leaves.ts";
import { asArn } from "#test/names.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T12:00:00.000Z";
const signer = processSigner();
const proposal = await foundingProposal();
const hash = proposalHash(proposal);
const identity = (subject: string) => ({ issuer: "https://login.example", subject, email: `${subject}@example.com` });
const vote = { verdict: "approved", at: AT, by: "ann", identity: identity("ann"), proposalHash: hash } as const;

/** A review with a decision of one, or of the two whose approvals are given. */
function decided(decision: Decision, more: Partial<Review> = {}): Review {
  return reviewOf(proposal, { status: "approved", proposalHash: hash, decision, ...more });
}

async function approvalOf(subject: string, more: Partial<Approval> = {}): Promise<Approval> {
  const { verdict: _, ...signed } = await signVote(signer, proposal, { ...vote, by: subject, identity: identity(subject), ...more });
  return { ...signed, identity: identity(subject) };
}

describe("a signature", () => {
  const answers = [{ question: "s3/any", verdict: "keep", by: "approver" }] as const;
  const said = { ...vote, reason: "as agreed", answers: [...answers] };

  test("covers every word of a vote: each changed alone makes it another's", async () => {
    const signed = await signVote(signer, proposal, said);
    expect(await isGenuineVote(signer, proposal, signed)).toBe(true);
    const places = leavesOf(signed);
    expect(places.map((place) => place.join(".")).sort()).toEqual([
      "answers.0.by",
      "answers.0.question",
      "answers.0.verdict",
      "at",
      "by",
      "identity.email",
      "identity.issuer",
      "identity.subject",
      "proposalHash",
      "reason",
      "signature",
      "verdict",
    ]);
    for (const place of places)
      expect(await isGenuineVote(signer, proposal, withLeaf(signed, place, "other")), place.join(".")).toBe(false);
  });

  test("covers what the vote left out: a reason, a person or answers written in afterwards make it another's", async () => {
    const bare = await signVote(signer, proposal, { verdict: "rejected", at: AT, by: "ann", proposalHash: hash });
    expect(await isGenuineVote(signer, proposal, bare)).toBe(true);
    for (const more of [{ reason: "no" }, { identity: identity("ann") }, { answers: [...answers] }])
      expect(await isGenuineVote(signer, proposal, { ...bare, ...more })).toBe(false);
  });

  test.each<[string, Proposal]>([
    ["another review", { ...proposal, reviewId: "other" }],
    ["another role", { ...proposal, role: { ...proposal.role, arn: asArn("arn:aws:iam::111122223333:role/Other") } }],
    ["the role in another state", { ...proposal, roleFingerprint: "00" }],
  ])("is nothing for %s", async (_, other) => {
    expect(await isGenuineVote(signer, other, await signVote(signer, proposal, said))).toBe(false);
  });

  test("that is missing is none", async () => {
    const { signature: _, ...unsigned } = await signVote(signer, proposal, said);
    expect(await isGenuineVote(signer, proposal, unsigned)).toBe(false);
  });
});

describe("an approval without a word on the questions", async () => {
  const asking = await adminProposal();
  const about = { ...vote, proposalHash: proposalHash(asking) };

  test("is signed with the default answer to each, and a rejection with none", async () => {
    const expected = asking.choices?.questions.map((each) => ({ question: each.question, verdict: each.default, by: "default" }));
    expect(expected?.length).toBeGreaterThan(0);
    expect((await signVote(signer, asking, about)).answers).toEqual(expected);
    expect(await signVote(signer, asking, { ...about, verdict: "rejected" })).not.toHaveProperty("answers");
  });

  test("keeps the answers that it has", async () => {
    const answers = answersTo(asking, new Map(asking.choices?.questions.map(({ question }) => [question, "keep"])));
    expect((await signVote(signer, asking, { ...about, ...(answers ? { answers } : {}) })).answers).toEqual(answers);
  });
});

describe("what is applied was approved by one", () => {
  test("whose genuine vote is for exactly this proposal", async () => {
    expect(await requireApproval(signer, decided(await signVote(signer, proposal, vote)), proposal)).toEqual(proposal);
  });

  test.each<[string, Partial<Decision>, Partial<Review>, typeof NotApprovedError | typeof VoteNotGenuineError]>([
    ["not where it was rejected", { verdict: "rejected" }, {}, NotApprovedError],
    ["not where the decision is for another proposal", { proposalHash: "00" }, {}, NotApprovedError],
    ["not where review and decision both name another proposal", { proposalHash: "00" }, { proposalHash: "00" }, NotApprovedError],
    ["not where the vote was forged", { by: "kim" }, {}, VoteNotGenuineError],
    ["not where it was approved without a signature", { signature: "" }, {}, VoteNotGenuineError],
  ])("%s", async (_, change, more, error) => {
    const signed = await signVote(signer, proposal, vote);
    await expect(requireApproval(signer, decided({ ...signed, ...change }, more), proposal)).rejects.toThrow(error);
  });

  test("not where nobody decided", async () => {
    await expect(requireApproval(signer, reviewOf(proposal, { proposalHash: hash }), proposal)).rejects.toThrow(NotApprovedError);
  });
});

describe("what is applied was approved by two", () => {
  const answers = answersTo(proposal);
  const decision: Decision = { ...vote, at: LATER, by: "ann and ben", identity: identity("ben"), ...(answers ? { answers } : {}) };

  test.each<[string, () => Promise<readonly Approval[]>, "yes" | typeof NotApprovedError | typeof VoteNotGenuineError]>([
    ["two people with genuine votes", async () => [await approvalOf("ann"), await approvalOf("ben")], "yes"],
    ["not one", async () => [await approvalOf("ann")], NotApprovedError],
    ["not one person twice", async () => [await approvalOf("ann"), await approvalOf("ann", { at: LATER })], NotApprovedError],
    [
      "not two of whom the first one's vote is forged",
      async () => [{ ...(await approvalOf("kim")), by: "ann" }, await approvalOf("ben")],
      VoteNotGenuineError,
    ],
    [
      "not two of whom the second one's vote is forged",
      async () => [await approvalOf("ann"), { ...(await approvalOf("kim")), by: "ben" }],
      VoteNotGenuineError,
    ],
    [
      "not two of whom one approved an earlier proposal",
      async () => [await approvalOf("ann", { proposalHash: "00" }), await approvalOf("ben")],
      NotApprovedError,
    ],
    [
      "not two with other answers than the decision's",
      async () => {
        const others = { answers: [{ question: "s3/any", verdict: "keep", by: "approver" } as const] };
        return [await approvalOf("ann", others), await approvalOf("ben", others)];
      },
      VoteNotGenuineError,
    ],
  ])("%s", async (_, made, expected) => {
    const approvals = [...(await made())];
    const required = requireApproval(signer, decided(decision, { approversNeeded: 2, approvals }), proposal);
    if (expected === "yes") expect(await required).toEqual(proposal);
    else await expect(required).rejects.toThrow(expected);
  });

  test("where the proposal says two, whatever the record says of the review", async () => {
    const ofTwo: Proposal = { ...proposal, approversNeeded: 2 };
    const about = { ...vote, proposalHash: proposalHash(ofTwo) };
    const signed = await signVote(signer, ofTwo, about);
    const review = decided(signed, { proposalHash: about.proposalHash });
    await expect(requireApproval(signer, review, ofTwo)).rejects.toThrow(NotApprovedError);
  });
});

describe("the time of an approval", () => {
  test("is that of the one decision, or of the later of two votes, in whichever order they stand", async () => {
    const [early, late] = [await approvalOf("ann"), await approvalOf("ben", { at: LATER })];
    const decision: Decision = { ...vote, at: "2026-12-24T10:00:00.000Z" };
    expect(approvedAt(decided({ ...vote, at: LATER }), proposal)).toBe(LATER);
    for (const approvals of [
      [early, late],
      [late, early],
    ])
      expect(approvedAt(decided(decision, { approversNeeded: 2, approvals }), proposal)).toBe(LATER);
  });

  test("is none where nobody decided", () => {
    const { decision: _, ...undecided } = decided(vote);
    expect(approvedAt(undecided, proposal)).toBe("");
  });
});
