import type { ActionInfo } from "#core/policy/catalogue.ts";
import { parametersOf } from "./parameters.ts";
import { type CloudTrailRecord, objectOf } from "./record.ts";
import { placeOf } from "./resources.ts";

/** Actions whose calls hand a role to a service, though the reference lists no dependent action for them. */
const passing: ReadonlySet<string> = new Set([
  "ec2:RunInstances",
  "ec2:AssociateIamInstanceProfile",
  "ec2:ReplaceIamInstanceProfileAssociation",
]);

/**
 * The roles that a call handed to an AWS service: `iam:PassRole` is checked for them and never recorded
 * (IAM User Guide, "Grant a user permissions to pass a role to an AWS service"). An instance profile stands for the role
 * of its own name, as the EC2 console makes the two; the record does not tell more.
 */
export function passedRoles(record: CloudTrailRecord, info: ActionInfo): readonly string[] {
  if (!passing.has(info.action) && !info.dependentActions.some((action) => action.toLowerCase() === "iam:passrole")) return [];
  const { arns } = parametersOf(record, info.action);
  const roles = arns.filter((arn) => /^arn:[^:]*:iam::\d{12}:role\//.test(arn));
  const profiles = arns.flatMap((arn) => /^arn:[^:]*:iam::\d{12}:instance-profile\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? []);
  const profile = objectOf(record.request.iamInstanceProfile).name;
  const names = typeof profile === "string" ? [profile] : [];
  const { partition, account } = placeOf(record);
  const ofProfiles = [...profiles, ...names].map((name) => `arn:${partition}:iam::${account}:role/${name}`);
  return [...new Set([...roles, ...ofProfiles])].sort();
}
