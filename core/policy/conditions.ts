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
    Object.entries(keys).every(([key, values]) =>
      stricterValues(stricter, operator, key).some((own) => valuesImply(operator, own, values)),
    ),
  );
}

/** Conditions that hold only where `granted` holds, narrowed by `needed` as far as the two can be written as one: on a key that both speak of, `granted` stays. */
export function bothConditions(granted: Conditions | undefined, needed: Conditions | undefined): Conditions | undefined {
  if (granted === undefined || needed === undefined) return granted ?? needed;
  const spokenOf = new Set(Object.values(granted).flatMap((keys) => Object.keys(keys).map((key) => key.toLowerCase())));
  const all = new Map(Object.entries(granted));
  for (const [operator, keys] of Object.entries(needed)) {
    const name = [...all.keys()].find((known) => known.toLowerCase() === operator.toLowerCase()) ?? operator;
    const added = Object.entries(keys).filter(([key]) => !spokenOf.has(key.toLowerCase()));
    if (added.length > 0) all.set(name, { ...all.get(name), ...Object.fromEntries(added) });
  }
  return Object.fromEntries(all);
}

/** What is said of a key by an operator, in any letter case of the two: each list by itself has to hold. */
function stricterValues(conditions: Conditions | undefined, operator: string, key: string): readonly (readonly string[])[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return Object.entries(conditions ?? {})
    .filter(([name]) => same(name, operator))
    .flatMap(([, keys]) => Object.entries(keys).flatMap(([name, values]) => (same(name, key) ? [values] : [])));
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
  const parts = (arn: string) => [...arn.split(":").slice(0, 5), arn.split(":").slice(5).join(":")];
  const foundParts = parts(found);
  return parts(wanted).every((part, index) => mayMatch(part, foundParts[index] ?? ""));
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
