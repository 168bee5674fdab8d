import { serviceOf } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import { recalled } from "#core/recalled.ts";
import { isSameList } from "#core/same-list.ts";
import { type ActionSet, countOf, holds, places, type Range } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import type { Conditions, GrantPart, Patterns, Statement } from "./document.ts";
import { isFixed, patternCovers } from "./match.ts";
import { orderOf } from "./starts.ts";

/**
 * Allow statements for the parts of a grant, as few as hold them: actions with the same resources and conditions share
 * a statement, and a resource within another one is left out. Canonical: equal parts in any order give equal statements.
 */
export function mergeGrants(parts: readonly GrantPart[]): Statement[] {
  const byAction = gather(parts, ({ action, resources: { kind, patterns }, conditions }) =>
    kind === "only" ? withConditions(action, conditions) : keyOf([action, kind, ...patterns], conditions),
  );
  const alike = new Map<string, Merged>();
  const merged = [...byAction.values()].map(({ first, all }) => {
    const [only] = all;
    const patterns = only && all.length === 1 ? only.resources.patterns : all.flatMap(({ resources }) => resources.patterns);
    return { ...first, ...mergedResources(first.resources.kind, patterns, alike) };
  });
  const byResources = gather(merged, ({ resourcesKey, conditions }) => withConditions(resourcesKey, conditions));
  return sortedByText([...byResources.values()].map(({ first, all }) => allow(first, all)));
}

/** Equal for equal texts and conditions alone. No text of a policy holds the character that stands between them. */
function keyOf(texts: readonly string[], conditions: Conditions | undefined): string {
  return withConditions(texts.join("\0"), conditions);
}

function withConditions(key: string, conditions: Conditions | undefined): string {
  return conditions === undefined ? key : `${key}\0\0${JSON.stringify(conditions)}`;
}

/**
 * Statements of several refinements as one: what they allow is merged as the parts of one grant are, and what they deny stands once.
 * Canonical like mergeGrants, and without a catalogue: action patterns stay as they are written.
 */
export function joinStatements(statements: readonly Statement[]): Statement[] {
  const parts = statements
    .filter(isGrant)
    .flatMap(({ actions, resources, conditions }) => actions.patterns.map((action) => ({ action, resources, conditions })));
  const others = gather(
    statements.filter((statement) => !isGrant(statement)),
    (statement) => JSON.stringify(statement),
  );
  return [...mergeGrants(parts), ...[...others.values()].map(({ first }) => first)];
}

/** May a statement name its actions by this pattern, which stands for actions that AWS adds later too? */
export type WildcardTest = (pattern: string, statement: Statement) => boolean;

/**
 * The same statements with the same meaning, shorter: statements alike but for their actions become one, and of those that allow actions,
 * actions that are exactly all that a prefix matches in today's catalogue become that prefix with `*`, where `wildcards` lets them. A deny keeps
 * its own patterns: in place of names, they also deny what AWS adds later.
 */
export function minimise(
  statements: readonly Statement[],
  catalogue: ActionCatalogue,
  { wildcards }: { readonly wildcards: boolean | WildcardTest },
): Statement[] {
  const mayName = (pattern: string, statement: Statement) => (typeof wildcards === "boolean" ? wildcards : wildcards(pattern, statement));
  const inOrder = statements.map((statement) => ({ ...statement, resources: sorted(statement.resources) }));
  const alike = gather(inOrder, ({ effect, actions, resources, conditions }) => {
    const except = actions.kind === "except" ? actions.patterns : [];
    return keyOf([effect, actions.kind, ...except, keyOfResources(resources)], conditions);
  });
  return [...alike.values()].map(({ first, all }) => {
    const patterns = all.length === 1 ? first.actions.patterns : all.flatMap(({ actions }) => actions.patterns);
    const { sid: _, ...rest } = first;
    const isShortened = wildcards !== false && isGrant(first);
    const short = isShortened ? shorten(patterns, catalogue, (pattern) => mayName(pattern, first)) : known(patterns, catalogue);
    return { ...rest, actions: { kind: first.actions.kind, patterns: short } };
  });
}

/** The actions of a minimised statement as minimising with `wildcards` writes them; undefined where it writes them no other way. */
export function shortenedActions(statement: Statement, catalogue: ActionCatalogue, mayName: WildcardTest): readonly string[] | undefined {
  const { patterns } = statement.actions;
  // No pattern takes the place of a single action.
  if (!isGrant(statement) || patterns.length < 2 || !canBeShorter(patterns, catalogue)) return undefined;
  const short = shorten(patterns, catalogue, (pattern) => mayName(pattern, statement));
  return isSameList(short, patterns) ? undefined : short;
}

/** Lists of actions of which it is kept whether they can be shortened: in the statements of many roles, most are the same. */
const MOST_LISTS = 4_000;

const listsOf = onceFor((_: ActionCatalogue) => recalled<string, boolean>(MOST_LISTS));

/** Are they written another way where every pattern may be named? Where they are not, they are not where some may. */
function canBeShorter(patterns: readonly string[], catalogue: ActionCatalogue): boolean {
  return listsOf(catalogue)(
    keyOf(patterns, undefined),
    () =>
      !isSameList(
        shorten(patterns, catalogue, () => true),
        patterns,
      ),
  );
}

function isGrant({ effect, actions }: Statement): boolean {
  return effect === "Allow" && actions.kind === "only";
}

function gather<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, { readonly first: T; readonly all: T[] }> {
  const groups = new Map<string, { readonly first: T; readonly all: T[] }>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.all.push(item);
    else groups.set(key, { first: item, all: [item] });
  }
  return groups;
}

/** Resources, and a text that is equal for equal ones alone. */
interface Merged {
  readonly resources: Statement["resources"];
  readonly resourcesKey: string;
}

/** Many actions, of many roles, are about one list of resources. */
const mergedLists: Readonly<Record<Patterns["kind"], WeakMap<readonly string[], Merged>>> = { only: new WeakMap(), except: new WeakMap() };

/** `alike` holds what was made of equal lists, by their text. */
function mergedResources(kind: Patterns["kind"], all: readonly string[], alike: Map<string, Merged>): Merged {
  const known = mergedLists[kind].get(all);
  if (known) return known;
  const key = keyOf([kind, ...all], undefined);
  const made = alike.get(key) ?? mergeResources(kind, all);
  alike.set(key, made);
  mergedLists[kind].set(all, made);
  return made;
}

const listKeys: Readonly<Record<Patterns["kind"], WeakMap<readonly string[], string>>> = { only: new WeakMap(), except: new WeakMap() };

/** Equal for equal resources alone; made once of a list. */
function keyOfResources({ kind, patterns }: Patterns): string {
  const key = listKeys[kind].get(patterns) ?? keyOf([kind, "", ...patterns], undefined);
  listKeys[kind].set(patterns, key);
  return key;
}

function mergeResources(kind: Patterns["kind"], all: readonly string[]): Merged {
  const sorted = inOrder(all);
  const patterns = kind === "except" ? sorted : withoutCovered(sorted);
  return { resources: { kind, patterns }, resourcesKey: keyOf([kind, ...patterns], undefined) };
}

/** Sorted patterns without those that another covers. These begin with its head, and so stand side by side with it. */
function withoutCovered(patterns: readonly string[]): readonly string[] {
  if (patterns.length < 2) return patterns;
  const covered = new Set(
    patterns.flatMap((wide, at) => {
      if (isFixed(wide)) return [];
      const others = [...beginningAlike(patterns, at, -1), ...beginningAlike(patterns, at, 1)];
      return others.filter((other) => patternCovers(wide, other) && (wide < other || !patternCovers(other, wide)));
    }),
  );
  return covered.size === 0 ? patterns : patterns.filter((pattern) => !covered.has(pattern));
}

/** Those before or behind a pattern that begin with its head. */
function beginningAlike(patterns: readonly string[], at: number, step: -1 | 1): readonly string[] {
  const head = headOf(patterns[at] ?? "");
  let end = at + step;
  while (patterns[end]?.startsWith(head)) end += step;
  return step < 0 ? patterns.slice(end + 1, at) : patterns.slice(at + 1, end);
}

/** What every pattern begins with that this one covers. */
function headOf(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?$]|$/));
}

function allow({ resources, conditions }: GrantPart, parts: readonly GrantPart[]): Statement {
  const actions = inOrder(parts.map(({ action }) => action));
  return { effect: "Allow", actions: { kind: "only", patterns: actions }, resources, ...(conditions === undefined ? {} : { conditions }) };
}

/** In the order of their JSON. Statements of one merge seldom share an action, and the names of their first ones stand in the same order. */
function sortedByText(statements: readonly Statement[]): Statement[] {
  const texts = new Map<Statement, string>();
  const textOf = (statement: Statement) => {
    const text = texts.get(statement) ?? JSON.stringify([statement.actions, statement.resources, statement.conditions]);
    texts.set(statement, text);
    return text;
  };
  const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return statements.toSorted((a, b) => {
    const [one, other] = [firstName(a), firstName(b)];
    return one !== undefined && other !== undefined && one !== other ? compared(one, other) : compared(textOf(a), textOf(b));
  });
}

/** The first action, where JSON writes it as it is and closes it with a letter that stands before all of its own. */
function firstName({ actions: { kind, patterns } }: Statement): string | undefined {
  const [first = ""] = patterns;
  return kind === "only" && /^[\w:*?-]+$/.test(first) ? first : undefined;
}

function sorted(resources: Statement["resources"]): Statement["resources"] {
  const patterns = inOrder(resources.patterns);
  return patterns === resources.patterns ? resources : { ...resources, patterns };
}

/** Sorted, each once: the list itself where it is so already, as most are. */
function inOrder(texts: readonly string[]): readonly string[] {
  return texts.every((text, at) => at === 0 || (texts[at - 1] ?? "") < text) ? texts : [...new Set(texts)].sort();
}

/** In AWS's spelling, without what another pattern of the list covers. */
function known(patterns: readonly string[], catalogue: ActionCatalogue): readonly string[] {
  const spelled = inOrder(patterns.map((pattern) => catalogue.find(pattern)?.action ?? pattern));
  const wide = spelled.filter((pattern) => /[*?]/.test(pattern));
  if (wide.length === 0) return spelled;
  return spelled.filter(
    (pattern) => !wide.some((other) => other !== pattern && covers(other, pattern) && (other < pattern || !covers(pattern, other))),
  );
}

function covers(wide: string, narrow: string): boolean {
  return patternCovers(wide.toLowerCase(), narrow.toLowerCase());
}

/** Each service by itself: all its actions become `prefix:*`, all that start with a word become `prefix:Word*`. */
function shorten(patterns: readonly string[], catalogue: ActionCatalogue, mayName: (pattern: string) => boolean): string[] {
  const space = actionSpace(catalogue);
  const set = space.ofPatterns({ kind: "only", patterns });
  const wanted = places(set);
  if (wanted.length === space.size && mayName("*")) return ["*"];
  const short: string[] = [];
  for (let at = 0; at < wanted.length; ) {
    const service = space.placesOf(serviceOf(space.nameAt(wanted[at] ?? 0)));
    const end = at + countOf(set, service);
    short.push(...shortestOf(service, wanted.slice(at, end), { set, space, mayName }));
    at = end;
  }
  return [...new Set([...short, ...space.unknown({ kind: "only", patterns })])].sort();
}

interface Shortening {
  readonly set: ActionSet;
  readonly space: ActionSpace;
  readonly mayName: (pattern: string) => boolean;
}

/** The wanted actions of a service, shortened. */
function shortestOf(service: ServicePlaces, wanted: readonly number[], { set, space, mayName }: Shortening): readonly string[] {
  const { places: order } = orderOf(service, space);
  const isWhole = ({ from, to }: Range) => {
    for (let at = from; at < to; at++) if (!holds(set, order[at] ?? 0)) return false;
    return true;
  };
  const known = new Map<string, boolean>();
  const isNameable = (pattern: string) => {
    const answer = known.get(pattern) ?? mayName(pattern);
    known.set(pattern, answer);
    return answer;
  };
  return [...new Set(wanted.map((place) => shortest(space.nameAt(place), space, { isWhole, isNameable })))];
}

/** The shortest start, at a word's end, that no unwanted action shares; the name itself where no other wanted one does. */
function shortest(
  action: string,
  space: ActionSpace,
  { isWhole, isNameable }: { readonly isWhole: (range: Range) => boolean; readonly isNameable: (pattern: string) => boolean },
): string {
  const by = ({ end }: Start) => `${action.slice(0, end)}*`;
  const found = startsOf(action, space).find((start) => start.to - start.from > 1 && isWhole(start) && isNameable(by(start)));
  return found === undefined ? action : by(found);
}

/** A start of an action, up to `end`, with the actions that share it. */
interface Start extends Range {
  readonly end: number;
}

const startsByAction = onceFor((_: ActionSpace) => new Map<string, readonly Start[]>());

/** An action's starts: `prefix:`, and up to the end of each word but the last. */
function startsOf(action: string, space: ActionSpace): readonly Start[] {
  const all = startsByAction(space);
  const known = all.get(action);
  if (known) return known;
  const name = action.indexOf(":") + 1;
  const order = orderOf(space.placesOf(serviceOf(action)), space);
  const ends = [name, ...[...action.slice(name).matchAll(/[a-z0-9](?=[A-Z])/g)].map(({ index }) => name + index + 1)];
  const made = ends.map((end) => ({ end, ...order.rangeOf(action.slice(0, end)) }));
  all.set(action, made);
  return made;
}
