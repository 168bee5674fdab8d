import type { Scope } from "#core/evidence/scope.ts";
import { type WantedActions, wantedActions } from "#core/evidence/wanted.ts";
import { type DroppedGrant, refine } from "#core/policy/refine.ts";
import { MAX_POLICY_SIZE, PolicyTooLargeError, toDocuments } from "#core/policy/split.ts";
import { mostAttached } from "../policy-quota.ts";
import { isRefined, type Selection } from "../selection.ts";
import type { ProposeInput, RolePolicies } from "./propose-input.ts";

export interface RefinedRole {
  readonly policies: RolePolicies;
  readonly dropped: readonly DroppedGrant[];
  readonly known: WantedActions;
  readonly notes: readonly string[];
}

/**
 * What the role is to keep, cut down to what it has, as documents that fit. Where they do not, resources are named more
 * widely, as far as the replaced policies go, and a note says so. Throws PolicyTooLargeError where even that is too much.
 */
export function refineRole(input: ProposeInput, selection: Selection): RefinedRole {
  try {
    return refineAt(input, selection, undefined);
  } catch (error) {
    if (!(error instanceof PolicyTooLargeError)) throw error;
    const wider = refineAt(input, selection, "account");
    const note =
      "Naming each resource would not fit into the policies that a role may carry: resources are named by type, account and region.";
    return { ...wider, notes: [note] };
  }
}

function refineAt(input: ProposeInput, selection: Selection, forced: Scope | undefined): RefinedRole {
  const { role, activity, lastAccessed, keep, catalogue } = input;
  const tags = forced === undefined ? role.tags : { ...role.tags, "whittle:scope": forced };
  const known = wantedActions(activity, { trust: role.trust, tags, keep, ...(lastAccessed ? { lastAccessed } : {}) }, catalogue);
  const replaced = selection.replaced.map((policy) => policy.document);
  const retained = [...selection.retained, ...role.inline].map((policy) => policy.document);
  const { statements, dropped } = refine({ wanted: known.wanted, replaced, retained, catalogue });
  const staying = role.attached.filter((policy) => !isRefined(policy.arn)).length;
  const limits = { maxSize: MAX_POLICY_SIZE, maxDocuments: mostAttached(role.attached.length) - staying, catalogue };
  const refined = statements.length > 0 ? toDocuments(statements, limits) : [];
  return { policies: { replaced, retained, refined, after: [...refined, ...retained] }, dropped, known, notes: [] };
}
