import { actionOf } from "#core/aws/names.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { canEscalate } from "#core/policy/escalation.ts";
import type { RoleTally } from "#core/usage/role-tally.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import type { GrantedPolicy } from "./role-gaps.ts";

/** Whose evidence it is, and what the role carries. */
export interface RoleOfEvidence {
  readonly roleArn: string;
  readonly attached?: readonly GrantedPolicy[];
}

const MAKES_VERSIONS = [actionOf("iam", "CreatePolicyVersion"), actionOf("iam", "SetDefaultPolicyVersion")];

/** The ARNs of policies of which the role made or chose a version. */
export function ownVersions({ used }: RoleTally): ReadonlySet<string> {
  return new Set(MAKES_VERSIONS.flatMap((action) => [...(used.get(action)?.resources.counts.keys() ?? [])]));
}

/** What the role did to its own rights: to itself, and to policies that it carries. One entry an action. */
export function ownChanges(
  role: RoleTally,
  { roleArn, attached = [] }: RoleOfEvidence,
  catalogue: ActionCatalogue,
): readonly SuspiciousUse[] {
  const own = roleKey(roleArn);
  const carried = new Set(attached.map(({ arn }) => arn));
  const isOwn = (arn: string) => (arn.includes(":role/") && roleKey(arn) === own) || carried.has(arn);
  return [...role.used]
    .filter(([action]) => action.startsWith("iam:") && action !== "iam:PassRole" && canEscalate(action, catalogue))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([action, { resources, count, first, last }]) => {
      const changed = [...resources.counts].filter(([arn]) => isOwn(arn));
      const calls = changed.reduce((sum, [, count]) => sum + count, 0);
      if (calls === 0) return [];
      // An action's times are those of all that it changed.
      const seen = calls === count ? { seen: { first, last } } : {};
      return [{ kind: "own-change" as const, actions: [action], sources: [], calls, on: changed.map(([arn]) => arn), ...seen }];
    });
}
