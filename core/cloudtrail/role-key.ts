import { accountOf, nameInArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "./record.ts";

/** `account/name`: a role's name alone says nothing, since other accounts may have one of the same name. */
export type RoleKey = `${string}/${string}`;

/**
 * What a role is known by. A role's name is unique in its account whatever its path (IAM User Guide, "IAM identifiers"),
 * and a session's ARN leaves the path out, so this is what records and roles are joined by.
 */
export function roleKey(roleArn: string): RoleKey {
  return `${accountOf(roleArn)}/${nameInArn(roleArn)}`;
}

/**
 * The role whose session made the call, as a role key; undefined where the caller was no role's session.
 * It is the session's issuer (CloudTrail User Guide, "CloudTrail userIdentity element"); where the record lacks that, the
 * session's ARN `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION` says it.
 */
export function roleKeyOf(record: CloudTrailRecord): RoleKey | undefined {
  const { issuerArn, arn, type } = record.caller;
  if (type !== "AssumedRole" && type !== "Role" && type !== "") return undefined;
  if (issuerArn.includes(":role/")) return roleKey(issuerArn);
  if (issuerArn !== "") return undefined;
  if (arn.includes(":role/")) return roleKey(arn);
  const [head, name] = arn.split("/");
  return head?.endsWith(":assumed-role") && name ? `${accountOf(head)}/${name}` : undefined;
}
