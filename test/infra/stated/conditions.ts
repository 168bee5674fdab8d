import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { holds, type Template } from "../aws-limits/render.ts";
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
const Parts = v.looseObject({
  Rules: v.optional(
    v.record(v.string(), v.strictObject({ RuleCondition: v.unknown(), Assertions: v.array(v.looseObject({ Assert: v.unknown() })) })),
    {},
  ),
  Outputs: v.optional(v.record(v.string(), v.looseObject({ Condition: v.optional(v.string()), Value: v.unknown() })), {}),
});

const Any = v.record(v.string(), v.unknown());

/** It compares the version of another file's, and has a test of its own. */
const OF_MEMBERS = "MemberTemplate";

const all = v.parse(Stated, withoutReasons(stated));
type Parameters = Readonly<Record<string, string>>;

export const FILES = Object.keys(all);

/** Which conditions, rules and outputs of a template are not stated, or stated and not there. */
export function unstated(file: string, template: Template): readonly string[] {
  const { conditions, rules, outputs } = v.parse(v.object({ conditions: Any, rules: Any, outputs: Any }), all[file]);
  const { Rules, Outputs } = v.parse(Parts, template);
  const found = [template.Conditions, Rules, Outputs].flatMap((each) => Object.keys(each)).filter((name) => name !== OF_MEMBERS);
  const said = [conditions, rules, outputs].flatMap((each) => Object.keys(each));
  return [...found.filter((name) => !said.includes(name)), ...said.filter((name) => !found.includes(name))];
}

/** Where a condition holds and should not, or the other way round; for a rule, where it refuses. */
export function conditionProblems(file: string, template: Template): readonly string[] {
  const { conditions = {}, rules = {} } = all[file] ?? {};
  const { Rules } = v.parse(Parts, template);
  const asked = (condition: unknown) => (parameters: Parameters) =>
    holds(template, { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters }, condition);
  const ofConditions = Object.entries(conditions).flatMap(([Condition, { when, not }]) =>
    problems(Condition, asked({ Condition }), when, not),
  );
  const ofRules = Object.entries(rules).flatMap(([name, { refuses, lets }]) => {
    const { RuleCondition, Assertions = [] } = Rules[name] ?? {};
    const refused = (parameters: Parameters) =>
      asked(RuleCondition)(parameters) && Assertions.some(({ Assert }) => !asked(Assert)(parameters));
    return problems(name, refused, refuses, lets);
  });
  return [...ofConditions, ...ofRules];
}

function problems(name: string, holdsIn: (parameters: Parameters) => boolean, when: readonly Parameters[], not: readonly Parameters[]) {
  const wrong = [...when.filter((each) => !holdsIn(each)), ...not.filter(holdsIn)].map((each) => `${name}: ${JSON.stringify(each)}`);
  return when.length === 0 || not.length === 0 ? [`${name} is not tried`, ...wrong] : wrong;
}

/** Outputs that are not what is stated. */
export function outputProblems(file: string, template: Template): readonly string[] {
  const { Outputs } = v.parse(Parts, template);
  return Object.entries(all[file]?.outputs ?? {})
    .filter(([name, { if: condition, is }]) => {
      const output = Outputs[name];
      return output?.Condition !== condition || !isDeepStrictEqual(parsed(plain(output?.Value)), is);
    })
    .map(([name]) => name);
}

/** A policy's statement that operators paste is JSON. */
function parsed(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith("{") ? JSON.parse(value) : value;
  const { success, output } = v.safeParse(v.strictObject({ text: v.string(), with: v.unknown() }), value);
  return success ? { text: parsed(output.text), with: output.with } : value;
}
