import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { holds, readTemplate } from "../aws-limits/render.ts";
import stated from "./conditions.json" with { type: "json" };
import { plain, withoutReasons } from "./plain.ts";

const Given = v.array(v.record(v.string(), v.string()));
const Stated = v.record(
  v.string(),
  v.strictObject({
    conditions: v.record(v.string(), v.strictObject({ when: Given, not: Given })),
    rules: v.record(v.string(), v.strictObject({ refuses: Given, lets: Given })),
    outputs: v.record(v.string(), v.strictObject({ if: v.optional(v.string()), is: v.unknown() })),
  }),
);
const Template = v.looseObject({
  Rules: v.optional(
    v.record(v.string(), v.strictObject({ RuleCondition: v.unknown(), Assertions: v.array(v.looseObject({ Assert: v.unknown() })) })),
    {},
  ),
  Outputs: v.optional(v.record(v.string(), v.looseObject({ Condition: v.optional(v.string()), Value: v.unknown() })), {}),
});

/** It compares the version of another file's, and has a test of its own. */
const OF_MEMBERS = "MemberTemplate";

describe.each(Object.entries(v.parse(Stated, withoutReasons(stated))))("of %s", (file, { conditions, rules, outputs }) => {
  const template = readTemplate(file);
  const { Rules, Outputs } = v.parse(Template, template);
  /** All else is as it is by default. */
  const given = (parameters: Readonly<Record<string, string>>) => ({
    partition: "aws",
    region: "eu-central-1",
    stackName: "whittle",
    parameters,
  });

  test("each condition, rule and output is stated", () => {
    expect(Object.keys(template.Conditions).sort()).toEqual(Object.keys(conditions).sort());
    expect(Object.keys(Rules).sort()).toEqual(Object.keys(rules).sort());
    const names = Object.keys(Outputs).filter((name) => name !== OF_MEMBERS);
    expect(names.sort()).toEqual(Object.keys(outputs).sort());
  });

  test.each(Object.entries(conditions))("%s holds where it should, and nowhere else", (Condition, { when, not }) => {
    const inDeployment = (parameters: Readonly<Record<string, string>>) => holds(template, given(parameters), { Condition });
    expect([when.filter((each) => !inDeployment(each)), not.filter(inDeployment)]).toEqual([[], []]);
    expect([when.length, not.length]).not.toContain(0);
  });

  test.each(Object.entries(rules))("%s refuses a deployment that could not work, and lets others be", (name, { refuses, lets }) => {
    const rule = Rules[name];
    const refused = (parameters: Readonly<Record<string, string>>) =>
      holds(template, given(parameters), rule?.RuleCondition) &&
      rule?.Assertions.some(({ Assert }) => !holds(template, given(parameters), Assert));
    expect([refuses.filter((each) => !refused(each)), lets.filter(refused)]).toEqual([[], []]);
    expect([refuses.length, lets.length]).not.toContain(0);
  });

  test.each(Object.entries(outputs))("the output %s is what its name says, where there is such a thing", (name, { if: condition, is }) => {
    const output = Outputs[name];
    expect([output?.Condition, parsed(plain(output?.Value))]).toEqual([condition, is]);
  });
});

/** A policy's statement that operators paste is JSON. */
function parsed(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith("{") ? JSON.parse(value) : value;
  const { success, output } = v.safeParse(v.strictObject({ text: v.string(), with: v.unknown() }), value);
  return success ? { text: parsed(output.text), with: output.with } : value;
}
