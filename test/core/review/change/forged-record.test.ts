import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { WhittleError } from "#core/errors.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { AccessWouldWidenError, ApprovalTooOldError, NotApprovedError, VoteNotGenuineError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { fromSaved } from "#core/review/model/saved.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { leavesOf, withLeaf } from "#test/leaves.ts";
import { runs } from "#test/runs.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID } from "./account.ts";
import { APPLY, runWithFaults } from "./faults.ts";
import { worker } from "./scenarios.ts";

const ADMIN = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } as const;
const input = { reviewId: REVIEW_ID };
const forgedApproval = { by: "kim", identity: { issuer: "https://id.example", subject: "1" } };

/** The account's record as somebody with the table rewrites it: they can write all of it and sign nothing. */
function rewritten(
  account: ApprovedAccount,
  parts: { readonly review?: Partial<Review>; readonly proposal?: Proposal; readonly before?: RoleState },
): ApprovedAccount["ports"] {
  const { store } = account;
  const proposalHash = parts.review?.decision?.proposalHash;
  const about = proposalHash === undefined ? {} : { proposalHash };
  const get = async (id: string) => fromSaved("review", JSON.stringify({ ...(await store.get(id)), ...about, ...parts.review }), id);
  const document: typeof store.document = async (id, name) => {
    const forged = name === "proposal" ? parts.proposal : name === "before" ? parts.before : undefined;
    return forged ? fromSaved(name, JSON.stringify(forged), id) : store.document(id, name);
  };
  return { ...account.ports, store: { ...store, get, document } };
}

async function forgedForEverything(
  account: ApprovedAccount,
): Promise<{ readonly proposal: Proposal; readonly decision: NonNullable<Review["decision"]> }> {
  const [policy] = account.proposal.policies;
  const proposal = { ...account.proposal, policies: policy ? [{ ...policy, document: ADMIN }] : [] };
  const vote = { verdict: "approved", at: account.time.clock.now(), by: "kim", proposalHash: proposalHash(proposal) } as const;
  return { proposal, decision: await signVote(processSigner(), proposal, vote) };
}

describe("somebody who can write the table", () => {
  test.each<[string, Partial<NonNullable<Review["decision"]>>]>([
    ["a rejection into an approval", { verdict: "rejected" }],
    ["who approved", { by: "kim" }],
    ["when it was approved", { at: "2026-11-23T09:00:00.000Z" }],
    ["why it was approved", { reason: "as agreed" }],
    ["who signed in", { identity: { issuer: "https://login.example", subject: "kim" } }],
  ])("rewrites %s: the signature is of something else", async (_, was) => {
    const account = await approvedAccount(worker);
    const { decision } = await account.store.get(REVIEW_ID);
    if (!decision) throw new Error("The account's review is approved.");
    const { signature } = await signVote(account.ports.votes, account.proposal, { ...decision, ...was });
    const forged = rewritten(account, { review: { decision: { ...decision, ...(signature ? { signature } : {}) } } });
    await expect(applyPolicy(forged, input)).rejects.toThrow(VoteNotGenuineError);
  });

  test.each([
    ["without a signature", ({ signature: _, ...decision }: NonNullable<Review["decision"]>) => decision],
    ["with a signature of their own", (decision: NonNullable<Review["decision"]>) => decision],
  ])("forges a proposal of Action * and its approval %s: nothing is applied", async (_, sign) => {
    const account = await approvedAccount(worker);
    const { proposal, decision } = await forgedForEverything(account);
    const found = account.iam.revision();
    await expect(applyPolicy(rewritten(account, { proposal, review: { decision: sign(decision) } }), input)).rejects.toThrow(
      VoteNotGenuineError,
    );
    expect(account.iam.revision()).toBe(found);
  });

  test("puts another proposal in the place of the approved one, and says so throughout the record: nothing is applied", async () => {
    const account = await approvedAccount(worker);
    const [policy] = account.proposal.policies;
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" }] } as const;
    const proposal = { ...account.proposal, policies: policy ? [{ ...policy, document }] : [] };
    const found = account.iam.revision();
    const forged = rewritten(account, { proposal, review: { proposalHash: proposalHash(proposal) } });
    await expect(applyPolicy(forged, input)).rejects.toThrow(NotApprovedError);
    expect(account.iam.revision()).toBe(found);
  });

  test("gets even an approver to approve Action *: apply looks at the live role, and nothing is applied", async () => {
    const account = await approvedAccount(worker);
    const { proposal, decision } = await forgedForEverything(account);
    const signed = await signVote(account.ports.votes, proposal, decision);
    const found = account.iam.revision();
    await expect(applyPolicy(rewritten(account, { proposal, review: { decision: signed } }), input)).rejects.toThrow(AccessWouldWidenError);
    expect(account.iam.revision()).toBe(found);
  });

  test.each(["applying", "restoring", "applied"] as const)(
    "says that the review is %s, to have its change undone or restored: the role stays as it is",
    async (status) => {
      const account = await approvedAccount(worker);
      const { proposal, decision } = await forgedForEverything(account);
      const ports = rewritten(account, { proposal, review: { status, decision } });
      const found = account.iam.revision();
      await expect(restoreRole(ports, input)).rejects.toThrow(VoteNotGenuineError);
      if (status !== "applied")
        await expect(restoreRole(ports, { ...input, error: { Error: "States.Timeout" } })).rejects.toThrow(VoteNotGenuineError);
      expect(account.iam.revision()).toBe(found);
    },
  );

  test("lets a review of two approvers look like one of one: the proposal says two", async () => {
    const account = await approvedAccount(worker);
    const proposal: Proposal = { ...account.proposal, approversNeeded: 2 };
    const identity = { issuer: "https://id.example", subject: "1" };
    const vote = {
      verdict: "approved",
      at: account.time.clock.now(),
      by: "kim",
      identity,
      proposalHash: proposalHash(proposal),
    } as const;
    const decision = await signVote(account.ports.votes, proposal, vote);
    await expect(applyPolicy(rewritten(account, { proposal, review: { decision } }), input)).rejects.toThrow(NotApprovedError);
    const { verdict: __, ...approval } = { ...decision, identity };
    await expect(
      applyPolicy(rewritten(account, { proposal, review: { decision, approvals: [approval, approval] } }), input),
    ).rejects.toThrow(NotApprovedError);
  });

  test("changes what two approvers answered: each of them signed something else", async () => {
    const account = await approvedAccount(worker);
    const proposal: Proposal = { ...account.proposal, approversNeeded: 2 };
    const about = { verdict: "approved", at: account.time.clock.now(), by: "kim", proposalHash: proposalHash(proposal) } as const;
    const people = ["1", "2"].map((subject) => ({ issuer: "https://id.example", subject }));
    const approvals = await Promise.all(
      people.map(async (identity) => {
        const { verdict: _, ...approval } = await signVote(account.ports.votes, proposal, { ...about, identity });
        return { ...approval, identity };
      }),
    );
    const forged = (answers: Pick<NonNullable<Review["decision"]>, "answers">) =>
      rewritten(account, { proposal, review: { approvals, decision: { ...about, ...answers } } });
    const found = account.iam.revision();
    const answers = [{ question: "logs/any", verdict: "keep", by: "approver" }] as const;
    await expect(applyPolicy(forged({ answers: [...answers] }), input)).rejects.toThrow(VoteNotGenuineError);
    expect(account.iam.revision()).toBe(found);
    expect(await applyPolicy(forged({}), input)).toMatchObject({ next: "watch" });
  });

  test("has an approval carried out again after its change was restored: it was for one change, and it is too old for another", async () => {
    const account = await approvedAccount(worker);
    const { decision } = await account.store.get(REVIEW_ID);
    await applyPolicy(account.ports, input);
    await restoreRole(account.ports, input);
    account.time.pass(46 * 86_400);
    const found = account.iam.revision();
    const approvals = [{ ...forgedApproval, proposalHash: decision?.proposalHash ?? "", at: account.time.clock.now() }];
    const forged = rewritten(account, { review: { status: "approved", approvals, ...(decision ? { decision } : {}) } });
    await expect(applyPolicy(forged, input)).rejects.toThrow(ApprovalTooOldError);
    expect(account.iam.revision()).toBe(found);
  });

  test("fails the review, and the alarm says what to do", async () => {
    const account = await approvedAccount(worker);
    const { decision } = await forgedForEverything(account);
    const run = await runWithFaults(
      {
        ...account,
        ports: rewritten(account, { review: { decision: { ...decision, proposalHash: proposalHash(account.proposal) } } }),
      },
      APPLY,
      [],
    );
    expect(run.ended).toBe("VoteNotGenuineError");
    expect(run.review).toMatchObject({ status: "failed", failure: { code: "VoteNotGenuineError" } });
    expect(account.notifier.published.find(({ kind }) => kind === "alarm")?.body.replace(/\s+/g, " ")).toContain(
      "carries no valid signature",
    );
  });
});

test("of 10,000 genuine approvals of which one member of the record was changed, none is applied", async () => {
  const account = await approvedAccount(worker);
  const { decision, roleName, roleArn } = await account.store.get(REVIEW_ID);
  const genuine = {
    review: { ...(decision ? { decision } : {}), roleName, roleArn },
    proposal: account.proposal,
    before: withoutDocuments(account.before),
  };
  const places = leavesOf(genuine);
  expect(places.length).toBeGreaterThan(40);
  const found = account.iam.revision();
  let forgeries = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.oneof(fc.string(), fc.nat(), fc.boolean(), fc.constant(null)), async (place, value) => {
      const forged = withLeaf(genuine, place, value);
      if (JSON.stringify(forged) === JSON.stringify(genuine)) return;
      const error = await applyPolicy(rewritten(account, forged), input).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(WhittleError);
      expect(account.iam.revision()).toBe(found);
      forgeries += 1;
    }),
    runs(10_000),
  );
  expect(forgeries).toBeGreaterThan(0);
});

/** As it is saved: the documents are read from their texts. */
function withoutDocuments(role: RoleState): RoleState {
  const saved: RoleState = JSON.parse(JSON.stringify(role, (name, value) => (name === "document" ? undefined : value)));
  return saved;
}
