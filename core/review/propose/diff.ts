import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { diffActions } from "#core/policy/diff.ts";
import type { Diff } from "../proposal.ts";
import type { RolePolicies } from "./refine-role.ts";

/** Of the actions that the replaced policies grant: which the role still has afterwards, and which it has lost. */
export function diffRole({ replaced, retained, after }: RolePolicies, catalogue: ActionCatalogue): Diff {
  const { removed, removedByLevel } = diffActions([...replaced, ...retained], after, catalogue);
  const { kept } = diffActions(replaced, after, catalogue);
  return { kept, removed, removedCount: removed.length, removedByLevel };
}
