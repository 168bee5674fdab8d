/** IAM's default quota of managed policies a role, and what it can be raised to (IAM User Guide, "IAM and AWS STS quotas"). */
export const MOST_ATTACHED = 10;
const MOST_RAISED = 20;

/**
 * How many managed policies a role may carry that carries so many. One that carries more than the default tells that its account's quota was raised; how far,
 * IAM says when the one too many is attached, and the change is undone.
 */
export function mostAttached(carried: number): number {
  return carried > MOST_ATTACHED ? Math.max(MOST_RAISED, carried) : MOST_ATTACHED;
}
