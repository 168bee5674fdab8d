import { serviceOf } from "#core/aws/names.ts";
import { patternsOf } from "#core/policy/action-patterns.ts";
import { type ActionSet, difference, intersection, setOf, sizeOf } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { countByLevel, diffActions, grantedActions, namesOf } from "#core/policy/diff.ts";
import { countOf, MOST_NAMED, mainPrefix } from "../chosen-diff.ts";
import type { Choices, Diff, MainService } from "../model/proposal.ts";
import type { RolePolicies } from "./propose-input.ts";

export interface RoleDiff {
  readonly diff: Diff;
  readonly removed: ActionSet;
}

/** Of the actions that the replaced policies grant: which the role still has afterwards, and which it has lost. */
export function diffRole({ replaced, retained, after }: RolePolicies, catalogue: ActionCatalogue, choices?: Choices): RoleDiff {
  const space = actionSpace(catalogue);
  const { removed } = diffActions([...replaced, ...retained], after, catalogue);
  const kept = namesOf(intersection(grantedActions(replaced, space), grantedActions(after, space)), space);
  const removedByLevel = countByLevel(removed, space);
  const main = mainService({ kept, removedByLevel }, catalogue);
  const named = namedRemoved(removed, choices, catalogue);
  return {
    removed,
    diff: { kept, ...named, removedByLevel, ...(main ? { mainService: main } : {}) },
  };
}

/**
 * By name where they are few, and by pattern where they are many: of AdministratorAccess, over 20,000 are removed. What an answer can
 * keep is named in any case, so that an answer can take it off the list.
 */
function namedRemoved(
  removed: ActionSet,
  choices: Choices | undefined,
  catalogue: ActionCatalogue,
): Pick<Diff, "removed" | "removedCount"> {
  const space = actionSpace(catalogue);
  const removedCount = sizeOf(removed);
  const open = choices?.questions.flatMap(({ loses }) => loses.flatMap(({ action }) => space.placeOf(action) ?? [])) ?? [];
  const answerable = intersection(removed, setOf(open));
  if (removedCount - sizeOf(answerable) <= MOST_NAMED) return { removed: namesOf(removed, space), removedCount };
  const patterns = patternsOf(difference(removed, answerable), catalogue).map(({ pattern }) => pattern);
  return { removed: inOneOrder(patterns, namesOf(answerable, space).sort()), removedCount };
}

/** Two sorted lists as one. */
function inOneOrder(one: readonly string[], other: readonly string[]): readonly string[] {
  const all: string[] = [];
  let at = 0;
  for (const text of one) {
    for (let next = other[at]; next !== undefined && next < text; next = other[at]) {
      all.push(next);
      at += 1;
    }
    all.push(text);
  }
  return [...all, ...other.slice(at)];
}

function mainService(diff: Pick<Diff, "kept" | "removedByLevel">, catalogue: ActionCatalogue): MainService | undefined {
  const prefix = mainPrefix(diff);
  if (prefix === undefined) return undefined;
  const removedCount = countOf(diff.removedByLevel, prefix);
  const kept = diff.kept.filter((action) => serviceOf(action) === prefix).length;
  return { name: catalogue.serviceName(prefix).replace(/^(Amazon|AWS) /, ""), removedCount, count: removedCount + kept };
}
