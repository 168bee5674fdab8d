import { inAnyAccount } from "#core/aws/arn.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { mergeSlices, newRoleSlices } from "./role-slices.ts";
import type { TallySnapshot } from "./tally.ts";

/**
 * The tally with several roles counted as one, under the ARN `united`, and no other role. It got a policy when the last of them had no more
 * to get it: one that some of the roles had before the log begins has no time. Policies of the roles' own accounts are the same one there.
 */
export function uniteRoles(tally: TallySnapshot, roleArns: readonly string[], united: string): TallySnapshot {
  const slices = newRoleSlices();
  for (const arn of roleArns) {
    const ofRole = tally.roles.get(roleKey(arn));
    if (ofRole) mergeSlices(slices, ofRole);
  }
  const key = roleKey(united);
  return { ...tally, roles: new Map([[key, slices]]), attachments: new Map([[key, unitedAttachments(tally, roleArns)]]) };
}

function unitedAttachments({ attachments }: TallySnapshot, roleArns: readonly string[]): ReadonlyMap<string, string> {
  const times = roleArns.map((arn) => new Map([...(attachments.get(roleKey(arn)) ?? [])].map(([policy, at]) => [named(policy), at])));
  const [first = new Map<string, string>(), ...others] = times;
  const shared = [...first].filter(([policy]) => others.every((other) => other.has(policy)));
  return new Map(shared.map(([policy, at]) => [policy, [at, ...others.flatMap((other) => other.get(policy) ?? [])].sort()[0] ?? at]));
}

function named(policyArn: string): string {
  return inAnyAccount(policyArn) ?? policyArn;
}
