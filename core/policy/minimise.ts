import { places } from "./action-set.ts";
import { actionSpace } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import type { Conditions, GrantPart, Statement } from "./document.ts";
import { isFixed, patternCovers } from "./match.ts";
import { serviceOf } from "./service-of.ts";

/**
 * Allow statements for the parts of a grant, as few as hold them: actions with the same resources and conditions share
 * a statement, and a resource within another one is left out. Canonical: equal parts in any order give equal statements.
 */
export function mergeGrants(parts: readonly GrantPart[]): Statement[] {
  const byAction = gather(parts, ({ action, resources, conditions }) =>
    keyOf([action, resources.kind, ...(resources.kind === "except" ? resources.patterns : [])], conditions),
  );
  const merged = [...byAction.values()].map((same) => ({ ...same.first, resources: mergedResources(same.all) }));
  const byResources = gather(merged, ({ resources, conditions }) => keyOf([resources.kind, ...resources.patterns], conditions));
  return sortedByText([...byResources.values()].map(({ first, all }) => allow(first, all)));
}

/** Equal for equal texts and conditions alone. No text of a policy holds the character that stands between them. */
function keyOf(texts: readonly string[], conditions: Conditions | undefined): string {
  return texts.join("\0") + (conditions === undefined ? "" : `\0\0${JSON.stringify(conditions)}`);
}

/**
 * Statements of several refinements as one: what they allow is merged as the parts of one grant are, and what they deny stands once.
 * Canonical like mergeGrants, and without a catalogue: action patterns stay as they are written.
 */
export function joinStatements(statements: readonly Statement[]): Statement[] {
  const isGrant = ({ effect, actions }: Statement) => effect === "Allow" && actions.kind === "only";
  const parts = statements
    .filter(isGrant)
    .flatMap(({ actions, resources, conditions }) => actions.patterns.map((action) => ({ action, resources, conditions })));
  const others = gather(
    statements.filter((statement) => !isGrant(statement)),
    (statement) => JSON.stringify(statement),
  );
  return [...mergeGrants(parts), ...[...others.values()].map(({ first }) => first)];
}

/**
 * The same statements with the same meaning, shorter: statements alike but for their actions become one, and where
 * `wildcards` is set, actions that are exactly all that a prefix matches in today's catalogue become that prefix with `*`.
 */
export function minimise(
  statements: readonly Statement[],
  catalogue: ActionCatalogue,
  options: { readonly wildcards: boolean },
): Statement[] {
  const inOrder = statements.map((statement) => ({ ...statement, resources: sorted(statement.resources) }));
  const alike = gather(inOrder, ({ effect, actions, resources, conditions }) => {
    const except = actions.kind === "except" ? actions.patterns : [];
    return keyOf([effect, actions.kind, ...except, resources.kind, "", ...resources.patterns], conditions);
  });
  return [...alike.values()].map(({ first, all }) => {
    const patterns = [...new Set(all.flatMap(({ actions }) => actions.patterns))];
    const { sid: _, ...rest } = first;
    return {
      ...rest,
      actions: { kind: first.actions.kind, patterns: options.wildcards ? shorten(patterns, catalogue) : known(patterns, catalogue) },
    };
  });
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

function mergedResources(parts: readonly GrantPart[]): Statement["resources"] {
  const kind = parts[0]?.resources.kind ?? "only";
  const patterns = [...new Set(parts.flatMap(({ resources }) => resources.patterns))].sort();
  if (kind === "except") return { kind, patterns };
  const wide = patterns.filter((pattern) => !isFixed(pattern));
  const needed = patterns.filter(
    (pattern) =>
      !wide.some((other) => other !== pattern && patternCovers(other, pattern) && (other < pattern || !patternCovers(pattern, other))),
  );
  return { kind, patterns: needed };
}

function allow({ resources, conditions }: GrantPart, parts: readonly GrantPart[]): Statement {
  const actions = [...new Set(parts.map(({ action }) => action))].sort();
  return { effect: "Allow", actions: { kind: "only", patterns: actions }, resources, ...(conditions === undefined ? {} : { conditions }) };
}

function sortedByText(statements: readonly Statement[]): Statement[] {
  const texts = statements.map((statement) => ({
    statement,
    text: JSON.stringify([statement.actions, statement.resources, statement.conditions]),
  }));
  return texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ statement }) => statement);
}

function sorted(patterns: Statement["resources"]): Statement["resources"] {
  return { ...patterns, patterns: [...new Set(patterns.patterns)].sort() };
}

/** In AWS's spelling, without what another pattern of the list covers. */
function known(patterns: readonly string[], catalogue: ActionCatalogue): string[] {
  const spelled = [...new Set(patterns.map((pattern) => catalogue.find(pattern)?.action ?? pattern))].sort();
  const wide = spelled.filter((pattern) => /[*?]/.test(pattern));
  return spelled.filter(
    (pattern) => !wide.some((other) => other !== pattern && covers(other, pattern) && (other < pattern || !covers(pattern, other))),
  );
}

function covers(wide: string, narrow: string): boolean {
  return patternCovers(wide.toLowerCase(), narrow.toLowerCase());
}

/** Each service by itself: all its actions become `prefix:*`, all that start with a word become `prefix:Word*`. */
function shorten(patterns: readonly string[], catalogue: ActionCatalogue): string[] {
  const space = actionSpace(catalogue);
  const wanted = places(space.ofPatterns({ kind: "only", patterns })).map((place) => space.names[place] ?? "");
  if (wanted.length === space.names.length) return ["*"];
  const starts = countStarts(wanted);
  const short = wanted.map((action) => shortest(action, starts, startsOf(serviceOf(action), catalogue)));
  return [...new Set([...short, ...space.unknown({ kind: "only", patterns })])].sort();
}

/** The shortest start, at a word's end, that no unwanted action shares; the name itself where no other wanted one does. */
function shortest(action: string, mine: ReadonlyMap<string, number>, all: ReadonlyMap<string, number>): string {
  const start = action.indexOf(":") + 1;
  const lower = action.toLowerCase();
  const end = [start, ...wordEnds(action, start)].find((at) => {
    const head = lower.slice(0, at);
    const sharing = all.get(head) ?? 0;
    return sharing > 1 && sharing === mine.get(head);
  });
  return end === undefined ? action : `${action.slice(0, end)}*`;
}

function wordEnds(action: string, start: number): number[] {
  return [...action.slice(start).matchAll(/[a-z0-9](?=[A-Z])/g)].map(({ index }) => start + index + 1);
}

const startsByService = new WeakMap<ActionCatalogue, Map<string, ReadonlyMap<string, number>>>();

function startsOf(service: string, catalogue: ActionCatalogue): ReadonlyMap<string, number> {
  const services = startsByService.get(catalogue) ?? new Map<string, ReadonlyMap<string, number>>();
  startsByService.set(catalogue, services);
  const starts = services.get(service) ?? countStarts(catalogue.actionsOf(service).map(({ action }) => action));
  services.set(service, starts);
  return starts;
}

/** How many actions start with each start, in lower case, from `prefix:` on. */
function countStarts(actions: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const action of actions) {
    const lower = action.toLowerCase();
    for (let end = lower.indexOf(":") + 1; end <= lower.length; end++) {
      const head = lower.slice(0, end);
      counts.set(head, (counts.get(head) ?? 0) + 1);
    }
  }
  return counts;
}
