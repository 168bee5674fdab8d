import { type ActionSet, difference, eachPlace, intersection } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServiceLevel } from "./action-space.ts";
import type { AccessLevel, ActionCatalogue } from "./catalogue.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { patternCovers } from "./match.ts";

export interface LevelCount {
  readonly service: string;
  readonly level: AccessLevel;
  readonly count: number;
}

export interface ActionDiff {
  /** Allowed on some resource before and after, sorted. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Sorted by service, then gravest level first. */
  readonly removedByLevel: readonly LevelCount[];
}

const GRAVEST_FIRST: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** What two sets of policies allow, compared action by action. An action counts where it is allowed on at least some resource. */
export function diffActions(before: readonly PolicyDocument[], after: readonly PolicyDocument[], catalogue: ActionCatalogue): ActionDiff {
  const space = actionSpace(catalogue);
  const [had, has] = [grantedActions(before, space), grantedActions(after, space)];
  const removed = difference(had, has);
  return {
    kept: namesOf(intersection(had, has), space),
    removed: namesOf(removed, space),
    added: namesOf(difference(has, had), space),
    removedByLevel: countByLevel(removed, space),
  };
}

/** In one pass: of AdministratorAccess, over 20,000 are removed. */
function namesOf(found: ActionSet, { names }: ActionSpace): string[] {
  const named: string[] = [];
  eachPlace(found, (place) => named.push(names[place] ?? ""));
  return named;
}

/** What of the one is still allowed by the other, sorted: the `kept` of `diffActions` alone. */
export function keptActions(before: readonly PolicyDocument[], after: readonly PolicyDocument[], catalogue: ActionCatalogue): string[] {
  const space = actionSpace(catalogue);
  return namesOf(intersection(grantedActions(before, space), grantedActions(after, space)), space);
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

function countByLevel(found: ActionSet, { levels, levelOf }: ActionSpace): LevelCount[] {
  const counts = new Uint32Array(levels.length);
  eachPlace(found, (place) => {
    const pair = levelOf[place] ?? 0;
    counts[pair] = (counts[pair] ?? 0) + 1;
  });
  return levels
    .map((pair, number) => ({ ...pair, count: counts[number] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort(byServiceAndLevel);
}

/** By service, and within one the gravest level first. */
export function byServiceAndLevel(a: ServiceLevel, b: ServiceLevel): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return GRAVEST_FIRST.indexOf(a.level) - GRAVEST_FIRST.indexOf(b.level);
}
