import { type ActionSet, complement, difference, eachPlace, intersection, sizeOf } from "./action-set.ts";
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
export function namesOf(found: ActionSet, { names }: ActionSpace): string[] {
  const named: string[] = [];
  eachPlace(found, (place) => named.push(names[place] ?? ""));
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

/** How many actions are of each pair of service and level. Where most of all are in the set, the few that are not are taken off. */
function countedPairs(found: ActionSet, { levelOf, levelSizes }: ActionSpace): Uint32Array {
  const isMost = sizeOf(found) * 2 > levelOf.length;
  const counts = isMost ? levelSizes.slice() : new Uint32Array(levelSizes.length);
  eachPlace(isMost ? complement(levelOf.length, found) : found, (place) => {
    const pair = levelOf[place] ?? 0;
    counts[pair] = (counts[pair] ?? 0) + (isMost ? -1 : 1);
  });
  return counts;
}

/** By service, sorted; services without any are left out. */
export function countByLevel(found: ActionSet, space: ActionSpace): readonly ServiceCounts[] {
  const counts = countedPairs(found, space);
  const byService = new Map<string, number[]>();
  for (const [number, { service, level }] of space.levels.entries()) {
    const count = counts[number] ?? 0;
    if (count === 0) continue;
    const own = byService.get(service) ?? GRAVEST_FIRST.map(() => 0);
    byService.set(service, own);
    own[GRAVEST_FIRST.indexOf(level)] = count;
  }
  return [...byService].map(([service, own]) => ({ service, counts: own }));
}
