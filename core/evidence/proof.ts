import { formatArn, isUniqueInTheWorld, parseArn, resourceStart, serviceOfArn, typeInArn } from "#core/aws/arn.ts";
import type { Activity, ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import { shared } from "./few-names.ts";
import { OPAQUE } from "./recurring-names.ts";
import { isUnmaking } from "./varying.ts";

/** What about a later call was new: the action, the resource, this one of several names of the same form, or, like each one before it, the name. */
export type Novelty =
  | { readonly kind: "new-action" | "new-resource" }
  | { readonly kind: "recurring" | "new-each-time" /** The pattern of those names. */; readonly pattern: string };

/** The activity of the first part of the window, as it looked then; undefined where one of the parts holds no call. */
export function earlierActivity({ heldOut, ...activity }: Activity): Activity | undefined {
  if (!heldOut || heldOut.earlier.entries.length === 0 || heldOut.later.length === 0) return undefined;
  return { ...activity, ...heldOut.earlier, window: { from: activity.window.from, to: heldOut.at } };
}

/** The two parts of a window, and which calls of the later one a policy made from the first would deny. */
export interface LaterCalls {
  readonly earlier: readonly ActivityEntry[];
  readonly later: readonly ActivityEntry[];
  isDenied(action: string, resource: string): boolean;
}

/** What about a later call was new. Names are new each time only where none of them has a form that was foreseen. */
export function noveltyOf(action: string, resource: string, { earlier, later, isDenied }: LaterCalls): Novelty {
  const known = earlier.filter((entry) => entry.action === action);
  if (known.length === 0) return { kind: "new-action" };
  const before = known.flatMap(({ resources }) => resources);
  const recurring = recurringPattern(
    resource,
    before.map(({ arn }) => arn),
  );
  if (recurring !== undefined) return { kind: "recurring", pattern: recurring };
  const after = later.filter((entry) => entry.action === action).flatMap(({ resources }) => resources);
  const isForeseen = after.some(({ arn }) => typeOf(arn) === typeOf(resource) && !isDenied(action, arn));
  const gone = goneIn([...earlier, ...later]);
  const fresh = isForeseen
    ? undefined
    : // One action alone may have met too few things of the type.
      (freshPattern(resource, { before, after, gone }) ?? freshPattern(resource, { before: inAll(earlier), after: inAll(later), gone }));
  return fresh === undefined ? { kind: "new-resource" } : { kind: "new-each-time", pattern: fresh };
}

/** A thing that is used more often is one that the role comes back to. */
const SELDOM = 2;

/** How many names show that the next one is another. */
interface Fewest {
  /** Names of the first part of the window, none of which came again. */
  readonly before: number;
  readonly later: number;
  readonly inAll: number;
}

const WITH_WORD: Fewest = { before: 3, later: 1, inAll: 5 };
/** Where the names have nothing in common but their type. */
const WITHOUT_WORD: Fewest = { before: 3, later: 3, inAll: 8 };
/** What is done away with comes not again: things of the same type that are, at different times, are others each time. */
const UNMADE_WITH_WORD: Fewest = { before: 1, later: 1, inAll: 3 };
const UNMADE: Fewest = { before: 2, later: 1, inAll: 4 };

interface Seen {
  readonly before: readonly SeenResource[];
  readonly after: readonly SeenResource[];
  /** ARNs of what the role did away with. */
  readonly gone: ReadonlySet<string>;
}

function goneIn(entries: readonly ActivityEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ action, resources }) => (isUnmaking(action) ? resources.map(({ arn }) => arn) : [])));
}

/**
 * The pattern of what all names of a type begin with, where none was used often and none of the first part came again: the groups that a
 * guard finds open, the users whose keys it locks. Undefined where a name came again, and where there are too few. Names that have no word in
 * common open the whole type, but never all that has no region: users, roles, buckets.
 */
function freshPattern(arn: string, { before, after, gone }: Seen): string | undefined {
  const [old, recent] = [before, after].map((seen) => seen.filter((each) => typeOf(each.arn) === typeOf(arn)));
  if (old === undefined || recent === undefined || comesAgain(old, recent)) return undefined;
  const names = [...new Set([...old, ...recent].map((each) => each.arn.slice(nameStart(each.arn))))];
  const has = ({ before, later, inAll }: Fewest) => old.length >= before && recent.length >= later && names.length >= inAll;
  const isUnmade = [...old, ...recent].every((each) => gone.has(each.arn) && each.made === undefined);
  const pattern = shared(names);
  const hasWord = saysSomething(`/${pattern}`) && !AWS_ID.test(arn);
  const isEnough = hasWord
    ? has(WITH_WORD) || (isUnmade && has(UNMADE_WITH_WORD))
    : parseArn(arn)?.region !== "" && ((names.every((name) => /\d/.test(name)) && has(WITHOUT_WORD)) || (isUnmade && has(UNMADE)));
  return isEnough ? `${arn.slice(0, nameStart(arn))}${pattern}` : undefined;
}

/** Each thing once, with the count of the action that used it most. */
function inAll(entries: readonly ActivityEntry[]): readonly SeenResource[] {
  const most = new Map<string, SeenResource>();
  for (const resource of entries.flatMap(({ resources }) => resources))
    if ((most.get(resource.arn)?.count ?? 0) < resource.count) most.set(resource.arn, resource);
  return [...most.values()];
}

function comesAgain(old: readonly SeenResource[], recent: readonly SeenResource[]): boolean {
  const known = new Set(old.map(({ arn }) => arn));
  return recent.some(({ arn }) => known.has(arn)) || [...old, ...recent].some(({ count }) => count > SELDOM);
}

/** The same pattern in every region and account in which things of its type were used. */
export function wherever(pattern: string, seen: readonly SeenResource[]): readonly string[] {
  const { resource = "" } = parseArn(pattern) ?? {};
  const places = seen.flatMap(({ arn }) => (typeOf(arn) === typeOf(pattern) ? (parseArn(arn) ?? []) : []));
  return [...new Set([pattern, ...places.map((place) => formatArn({ ...place, resource }))])].sort();
}

/** Service and type of a thing, wherever it is; of an object, its bucket. */
function typeOf(arn: string): string {
  return `${serviceOfArn(arn)} ${typeInArn(arn)}`;
}

/** Where the name begins in an ARN, behind the type. */
function nameStart(arn: string): number {
  return resourceStart(arn) + typeInArn(arn).length;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const HEXADECIMAL = /(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}(?![0-9a-z])/;

/** What varies in names: UUIDs, other ids, numbers. */
const VARYING = new RegExp([UUID, HEXADECIMAL, OPAQUE, /\d+/].map(({ source }) => source).join("|"), "gi");

/** `i-0aa11bb22cc33dd44`, `vol-0aa11bb2`: EC2 makes these up whole (EC2 User Guide, "Resource IDs"). */
const AWS_ID = /[:/][a-z]{1,12}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/**
 * The pattern of a name that differs from an earlier one in what varies alone: `backup-2026-10-21` after `backup-2026-10-03` is
 * `backup-*`. Undefined where no earlier name has its form, and where nothing but an id would be left open.
 */
export function recurringPattern(arn: string, earlier: readonly string[]): string | undefined {
  const name = partsOf(arn);
  const alike = earlier.map(partsOf).filter((other) => other.texts.join("\0") === name.texts.join("\0") && other.start === name.start);
  const isOpen = name.varying.map((part, index) => alike.some(({ varying }) => varying[index] !== part));
  if (!isOpen.includes(true)) return undefined;
  openNeighbours(isOpen, name.texts);
  const rest = name.varying.map((part, index) => `${isOpen[index] ? "*" : part}${name.texts[index + 1] ?? ""}`);
  const open = `${name.texts[0] ?? ""}${rest.join("")}`.replace(/\*(?:[^a-z0-9*]?\*)+/gi, "*");
  return saysSomething(open) && !AWS_ID.test(arn) ? arn.slice(0, name.start) + open : undefined;
}

/** The fixed texts of an ARN's name and what varies between them. A name that is unique beyond its account, as a bucket's, is never open. */
function partsOf(arn: string) {
  const start = isUniqueInTheWorld(arn) ? arn.indexOf("/") + 1 || arn.length : resourceStart(arn);
  const name = arn.slice(start);
  return { start, texts: name.split(VARYING), varying: name.match(VARYING) ?? [] };
}

/** A date's year and month vary too, though they did not yet. */
function openNeighbours(isOpen: boolean[], texts: readonly string[]): void {
  const touches = (index: number) => (texts[index]?.length ?? 0) <= 1;
  for (let index = 1; index < isOpen.length; index += 1) if (isOpen[index - 1] && touches(index)) isOpen[index] = true;
  for (let index = isOpen.length - 2; index >= 0; index -= 1) if (isOpen[index + 1] && touches(index + 1)) isOpen[index] = true;
}

/** Is there a word beside the type? */
function saysSomething(open: string): boolean {
  return /[a-z]{2}/i.test(open.slice(open.search(/[:/]/) + 1));
}
