import { BlockList, isIPv6 } from "node:net";
import type { Conditions, PolicyDocument, Statement } from "#core/policy/document.ts";

/**
 * The obvious way to decide a request, written from IAM's documentation and apart from the code under test: patterns become regular
 * expressions, variables are filled in, and what is unknown is tried both ways.
 * Source: IAM User Guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys", "Variables and tags".
 */
export interface SlowRequest {
  readonly action: string;
  readonly resource: string;
  /** Key, in lower case, to the values that the request has of it; empty where it has none. A key that is left out is not known. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export type SlowVerdict = "allowed" | "explicitly-denied" | "not-allowed" | "uncertain";

/** Every value that an answer may have, as far as is known. */
type Possible = ReadonlySet<boolean>;

const YES: Possible = new Set([true]);
const NO: Possible = new Set([false]);
const EITHER: Possible = new Set([true, false]);

/** Is it surely allowed? */
export function slowlyAllows(policies: readonly PolicyDocument[], request: SlowRequest): boolean {
  return slowlyDecides(policies, request) === "allowed";
}

/** What all policies together say. Each statement of which it is unknown whether it applies is tried with and without. */
export function slowlyDecides(policies: readonly PolicyDocument[], request: SlowRequest): SlowVerdict {
  const statements = policies.flatMap((policy) => policy.statements);
  const applying = statements.map((statement) => ({ effect: statement.effect, may: appliesTo(statement, request) }));
  const surely = (effect: Statement["effect"]) => applying.some((each) => each.effect === effect && !each.may.has(false));
  const possibly = (effect: Statement["effect"]) => applying.some((each) => each.effect === effect && each.may.has(true));
  if (surely("Deny")) return "explicitly-denied";
  if (!possibly("Allow")) return "not-allowed";
  return surely("Allow") && !possibly("Deny") ? "allowed" : "uncertain";
}

function appliesTo({ actions, resources, conditions }: Statement, { action, resource, context }: SlowRequest): Possible {
  const onAction = actions.patterns.some((pattern) => regex(pattern, "is").test(action)) === (actions.kind === "only");
  if (!onAction) return NO;
  const hit = anyOf(resources.patterns.map((pattern) => patternMatches(pattern, resource, context)));
  return both(resources.kind === "only" ? hit : opposite(hit), possiblyHold(conditions, context));
}

/** Do all conditions surely hold? */
export function allHold(conditions: Conditions | undefined, context: SlowRequest["context"]): boolean {
  return !possiblyHold(conditions, context).has(false);
}

function possiblyHold(conditions: Conditions | undefined, context: SlowRequest["context"]): Possible {
  const each = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => conditionHolds(operator.toLowerCase(), values, context[key.toLowerCase()], context)),
  );
  return each.reduce(both, YES);
}

function conditionHolds(
  operator: string,
  wanted: readonly string[],
  found: readonly string[] | undefined,
  context: SlowRequest["context"],
): Possible {
  if (found === undefined) return EITHER;
  const isAll = operator.startsWith("forallvalues:");
  const isAny = operator.startsWith("foranyvalue:");
  const plain = operator.replace(/^for(all|any)values?:/, "");
  const base = plain.replace(/ifexists$/, "");
  if (base === "null") return possible(wanted.some((value) => value.toLowerCase() === String(found.length === 0)));
  if (found.length === 0 && plain !== base) return YES;
  if (isAll) return allOf(found.map((value) => valueHolds(base, wanted, value, context)));
  if (isAny || found.length > 0) return anyOf(found.map((value) => valueHolds(base, wanted, value, context)));
  return possible(POSITIVE_OF.has(base));
}

/** Negated operators with those that they negate: they hold where the request lacks the key. */
const POSITIVE_OF: ReadonlyMap<string, string> = new Map([
  ["stringnotequals", "stringequals"],
  ["stringnotequalsignorecase", "stringequalsignorecase"],
  ["stringnotlike", "stringlike"],
  ["numericnotequals", "numericequals"],
  ["datenotequals", "dateequals"],
  ["notipaddress", "ipaddress"],
  ["arnnotequals", "arnlike"],
  ["arnnotlike", "arnlike"],
]);

function valueHolds(base: string, wanted: readonly string[], value: string, context: SlowRequest["context"]): Possible {
  const positive = POSITIVE_OF.get(base);
  if (positive !== undefined) return opposite(valueHolds(positive, wanted, value, context));
  return anyOf(wanted.map((one) => oneHolds(base, one, value, context)));
}

function oneHolds(base: string, wanted: string, value: string, context: SlowRequest["context"]): Possible {
  switch (base) {
    case "stringequals":
      return textEquals(wanted, context, (text) => text === value);
    case "stringequalsignorecase":
      return textEquals(wanted, context, (text) => text.toLowerCase() === value.toLowerCase());
    case "stringlike":
      return patternMatches(wanted, value, context);
    case "arnequals":
    case "arnlike":
      return allOf(arnParts(wanted).map((part, index) => patternMatches(part, arnParts(value)[index] ?? "", context)));
    case "bool":
      return possible(wanted.toLowerCase() === value.toLowerCase());
    case "binaryequals":
      return possible(Buffer.from(wanted, "base64").equals(Buffer.from(value, "base64")));
    case "ipaddress":
      return possible(isWithin(wanted, value));
    default:
      return ordered(base, wanted, value);
  }
}

function ordered(base: string, wanted: string, value: string): Possible {
  const [, kind = "", relation = ""] = /^(numeric|date)(\w+)$/.exec(base) ?? [];
  const read = kind === "date" ? secondsOf : Number;
  const difference = read(value) - read(wanted);
  switch (relation) {
    case "equals":
      return possible(difference === 0);
    case "lessthan":
      return possible(difference < 0);
    case "lessthanequals":
      return possible(difference <= 0);
    case "greaterthan":
      return possible(difference > 0);
    case "greaterthanequals":
      return possible(difference >= 0);
    default:
      return EITHER;
  }
}

function secondsOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : new Date(text).getTime() / 1000;
}

function isWithin(range: string, address: string): boolean {
  const [network = "", bits] = range.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(network, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** Six parts; the last one may hold colons. */
function arnParts(arn: string): readonly string[] {
  const [first = "", second = "", third = "", fourth = "", fifth = "", ...rest] = arn.split(":");
  return [first, second, third, fourth, fifth, rest.join(":")];
}

function patternMatches(pattern: string, text: string, context: SlowRequest["context"]): Possible {
  return matchesFilled(filled(pattern, context), (_, source) => new RegExp(`^${source}$`, "s").test(text));
}

function textEquals(wanted: string, context: SlowRequest["context"], isEqual: (text: string) => boolean): Possible {
  const made = filled(wanted, context);
  return made?.isOpen ? EITHER : matchesFilled(made, isEqual);
}

interface Filled {
  readonly text: string;
  /** The source of a regular expression; what is not known of a variable may be anything. */
  readonly source: string;
  readonly isOpen: boolean;
}

function matchesFilled(made: Filled | undefined, test: (text: string, source: string) => boolean): Possible {
  if (made === undefined || !test(made.text, made.source)) return NO;
  return made.isOpen ? EITHER : YES;
}

/** A text with its variables filled in; undefined where one has no value: such a text matches nothing. */
function filled(pattern: string, context: SlowRequest["context"]): Filled | undefined {
  let [text, source, isOpen] = ["", "", false];
  for (const [token] of pattern.matchAll(/\$\{[^}]*\}|[\s\S]/g)) {
    const value = token.length > 2 ? variableIn(token.slice(2, -1), context) : undefined;
    if (value === "absent") return undefined;
    if (value === "unknown") isOpen = true;
    source += value === "unknown" ? ".*" : value === undefined ? wild(token) : literal(value.text);
    text += typeof value === "object" ? value.text : token;
  }
  return { text, source, isOpen };
}

/** `aws:username`, `aws:username, 'nobody'`, or one of the three characters that stand for themselves. */
function variableIn(variable: string, context: SlowRequest["context"]): { readonly text: string } | "unknown" | "absent" {
  if (variable === "*" || variable === "?" || variable === "$") return { text: variable };
  const [, key = "", fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  const found = context[key.toLowerCase()];
  if (found === undefined) return "unknown";
  const [only] = found;
  const text = found.length === 1 && only !== undefined ? only : fallback;
  return text === undefined ? "absent" : { text };
}

function possible(answer: boolean): Possible {
  return answer ? YES : NO;
}

function opposite(possible: Possible): Possible {
  return new Set([...possible].map((answer) => !answer));
}

function both(a: Possible, b: Possible): Possible {
  return new Set([...a].flatMap((one) => [...b].map((other) => one && other)));
}

function allOf(each: readonly Possible[]): Possible {
  return each.reduce(both, YES);
}

function anyOf(each: readonly Possible[]): Possible {
  return opposite(each.map(opposite).reduce(both, YES));
}

const known = new Map<string, RegExp>();

function regex(pattern: string, flags: string): RegExp {
  const key = `${flags} ${pattern}`;
  const made = known.get(key) ?? new RegExp(`^${[...pattern].map(wild).join("")}$`, flags);
  known.set(key, made);
  return made;
}

function wild(character: string): string {
  return character === "*" ? ".*" : character === "?" ? "." : literal(character);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
