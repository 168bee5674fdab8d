import { accountOf, parseArn } from "#core/aws/arn.ts";
import type { GrantedPolicy } from "#core/evidence/role-gaps.ts";
import type { AttachedPolicy, InlinePolicy, RoleState } from "./model/role-state.ts";

export interface Selection {
  readonly replaced: readonly AttachedPolicy[];
  readonly retained: readonly AttachedPolicy[];
  readonly replacedInline: readonly InlinePolicy[];
  readonly retainedInline: readonly InlinePolicy[];
  /** Words of the tag `whittle:replace` that name no policy of the role. */
  readonly unknownNames: readonly string[];
  /** Policies that would be replaced, but stay for now: names, sorted; they are among the retained ones. */
  readonly held: readonly string[];
}

/** The path under which every refined policy stands. */
export const WHITTLE_PATH = "/whittle/";

const REPLACE_TAG = "whittle:replace";
/** Words that stand for many policies. */
const ALL = "all";
const INLINE = "inline";
/** A later version of such a policy has a name of its own: AmazonGuardDutyFullAccess_v2. */
const FULL_ACCESS = /FullAccess(?:[-_]?[vV]\d+)?$/;
const BROAD_POLICIES = new Set(["AdministratorAccess", "PowerUserAccess"]);

/**
 * Which attached policies a review replaces: AWS managed ones named `*FullAccess`, AdministratorAccess and
 * PowerUserAccess, refined policies of earlier reviews, and what the tag `whittle:replace` or the operator (`wanted`) names:
 * policies by name, `inline` for all inline policies, `all` for all that the role has (separated by spaces in the tag: its value holds no
 * commas). All others are retained, and so is what `held` names by ARN: policies that the role has not had for long enough to be judged.
 */
export function selectPolicies(role: RoleState, held: ReadonlySet<string> = new Set(), wanted: readonly string[] = []): Selection {
  const tagged = (role.tags[REPLACE_TAG] ?? "").split(/\s+/).filter((word) => word !== "");
  const asked = new Set([...tagged, ...wanted]);
  const isAsked = (name: string) => asked.has(name) || asked.has(ALL);
  const isMeant = (policy: AttachedPolicy) => isBroad(policy) || isRefined(policy.arn) || isAsked(policy.name);
  const isInlineMeant = ({ name }: InlinePolicy) => isAsked(name) || asked.has(INLINE) || isRefinedInline(role.name, name);
  const isReplaced = (policy: AttachedPolicy) => isMeant(policy) && !held.has(policy.arn);
  const names = new Set([ALL, INLINE, ...[...role.attached, ...role.inline].map(({ name }) => name)]);
  return {
    replaced: role.attached.filter(isReplaced),
    retained: role.attached.filter((policy) => !isReplaced(policy)),
    held: role.attached.filter((policy) => isMeant(policy) && held.has(policy.arn)).map(({ name }) => name),
    replacedInline: role.inline.filter(isInlineMeant),
    retainedInline: role.inline.filter((policy) => !isInlineMeant(policy)),
    unknownNames: [...new Set(tagged)].filter((name) => !names.has(name)).sort(),
  };
}

/**
 * The role's policies with what tells since when it has them. A version's date tells it of the account's own policies; one of an
 * AWS managed policy is of AWS's making. Refined policies are left out: what they grant, the role had before.
 */
export function grantedPolicies({ attached }: RoleState): readonly GrantedPolicy[] {
  return attached
    .filter(({ arn }) => !isRefined(arn))
    .map(({ arn, name, since }) => ({ arn, name, ...(since === undefined || isAwsManaged(arn) ? {} : { since }) }));
}

/** Is this a policy that Whittle made? */
export function isRefined(policyArn: string): boolean {
  return parseArn(policyArn)?.resource.startsWith(`policy${WHITTLE_PATH}`) === true;
}

/** Is this an inline policy that Whittle wrote into the role, named as its refined policies are? */
export function isRefinedInline(roleName: string, name: string): boolean {
  return name.endsWith(`-${roleName}`) && /^whittle\d*$/.test(name.slice(0, -roleName.length - 1));
}

/** Is it an AWS managed policy that a review replaces by its name? */
export function isBroad(policy: AttachedPolicy): boolean {
  return isAwsManaged(policy.arn) && (FULL_ACCESS.test(policy.name) || BROAD_POLICIES.has(policy.name));
}

/** AWS managed policies have `aws` where others have an account (IAM User Guide, "IAM identifiers"). */
function isAwsManaged(policyArn: string): boolean {
  return accountOf(policyArn) === "aws";
}
