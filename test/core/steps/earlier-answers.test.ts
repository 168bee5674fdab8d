import { expect, test } from "vitest";
import { answersTo } from "#core/review/chosen.ts";
import { earlierAnswers } from "#core/review/earlier-answers.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { decideSigned } from "#test/core/review/vote.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:GetQueueAttributes", Resource: "*" } });

async function cycle(ports: TestPorts, now: string) {
  ports.at(now);
  const { reviews } = await discoverRoles(ports, { cycleId: now, startedAt: now, input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  await proposePolicy(ports, { reviewId });
  const proposal = await ports.store.document(reviewId, "proposal");
  if (!proposal) throw new Error("There is no proposal.");
  return { reviewId, proposal };
}

test("what an approver kept against the default is not asked about in the next cycle", async () => {
  const ports = portsOver([{ name: "A" }]);
  const { reviewId, proposal } = await cycle(ports, "2026-11-01T00:00:00.000Z");
  expect(proposal.questions.map(({ service, default: verdict }) => [service, verdict])).toEqual([["sqs", "remove"]]);
  await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
  const answers = answersTo(proposal, new Map(proposal.questions.map(({ id }) => [id, "keep"]))) ?? [];
  await decideSigned(ports, reviewId, { verdict: "approved", answers });
  await applyPolicy(ports, { reviewId });
  await closeReview(ports, { reviewId });
  const { attached } = await ports.roles.read("A");
  expect(JSON.stringify(attached)).toContain("sqs:SendMessage");
  const next = await cycle(ports, "2026-12-02T00:00:00.000Z");
  expect(next.proposal).toMatchObject({ outcome: "nothing-to-change", reason: { id: "refined-already" } });
});

test("a rejected proposal answers nothing, and what stands for several questions is kept by its actions", () => {
  const question = { service: "sqs", resources: [], because: [], speaksFor: [], adds: [], default: "remove", keeps: [] } as const;
  const questions = [
    { ...question, id: "sqs/jobs", actions: ["sqs:SendMessage"] },
    { ...question, id: "other", actions: ["s3:GetObject"] },
    { ...question, id: "sns/alerts", actions: ["sns:Publish"], default: "keep" as const },
  ];
  const answers = questions.map(({ id }) => ({ question: id, verdict: "keep" as const, by: "approver" as const }));
  const decision = { at: "2026-11-01T00:00:00.000Z", by: "Ann", proposalHash: "", answers };
  expect(earlierAnswers({ questions }, { ...decision, verdict: "approved" }).keep).toEqual(["sqs/jobs", "s3:GetObject"]);
  expect(earlierAnswers({ questions }, { ...decision, verdict: "rejected" }).keep).toEqual([]);
});
