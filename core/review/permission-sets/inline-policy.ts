import * as v from "valibot";
import { type JsonPolicy, type JsonStatement, toJson } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { refinedName } from "../change/plan/refined-policy.ts";
import type { InlinePolicy } from "../model/role-state.ts";

/** What IAM Identity Center calls the inline policy of a permission set on each of its roles. */
export const INLINE_NAME = "AwsSSOInlinePolicy";

/**
 * Bytes that a permission set's inline policy holds, white space not counted (IAM Identity Center User Guide, "IAM Identity Center
 * quotas"; with white space it may have 32,768).
 */
export const MAX_INLINE_SIZE = 10_240;

/** Tells Whittle's statements from others: a set has one inline policy. */
const SID = "Whittle";
const IS_OURS = /^Whittle\d+$/;

const VERSION = "2012-10-17";

const JsonStatements = v.custom<readonly JsonStatement[]>((value) => Array.isArray(value));
const Written = v.looseObject({
  Version: v.optional(v.string()),
  Statement: v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
    JsonStatements,
  ),
});

/**
 * A set's inline policy as two: the statements of people, and those that an earlier review wrote, named as a refined policy is; each only
 * where it holds a statement. The statements stay as they were written. Throws PolicyParseError.
 */
export function splitInline(setName: string, json: string): readonly InlinePolicy[] {
  parsePolicy(json, `inline policy ${INLINE_NAME}`);
  const { Statement, ...head } = v.parse(Written, JSON.parse(json));
  const parts = [
    [INLINE_NAME, Statement.filter((statement) => !isOurs(statement))],
    [refinedName(setName, 1), Statement.filter(isOurs)],
  ] as const;
  return parts.flatMap(([name, own]) => (own.length === 0 ? [] : [inlinePolicy(name, JSON.stringify({ ...head, Statement: own }))]));
}

function isOurs({ Sid = "" }: JsonStatement): boolean {
  return IS_OURS.test(Sid);
}

function inlinePolicy(name: string, json: string): InlinePolicy {
  return { name, json, document: parsePolicy(json, `inline policy ${name}`) };
}

/** The inline policy that a set is to have: what stays of it, and the refined statements; undefined where there is neither. */
export function joinInline(retained: readonly InlinePolicy[], refined: readonly JsonPolicy[]): JsonPolicy | undefined {
  const ours = refined
    .flatMap(({ Statement }) => Statement)
    .map(({ Sid: _, ...statement }, index): JsonStatement => ({ Sid: `${SID}${index + 1}`, ...statement }));
  const Statement = [...retained.flatMap(statementsOf), ...ours];
  return Statement.length === 0 ? undefined : { Version: VERSION, Statement };
}

/** As they were written, but those of the older version of the language, in which `${…}` is no variable. */
function statementsOf({ json, document }: InlinePolicy): readonly JsonStatement[] {
  const { Version, Statement } = v.parse(Written, JSON.parse(json));
  return Version === VERSION ? Statement : toJson(document).Statement;
}

/** Bytes as the quota counts them. */
export function inlineSize(policy: JsonPolicy): number {
  return new TextEncoder().encode(JSON.stringify(policy).replace(/\s/g, "")).length;
}
