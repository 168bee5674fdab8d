import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { diffActions, keptActions } from "#core/policy/diff.ts";
import { serviceOf } from "#core/policy/service-of.ts";
import { countOf, mainPrefix } from "../chosen-diff.ts";
import type { Diff, MainService } from "../model/proposal.ts";
import type { RolePolicies } from "./propose-input.ts";

/** Of the actions that the replaced policies grant: which the role still has afterwards, and which it has lost. */
export function diffRole({ replaced, retained, after }: RolePolicies, catalogue: ActionCatalogue): Diff {
  const { removed, removedByLevel } = diffActions([...replaced, ...retained], after, catalogue);
  const kept = keptActions(replaced, after, catalogue);
  const main = mainService({ kept, removedByLevel }, catalogue);
  return { kept, removed, removedCount: removed.length, removedByLevel, ...(main ? { mainService: main } : {}) };
}

function mainService(diff: Pick<Diff, "kept" | "removedByLevel">, catalogue: ActionCatalogue): MainService | undefined {
  const prefix = mainPrefix(diff);
  if (prefix === undefined) return undefined;
  const removedCount = countOf(diff.removedByLevel, prefix);
  const kept = diff.kept.filter((action) => serviceOf(action) === prefix).length;
  return { name: catalogue.serviceName(prefix).replace(/^(Amazon|AWS) /, ""), removedCount, count: removedCount + kept };
}
