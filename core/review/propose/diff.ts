import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { diffActions, keptActions } from "#core/policy/diff.ts";
import { serviceOf } from "#core/policy/service-of.ts";
import type { ActionCount, Diff, MainService } from "../model/proposal.ts";
import type { RolePolicies } from "./propose-input.ts";

/** Of the actions that the replaced policies grant: which the role still has afterwards, and which it has lost. */
export function diffRole({ replaced, retained, after }: RolePolicies, catalogue: ActionCatalogue): Diff {
  const { removed, removedByLevel } = diffActions([...replaced, ...retained], after, catalogue);
  const kept = keptActions(replaced, after, catalogue);
  const main = mainService(kept, removedByLevel, catalogue);
  return { kept, removed, removedCount: removed.length, removedByLevel, ...(main ? { mainService: main } : {}) };
}

/** A policy such as CloudWatchLogsFullAccess also grants a few actions of services beside its own. */
const NEARLY_ALL = 0.9;

function mainService(kept: readonly string[], removedByLevel: readonly ActionCount[], catalogue: ActionCatalogue): MainService | undefined {
  const removed = new Map<string, number>();
  for (const { service, count } of removedByLevel) removed.set(service, (removed.get(service) ?? 0) + count);
  const all = new Map(removed);
  for (const action of kept) all.set(serviceOf(action), (all.get(serviceOf(action)) ?? 0) + 1);
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  const [main] = [...all].filter(([, count]) => count >= NEARLY_ALL * total);
  if (main === undefined) return undefined;
  const [prefix, count] = main;
  return { name: catalogue.serviceName(prefix).replace(/^(Amazon|AWS) /, ""), removedCount: removed.get(prefix) ?? 0, count };
}
