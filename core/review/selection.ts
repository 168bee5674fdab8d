import type { AttachedPolicy, RoleState } from "./role-state.ts";

export interface Selection {
  readonly replaced: readonly AttachedPolicy[];
  readonly retained: readonly AttachedPolicy[];
  /** Words of the tag `whittle:replace` that name no policy attached to the role. */
  readonly unknownNames: readonly string[];
}

/** The path under which every refined policy stands. */
export const WHITTLE_PATH = "/whittle/";

const REPLACE_TAG = "whittle:replace";
const BROAD_POLICIES = new Set(["AdministratorAccess", "PowerUserAccess"]);

/**
 * Which attached policies a review replaces: AWS managed ones named `*FullAccess`, AdministratorAccess and
 * PowerUserAccess, refined policies of earlier reviews, and what the tag `whittle:replace` names
 * (policy names separated by spaces: a tag value holds no commas). All others are retained.
 */
export function selectPolicies(role: RoleState): Selection {
  const asked = new Set((role.tags[REPLACE_TAG] ?? "").split(/\s+/).filter((word) => word !== ""));
  const isReplaced = (policy: AttachedPolicy) => isBroad(policy) || isRefined(policy.arn) || asked.has(policy.name);
  const attachedNames = new Set(role.attached.map((policy) => policy.name));
  return {
    replaced: role.attached.filter(isReplaced),
    retained: role.attached.filter((policy) => !isReplaced(policy)),
    unknownNames: [...asked].filter((name) => !attachedNames.has(name)).sort(),
  };
}

/** Is this a policy that Whittle made? */
export function isRefined(policyArn: string): boolean {
  return policyArn.split(":").slice(5).join(":").startsWith(`policy${WHITTLE_PATH}`);
}

function isBroad(policy: AttachedPolicy): boolean {
  return isAwsManaged(policy.arn) && (policy.name.endsWith("FullAccess") || BROAD_POLICIES.has(policy.name));
}

/** AWS managed policies have `aws` where others have an account (IAM User Guide, "IAM identifiers"). */
function isAwsManaged(policyArn: string): boolean {
  return policyArn.split(":")[4] === "aws";
}
