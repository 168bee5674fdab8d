import type { Conditions, Patterns, PolicyDocument, Statement } from "./document.ts";

/** A policy document as AWS writes it, for printing and for the wire. */
export interface JsonPolicy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly JsonStatement[];
}

type OneOrMany = string | readonly string[];

export interface JsonStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

/** The document in AWS's JSON form, members in AWS's usual order; a list of one is written as a string. */
export function toJson(document: PolicyDocument): JsonPolicy {
  return {
    Version: document.version,
    ...(document.id === undefined ? {} : { Id: document.id }),
    Statement: document.statements.map(statementToJson),
  };
}

/** Characters as IAM counts them: without white space (IAM User Guide, "IAM and AWS STS quotas"). */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(toJson(document)).replace(/\s/g, "").length;
}

function statementToJson({ sid, effect, actions, resources, conditions }: Statement): JsonStatement {
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...patternsToJson(actions, "Action", "NotAction"),
    ...patternsToJson(resources, "Resource", "NotResource"),
    ...(conditions === undefined ? {} : { Condition: conditionsToJson(conditions) }),
  };
}

function patternsToJson<Only extends string, Except extends string>({ kind, patterns }: Patterns, only: Only, except: Except) {
  return { [kind === "only" ? only : except]: oneOrMany(patterns) };
}

function conditionsToJson(conditions: Conditions): NonNullable<JsonStatement["Condition"]> {
  const keysToJson = (keys: Conditions[string]) =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, oneOrMany(values)]));
  return Object.fromEntries(Object.entries(conditions).map(([operator, keys]) => [operator, keysToJson(keys)]));
}

function oneOrMany(values: readonly string[]): OneOrMany {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
