import { describe, expect, test } from "vitest";
import type { Question } from "#core/evidence/question.ts";
import { questionItem, questionItemById, questionName } from "#core/messages/question.ts";
import { type PlanFactOptions, planFacts } from "#core/messages/summary.ts";
import { foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();
const letters = (count: number) =>
  "abcdefg"
    .slice(0, count)
    .split("")
    .map((letter) => `s3:${letter}`);
const about = (actions: readonly string[], keeps: readonly string[] = []): Question => ({
  id: "s3/any",
  service: "s3",
  actions,
  resources: ["*"],
  because: [{ id: "not-logged", source: "" }],
  speaksFor: [],
  adds: [],
  default: keeps.length > 0 ? "keep" : "remove",
  keeps,
});

test.each([
  [1, "s3:a on any resource"],
  [4, "s3:a, s3:b, s3:c, s3:d on any resource"],
  [5, "s3:a, s3:b and 3 more on any resource"],
])("names all of up to four actions: %i", (count, name) => {
  expect(questionName(about(letters(count)))).toBe(name);
});

describe("an action that is kept elsewhere", () => {
  const proposal = { diff: { ...founding.diff, kept: ["s3:b"] } };

  test("is not told as removed alone", () => {
    const kept = "s3:b is kept on the resources that the new policy names.";
    expect(questionItem(about(letters(2)), proposal)).toBe(`On any resource: s3:a, s3:b are removed. ${kept}`);
    expect(questionItemById(about(letters(2)), proposal)).toBe(
      `On any resource: s3:a, s3:b are removed. To keep it: --keep s3/any. ${kept}`,
    );
  });

  test("of which some are kept, those are named", () => {
    expect(questionItem(about(letters(3), ["s3:c"]), proposal)).toBe("On any resource: of s3:a, s3:b, s3:c, only s3:c is kept.");
  });

  test("needs no word where the question keeps it", () => {
    expect(questionItem(about(letters(2), letters(2)), proposal)).toBe("On any resource: s3:a, s3:b are kept.");
  });
});

describe("the questions of a message", () => {
  const text = (options?: PlanFactOptions) => planFacts(founding, options).find(({ label }) => label === "Questions")?.text;

  test("say where they are answered, or nothing of answers where nobody is asked", () => {
    expect(text({ answered: "on-page" })).toContain("Answer on the page, where you decide. Without your answer:");
    expect(text({ answered: "by-option" })).toBe("No log shows whether the role uses these. Without your answer:");
    expect(text()).toBe("No log shows whether the role uses these:");
  });
});
