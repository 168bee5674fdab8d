import { expect, test } from "vitest";
import { RecordUnreadableError } from "#core/review/errors.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { approvedAccount, REVIEW_ID } from "../change/account.ts";
import { founding } from "../change/scenarios.ts";

async function aProposal(): Promise<Proposal> {
  const { store, ports } = await approvedAccount(founding, { status: "rejected" });
  await closeReview(ports, { reviewId: REVIEW_ID });
  const proposal = await store.document(REVIEW_ID, "proposal");
  if (!proposal) throw new Error("The scenario has no proposal.");
  return proposal;
}

test("what is read of a proposal that was just written is what its text holds", async () => {
  const proposal = await aProposal();
  const text = toSaved("proposal", proposal, "r");
  expect(fromSaved("proposal", text, "r")).toEqual(JSON.parse(text));
  expect(text).toBe(JSON.stringify(proposal));
});

test("a member without a value is left out, as JSON does", async () => {
  const proposal = Object.assign({}, await aProposal(), { unused: undefined });
  const text = toSaved("proposal", proposal, "r");
  expect(Object.keys(fromSaved("proposal", text, "r"))).not.toContain("unused");
});

test.each([
  ["a number that JSON cannot hold", { removedCount: Number.POSITIVE_INFINITY }],
  ["a member that no schema knows", { nickname: "new" }],
])("%s is refused when it is written", async (_, changed) => {
  const proposal = await aProposal();
  const value = { ...proposal, diff: { ...proposal.diff, ...changed } };
  expect(() => toSaved("proposal", value, "r")).toThrow(RecordUnreadableError);
});
