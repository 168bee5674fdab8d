import { describe, expect, test } from "vitest";
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

test.each(["../../victim", "a/b", "..\\b", ""])("a name that IAM does not give is not read, as files are called so: %j", async (name) => {
  const proposal = await aProposal();
  for (const changed of [
    { ...proposal, policies: proposal.policies.map((policy) => ({ ...policy, name })) },
    { ...proposal, role: { ...proposal.role, name } },
  ])
    expect(() => fromSaved("proposal", JSON.stringify(changed), "r")).toThrow(RecordUnreadableError);
});

describe("a text that somebody filled with faults, as far as an item of the table goes (400 KB)", () => {
  const faults = Array.from({ length: 132_000 }, () => ({}));

  test.each([
    ["review", { approvals: faults }],
    ["review", { restoreVotes: faults }],
    ["proposal", { evidence: faults }],
  ] as const)("is refused for the first one, before they take a function's memory: %s", (kind, value) => {
    const text = JSON.stringify(value);
    const before = process.memoryUsage().heapUsed;
    expect(() => fromSaved(kind, text, "r")).toThrow(RecordUnreadableError);
    expect((process.memoryUsage().heapUsed - before) / 1_000_000).toBeLessThan(60);
  });
});
