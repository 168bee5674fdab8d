import { expect, test } from "vitest";
import { RecordMismatchError } from "#core/review/errors.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvedAccount, REVIEW_ID } from "./account.ts";
import { founding } from "./scenarios.ts";

test("a proposal that changed after its approval is not applied", async () => {
  const { store, proposal, ports, iam, before } = await approvedAccount(founding);
  const [policy] = proposal.policies;
  if (!policy) throw new Error("the scenario proposes a policy");
  const wider = { Version: "2012-10-17" as const, Statement: [{ Effect: "Allow" as const, Action: "logs:*", Resource: "*" }] };
  await store.putDocument(REVIEW_ID, "proposal", { ...proposal, policies: [{ ...policy, document: wider }] });
  await expect(applyPolicy(ports, { reviewId: REVIEW_ID })).rejects.toThrow(RecordMismatchError);
  expect(iam.accepted(founding.role.name)).toEqual(before);
  expect(await store.journal(REVIEW_ID)).toEqual([]);
});

test("a proposal that retains less after its approval is not applied", async () => {
  const { store, proposal, ports, iam, before } = await approvedAccount(founding);
  await store.putDocument(REVIEW_ID, "proposal", { ...proposal, replaces: [...proposal.replaces, ...proposal.retains], retains: [] });
  await expect(applyPolicy(ports, { reviewId: REVIEW_ID })).rejects.toThrow(RecordMismatchError);
  expect(iam.accepted(founding.role.name)).toEqual(before);
});
