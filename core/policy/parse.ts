import * as v from "valibot";
import { WhittleError } from "#core/errors.ts";
import type { Conditions, Patterns, PolicyDocument, Statement } from "./document.ts";

/** A text that is no identity policy. */
export class PolicyParseError extends WhittleError {
  readonly code = "policy-parse";
  constructor(where: string, detail: string) {
    super(`${where} is not an identity policy: ${detail}`);
  }
}

const Strings = v.pipe(
  v.union([v.string(), v.array(v.string())], "must be a string or a list of strings"),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const Scalar = v.pipe(v.union([v.string(), v.boolean(), v.number()]), v.transform(String));
const Values = v.pipe(
  v.union([Scalar, v.array(Scalar)]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
/** valibot's record leaves these names out, and a statement without its condition grants more. IAM knows no such operator or key. */
const LEFT_OUT: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function isWhole(conditions: unknown): boolean {
  return namesIn(conditions).every((name) => !LEFT_OUT.has(name));
}

function namesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

const JsonConditionIn = v.pipe(
  v.unknown(),
  v.check(isWhole, "names what is no operator and no condition key"),
  v.record(v.string(), v.record(v.string(), Values)),
);
const JsonStatementIn = v.looseObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(["Allow", "Deny"], "must be Allow or Deny"),
  Action: v.optional(Strings),
  NotAction: v.optional(Strings),
  Resource: v.optional(Strings),
  NotResource: v.optional(Strings),
  Condition: v.optional(JsonConditionIn),
});
const JsonPolicyIn = v.looseObject({
  Version: v.optional(v.picklist(["2012-10-17", "2008-10-17"], "must be 2012-10-17 or 2008-10-17"), "2008-10-17"),
  Id: v.optional(v.string()),
  Statement: v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
    v.array(JsonStatementIn),
    v.minLength(1, "must hold a statement"),
  ),
});

/**
 * Reads an identity policy from JSON text or an object (IAM User Guide, "Grammar of the IAM JSON policy language"), whatever its version as
 * one of version 2012-10-17 that says the same.
 * `where` names the policy in the error. Throws PolicyParseError.
 */
export function parsePolicy(json: unknown, where: string): PolicyDocument {
  const result = v.safeParse(JsonPolicyIn, typeof json === "string" ? parseJson(json, where) : json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new PolicyParseError(where, `${v.getDotPath(issue) ?? "the document"}: ${issue.message}`);
  }
  const { Version: version, Id: id, Statement } = result.output;
  const statements = Statement.map((statement, index) => readStatement(statement, `${where}, statement ${index + 1}`));
  return {
    version: "2012-10-17",
    ...(id === undefined ? {} : { id }),
    statements: version === "2012-10-17" ? statements : statements.map(withoutVariables),
  };
}

/** Before version 2012-10-17 there were no variables: what looks like one is text (IAM User Guide, "IAM JSON policy elements: Version"). */
function withoutVariables({ resources, conditions, ...statement }: Statement): Statement {
  const asText = (pattern: string) => pattern.replaceAll("${", "${$}{");
  const valuesAsText = (keys: Conditions[string]) =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(asText)]));
  return {
    ...statement,
    resources: { ...resources, patterns: resources.patterns.map(asText) },
    ...(conditions === undefined
      ? {}
      : { conditions: Object.fromEntries(Object.entries(conditions).map(([operator, keys]) => [operator, valuesAsText(keys)])) }),
  };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicyParseError(where, "it is not JSON.");
  }
}

function readStatement(statement: v.InferOutput<typeof JsonStatementIn>, where: string): Statement {
  if ("Principal" in statement || "NotPrincipal" in statement)
    throw new PolicyParseError(where, "it names a principal, as only resource policies do.");
  const { Sid: sid, Effect: effect, Condition } = statement;
  const conditions = readConditions(Condition);
  return {
    ...(sid === undefined ? {} : { sid }),
    effect,
    actions: readPatterns(statement.Action, statement.NotAction, "Action", where),
    resources: readPatterns(statement.Resource, statement.NotResource, "Resource", where),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

function readPatterns(only: readonly string[] | undefined, except: readonly string[] | undefined, name: string, where: string): Patterns {
  if (only && except) throw new PolicyParseError(where, `it has both ${name} and Not${name}.`);
  if (only) return { kind: "only", patterns: only };
  if (except) return { kind: "except", patterns: except };
  throw new PolicyParseError(where, `it has neither ${name} nor Not${name}.`);
}

function readConditions(conditions: Conditions | undefined): Conditions | undefined {
  const filled = Object.entries(conditions ?? {}).filter(([, keys]) => Object.keys(keys).length > 0);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}
