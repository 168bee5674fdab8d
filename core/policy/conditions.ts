import { arnFields } from "#core/aws/arn.ts";
import type { Conditions } from "./document.ts";
import { hasVariable, matches, mayMatch } from "./match.ts";

/** What is known of a request beside action and resource: key → values; an empty list says the key is known to be absent. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

export type Truth = "yes" | "no" | "unknown";

/**
 * Do all conditions hold? A key that the context does not mention is unknown, and so is an operator that is not known here.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function conditionsHold(conditions: Conditions | undefined, context: RequestContext): Truth {
  const known = new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]));
  const truths = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => holds(operator, values, known.get(key.toLowerCase()))),
  );
  return truths.includes("no") ? "no" : truths.includes("unknown") ? "unknown" : "yes";
}

/** Is `stricter` at least as strict as `looser`: whenever it holds, the other holds too? Never says yes where it is not so. */
export function conditionsImply(stricter: Conditions | undefined, looser: Conditions | undefined): boolean {
  if (stricter === looser) return true;
  return Object.entries(looser ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(
      ([key, values]) =>
        stricterValues(stricter, operator, key).some((own) => valuesImply(operator, own, values)) ||
        stricterValues(stricter, "StringEquals", key).some((own) =>
          // What a variable stands for depends on who asks.
          own.every((value) => !value.includes("${") && holdsFor(operator, values, value) === "yes"),
        ),
    ),
  );
}

/** Conditions that hold only where both hold; `contradictory` where no request can meet both. */
export type Joined = { readonly contradictory: true } | { readonly contradictory: false; readonly conditions: Conditions | undefined };

/**
 * `granted`, narrowed by `needed`. On a key that both speak of, a needed `StringEquals` keeps the values that
 * `granted` allows; any other operator on such a key leaves `granted` as it is.
 */
export function bothConditions(granted: Conditions | undefined, needed: Conditions | undefined): Joined {
  if (granted === undefined || needed === undefined) return { contradictory: false, conditions: granted ?? needed };
  let joined: Conditions = granted;
  for (const [operator, keys] of Object.entries(needed)) {
    for (const [key, values] of Object.entries(keys)) {
      const said = saidOf(granted, key);
      const equals = sameName(operator, "StringEquals") && !values.some(hasVariable);
      if (said.length > 0 && !equals) continue;
      const left = values.filter((value) => said.every(([name, wanted]) => holdsFor(name, wanted, value) !== "no"));
      if (left.length === 0) return { contradictory: true };
      const certain = said.filter(([name, wanted]) => left.every((value) => holdsFor(name, wanted, value) === "yes"));
      joined = withValues(withoutSaid(joined, key, certain), operator, key, left);
    }
  }
  return { contradictory: false, conditions: joined };
}

/** The operators that speak of a key, with their values. */
function saidOf(conditions: Conditions, key: string): readonly (readonly [operator: string, values: readonly string[]])[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([name, values]) => (sameName(name, key) ? [[operator, values] as const] : [])),
  );
}

/** The conditions without what these operators say of the key: a stricter one says it too. */
function withoutSaid(conditions: Conditions, key: string, said: readonly (readonly [string, readonly string[]])[]): Conditions {
  const operators = new Set(said.map(([operator]) => operator));
  const kept = Object.entries(conditions).map(([operator, keys]) => {
    const others = Object.entries(keys).filter(([name]) => !operators.has(operator) || !sameName(name, key));
    return [operator, Object.fromEntries(others)] as const;
  });
  return Object.fromEntries(kept.filter(([, keys]) => Object.keys(keys).length > 0));
}

function withValues(conditions: Conditions, operator: string, key: string, values: readonly string[]): Conditions {
  const name = Object.keys(conditions).find((known) => sameName(known, operator)) ?? operator;
  return { ...conditions, [name]: { ...conditions[name], [key]: values } };
}

/** Does the operator hold for a key that has this one value? Unknown for operators on sets of values. */
function holdsFor(operator: string, wanted: readonly string[], value: string): Truth {
  return /^for\w+:/i.test(operator) ? "unknown" : holds(operator, wanted, [value]);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What is said of a key by an operator, in any letter case of the two: each list by itself has to hold. */
function stricterValues(conditions: Conditions | undefined, operator: string, key: string): readonly (readonly string[])[] {
  return saidOf(conditions ?? {}, key)
    .filter(([name]) => sameName(name, operator))
    .map(([, values]) => values);
}

/** Values are alternatives for a positive operator, and all excluded by a negated one. */
function valuesImply(operator: string, stricter: readonly string[], looser: readonly string[]): boolean {
  return isNegated(operator) ? looser.every((value) => stricter.includes(value)) : stricter.every((value) => looser.includes(value));
}

function isNegated(operator: string): boolean {
  return /^(?:for\w+:)?(?:string|arn|numeric|date)not|^(?:for\w+:)?notip/i.test(operator);
}

function holds(operator: string, wanted: readonly string[], found: readonly string[] | undefined): Truth {
  if (found === undefined) return "unknown";
  const [, set, base = "", ifExists] = /^(forallvalues:|foranyvalue:)?(\w+?)(ifexists)?$/i.exec(operator) ?? [];
  const name = base.toLowerCase();
  if (name === "null") return wanted.some((value) => (value.toLowerCase() === "true") === (found.length === 0)) ? "yes" : "no";
  if (found.length === 0) return ifExists !== undefined || holdsOfNone(name, set?.toLowerCase()) ? "yes" : "no";
  const test = tests.get(name);
  if (!test) return "unknown";
  if (wanted.some(hasVariable)) return "unknown";
  const each = found.map((value) => wanted.some((pattern) => test(pattern, value)) !== isNegated(name));
  return (set?.toLowerCase() === "forallvalues:" ? each.every(Boolean) : each.some(Boolean)) ? "yes" : "no";
}

/** An absent key: all of no values differ from any, and none of them does (IAM User Guide, "Multivalued context keys"). */
function holdsOfNone(name: string, set: string | undefined): boolean {
  return set === undefined ? isNegated(name) : set === "forallvalues:";
}

type Test = (wanted: string, found: string) => boolean;

const equal: Test = (wanted, found) => wanted === found;
const equalIgnoringCase: Test = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();
const numbers =
  (compare: (found: number, wanted: number) => boolean): Test =>
  (wanted, found) =>
    compare(Number(found), Number(wanted));
const dates =
  (compare: (found: number, wanted: number) => boolean): Test =>
  (wanted, found) =>
    compare(instant(found), instant(wanted));

const tests: ReadonlyMap<string, Test> = new Map(
  Object.entries({
    stringequals: equal,
    stringnotequals: equal,
    stringequalsignorecase: equalIgnoringCase,
    stringnotequalsignorecase: equalIgnoringCase,
    stringlike: matches,
    stringnotlike: matches,
    arnequals: arnMatches,
    arnnotequals: arnMatches,
    arnlike: arnMatches,
    arnnotlike: arnMatches,
    bool: equalIgnoringCase,
    numericequals: numbers((found, wanted) => found === wanted),
    numericnotequals: numbers((found, wanted) => found === wanted),
    numericlessthan: numbers((found, wanted) => found < wanted),
    numericlessthanequals: numbers((found, wanted) => found <= wanted),
    numericgreaterthan: numbers((found, wanted) => found > wanted),
    numericgreaterthanequals: numbers((found, wanted) => found >= wanted),
    dateequals: dates((found, wanted) => found === wanted),
    datenotequals: dates((found, wanted) => found === wanted),
    datelessthan: dates((found, wanted) => found < wanted),
    datelessthanequals: dates((found, wanted) => found <= wanted),
    dategreaterthan: dates((found, wanted) => found > wanted),
    dategreaterthanequals: dates((found, wanted) => found >= wanted),
  }),
);

/** Each of an ARN's six parts is compared by itself. */
function arnMatches(wanted: string, found: string): boolean {
  const foundParts = arnFields(found);
  const wantedParts = arnFields(wanted);
  // What has fewer than six parts has an empty one behind them: a lone star is no ARN.
  return (wantedParts.length < 6 ? [...wantedParts, ""] : wantedParts).every((part, index) => mayMatch(part, foundParts[index] ?? ""));
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
