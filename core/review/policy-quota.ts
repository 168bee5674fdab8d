import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import type { PolicyRoom } from "./model/proposal.ts";
import type { RoleState } from "./model/role-state.ts";
import { isRefined } from "./selection.ts";

/** IAM's default quota of managed policies a role, and what it can be raised to (IAM User Guide, "IAM and AWS STS quotas"). */
export const MOST_ATTACHED = 10;
const MOST_RAISED = 20;

/** Characters that all inline policies of a role have together at most, white space not counted; it cannot be raised (the same page). */
const MOST_INLINE = 10_240;

/**
 * How many managed policies a role may carry that carries so many. One that carries more than the default tells that its account's quota was raised; how far,
 * IAM says when the one too many is attached, and the change is undone.
 */
export function mostAttached(carried: number): number {
  return carried > MOST_ATTACHED ? Math.max(MOST_RAISED, carried) : MOST_ATTACHED;
}

/** The room for refined policies: what is replaced is still on the role while they are added, but refined policies of earlier reviews give up their places. */
export function roomFor({ attached, inline }: Pick<RoleState, "attached" | "inline">): PolicyRoom {
  const staying = attached.filter(({ arn }) => !isRefined(arn)).length;
  return { managed: mostAttached(attached.length) - staying, inline: Math.max(0, MOST_INLINE - inlineSize(inline)) };
}

/** The limits of documents that are to fit into this room. */
export function documentLimits({ managed, inline }: PolicyRoom) {
  return { maxSize: MAX_POLICY_SIZE, maxDocuments: managed, inlineRoom: inline };
}

/** Characters as IAM counts them, and never fewer: white space between the parts of a document is not counted. */
function inlineSize(inline: RoleState["inline"]): number {
  return inline.reduce((sum, { json }) => sum + JSON.stringify(JSON.parse(json)).length, 0);
}
