import { type ActionSet, countOf, difference, eachPlace, holds, intersection } from "./action-set.ts";
import { type ActionSpace, actionSpace } from "./action-space.ts";
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

/** By service, sorted; services without any are left out. */
export function countByLevel(found: ActionSet, space: ActionSpace): readonly ServiceCounts[] {
  const sizes = sizesOf(space);
  return space.services.flatMap((places) => {
    const { service, from, to } = places;
    const count = countOf(found, places);
    if (count === 0) return [];
    if (count < to - from) return [{ service, counts: levelCounts(space.levelsOf(service), (at) => holds(found, from + at)) }];
    const counts = sizes.get(service) ?? levelCounts(space.levelsOf(service), () => true);
    sizes.set(service, counts);
    return [{ service, counts }];
  });
}

function levelCounts(levels: readonly AccessLevel[], isIn: (at: number) => boolean): readonly number[] {
  const counts = GRAVEST_FIRST.map(() => 0);
  for (const [at, level] of levels.entries()) {
    if (!isIn(at)) continue;
    const index = GRAVEST_FIRST.indexOf(level);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

const sizesBySpace = new WeakMap<ActionSpace, Map<string, readonly number[]>>();

/** The counts of whole services, which are removed from many roles. */
function sizesOf(space: ActionSpace): Map<string, readonly number[]> {
  const known = sizesBySpace.get(space) ?? new Map<string, readonly number[]>();
  sizesBySpace.set(space, known);
  return known;
}
