import { onceFor } from "#core/once.ts";
import { type ActionSet, countOf, countShared, difference, eachPlace, intersection, setOf } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { AccessLevel, ActionCatalogue } from "./catalogue.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { patternCovers } from "./match.ts";

/** The order of `counts`. */
export const GRAVEST_FIRST: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** How many actions of a service there are of each access level, the gravest first. */
export interface ServiceCounts {
  readonly service: string;
  readonly counts: readonly number[];
}

export interface ActionDiff {
  /** Allowed on some resource before and after. */
  readonly kept: ActionSet;
  readonly removed: ActionSet;
  readonly added: ActionSet;
}

/** What two sets of policies allow, compared action by action. An action counts where it is allowed on at least some resource. */
export function diffActions(before: readonly PolicyDocument[], after: readonly PolicyDocument[], catalogue: ActionCatalogue): ActionDiff {
  const space = actionSpace(catalogue);
  const [had, has] = [grantedActions(before, space), grantedActions(after, space)];
  return { kept: intersection(had, has), removed: difference(had, has), added: difference(has, had) };
}

/** Every action of a set by name, sorted by service, then by name. */
export function namesOf(found: ActionSet, { nameAt }: ActionSpace): string[] {
  const named: string[] = [];
  eachPlace(found, (place) => named.push(nameAt(place)));
  return named;
}

/** The actions that the policies allow on at least some resource; a deny counts where it surely takes all of a statement's resources. */
export function grantedActions(policies: readonly PolicyDocument[], space: ActionSpace): ActionSet {
  const statements = policies.flatMap((policy) => policy.statements);
  const denies = statements.filter(
    (statement) => statement.effect === "Deny" && statement.conditions === undefined && statement.resources.kind === "only",
  );
  const left = statements
    .filter(({ effect }) => effect === "Allow")
    .map((allow) =>
      denies
        .filter((deny) => takesAll(deny, allow))
        .reduce((rest, deny) => difference(rest, space.ofStatement(deny)), space.ofStatement(allow)),
    );
  return space.union(left);
}

function takesAll(deny: Statement, allow: Statement): boolean {
  const resources = allow.resources.kind === "only" ? allow.resources.patterns : ["*"];
  return resources.every((resource) => deny.resources.patterns.some((pattern) => patternCovers(pattern, resource)));
}

/** By service, sorted; services without any are left out. Of one whose actions are all in the set, nothing is read. */
export function countByLevel(found: ActionSet, space: ActionSpace): readonly ServiceCounts[] {
  const known = levelsOf(space);
  return space.services.flatMap((places) => {
    const { service, from, to } = places;
    const count = countOf(found, places);
    if (count === 0) return [];
    if (count === to - from) return [made(known.whole, service, () => wholeCounts(service, space))];
    const sets = made(known.sets, service, () => levelSets(places, space));
    return [{ service, counts: sets.map((set) => countShared(found, set)) }];
  });
}

/** By service. */
interface KnownLevels {
  /** The counts of a service as a whole, which many roles lose. */
  readonly whole: Map<string, ServiceCounts>;
  /** Its actions by access level, in the order of GRAVEST_FIRST. */
  readonly sets: Map<string, readonly ActionSet[]>;
}

const levelsOf = onceFor((_: ActionSpace): KnownLevels => ({ whole: new Map(), sets: new Map() }));

function made<T>(known: Map<string, T>, service: string, make: () => T): T {
  const value = known.get(service) ?? make();
  known.set(service, value);
  return value;
}

function wholeCounts(service: string, space: ActionSpace): ServiceCounts {
  const counts = space.levelCountsOf(service);
  return { service, counts: GRAVEST_FIRST.map((level) => counts[level]) };
}

function levelSets({ service, from }: ServicePlaces, space: ActionSpace): readonly ActionSet[] {
  const levels = space.levelsOf(service);
  return GRAVEST_FIRST.map((wanted) => setOf(levels.flatMap((level, at) => (level === wanted ? [from + at] : []))));
}
