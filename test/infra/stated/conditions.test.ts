import { describe, expect, test } from "vitest";
import { readTemplate } from "../aws-limits/render.ts";
import { conditionProblems, FILES, outputProblems, unstated } from "./conditions.ts";

describe.each(FILES)("conditions.json says of %s", (file) => {
  const template = readTemplate(file);

  test("each condition, rule and output", () => {
    expect(unstated(file, template)).toEqual([]);
  });

  test("where each condition holds and where not, and which deployments a rule refuses because they could not work", () => {
    expect(conditionProblems(file, template)).toEqual([]);
  });

  test("what each output is, and where there is one", () => {
    expect(outputProblems(file, template)).toEqual([]);
  });
});
