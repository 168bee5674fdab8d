import { describe, expect, test } from "vitest";
import { earlierAnswers } from "#core/review/earlier-answers.ts";
import { foundingProposal } from "#test/core/messages/proposals.ts";

const NOW = "2026-11-24T10:00:00.000Z";

describe("what an approver kept against the default comes with that answer next time", async () => {
  const { questions: _, ...founding } = await foundingProposal();
  const question = (id: string, byDefault: "keep" | "remove") =>
    ({
      id,
      service: "s3",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: ["*"],
      because: [],
      speaksFor: [],
      adds: [],
      keeps: [],
      default: byDefault,
    }) as const;
  const proposal = {
    ...founding,
    questions: [question("s3/a", "remove"), question("s3/b", "keep"), question("s3/c", "remove"), question("other s3", "remove")],
  };
  const answers = (["s3/a", "s3/b", "other s3"] as const).map((each) => ({ question: each, verdict: "keep", by: "approver" }) as const);
  const decision = {
    verdict: "approved",
    at: NOW,
    by: "ann",
    proposalHash: "h",
    answers: [...answers, { question: "s3/c", verdict: "remove", by: "default" }],
  } as const;

  test("by the question's id, or by its actions where it stands for several", () => {
    expect(earlierAnswers(proposal, { ...decision, answers: [...decision.answers] })).toEqual({
      keep: ["s3/a", "s3:GetObject", "s3:PutObject"],
      remove: [],
    });
  });

  test("but not what a rejected decision says", () => {
    expect(earlierAnswers(proposal, { ...decision, verdict: "rejected", answers: [...decision.answers] })).toEqual({
      keep: [],
      remove: [],
    });
  });
});
