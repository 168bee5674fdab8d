import { expect, test } from "vitest";
import { ReviewConflictError } from "#core/review/errors.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { decideSigned } from "#test/core/review/vote.ts";
import { portsOver } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });

test("a late run of propose-policy writes over nothing: what was asked, and the way back from what was applied, stay as they were", async () => {
  const ports = portsOver([{ name: "A" }]);
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  await proposePolicy(ports, { reviewId });
  await requestApproval(ports, { reviewId, taskToken: "token", round: 1 });
  const proposed = await documents();
  await expect(proposePolicy(ports, { reviewId })).rejects.toThrow(ReviewConflictError);
  await decideSigned(ports, reviewId, { verdict: "approved" });
  await applyPolicy(ports, { reviewId });
  await closeReview(ports, { reviewId });
  await expect(proposePolicy(ports, { reviewId })).rejects.toThrow(ReviewConflictError);
  expect(await documents()).toEqual(proposed);
  await restoreRole(ports, { reviewId, by: "jo" });
  expect((await ports.roles.read("A")).attached.map(({ name }) => name)).toEqual(["AmazonSQSFullAccess"]);

  async function documents() {
    return { before: await ports.store.document(reviewId, "before"), proposal: await ports.store.document(reviewId, "proposal") };
  }
});
