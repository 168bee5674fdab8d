import { expect, test } from "vitest";
import type { Review } from "#core/review/model/review.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { statusOf } from "../../../cli/review/status.ts";

const proposal = await foundingProposal();
const decision = { verdict: "approved", at: "2026-11-01T00:00:00.000Z", by: "erin@example.com", proposalHash: "hash" } as const;

test.each<[string, Partial<Review>, string]>([
  ["whose change was made", { status: "settled", decision }, "applied"],
  [
    "that was withdrawn after its approval",
    { status: "settled", decision, reason: { id: "withdrawn", because: { id: "service-linked" } } },
    "approved",
  ],
  ["that waits for its change", { status: "approved", decision }, "approved"],
  ["that nobody decided", { status: "waiting" }, "proposed"],
  ["that failed", { status: "failed", decision }, "failed"],
])("a review %s", (_, more, status) => {
  expect(statusOf(reviewOf(proposal, more))).toBe(status);
});
