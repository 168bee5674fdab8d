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
 * (IAM User Guide, "Grant a user permissions to pass a role to an AWS service"). A role is handed over where the reference says so,
 * or where a writing call names it in a parameter called a role (`taskRoleArn`, `serviceRole` …). An instance profile stands for the
 * role of its own name, as the EC2 console makes the two; the record does not tell more.
 */
export function passedRoles(record: CloudTrailRecord, info: ActionInfo): readonly string[] {
  if (info.level !== "Write" || /^(?:iam|sts):/.test(info.action)) return [];
  const { arns, named } = parametersOf(record, info.action);
  const mentioned = passes(info) ? arns : [...named].flatMap(([name, values]) => (/roles?(?:arns?)?$/.test(name) ? values : []));
  const roles = mentioned.filter((arn) => /^arn:[^:]*:iam::\d{12}:role\//.test(arn));
  return [...new Set([...roles, ...(passes(info) ? rolesOfProfiles(record, arns) : [])])].sort();
}

function passes(info: ActionInfo): boolean {
  return passing.has(info.action) || info.dependentActions.some((action) => action.toLowerCase() === "iam:passrole");
}

function rolesOfProfiles(record: CloudTrailRecord, arns: readonly string[]): readonly string[] {
  const profiles = arns.flatMap((arn) => /^arn:[^:]*:iam::\d{12}:instance-profile\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? []);
  const { name } = objectOf(record.request.iamInstanceProfile);
  const { partition, account } = placeOf(record);
  return [...profiles, ...(typeof name === "string" ? [name] : [])].map((role) => `arn:${partition}:iam::${account}:role/${role}`);
}
