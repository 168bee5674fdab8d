import * as v from "valibot";

/** The ARN of something that there is, as AWS tells it: not a pattern of ARNs. */
export const Arn = v.pipe(v.string(), v.startsWith("arn:"), v.brand("Arn"));
export type Arn = v.InferOutput<typeof Arn>;

/** A role's name, without its path. */
export const RoleName = v.pipe(v.string(), v.brand("RoleName"));
export type RoleName = v.InferOutput<typeof RoleName>;

/**
 * A name that IAM gives to a role, a policy or a permission set (IAM User Guide, "IAM and AWS STS quotas"): files are called so, and none that
 * a record tells may lead to another folder.
 */
export const IamName = v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,128}$/, "it is no name that IAM gives"));

const ACTION = /^[^:*?\s]+:[^:*?\s]+$/;

/** An IAM action as AWS spells it, such as `s3:GetObject`: no pattern of actions, and in no other letter case. */
export const ActionName = v.pipe(v.string(), v.regex(ACTION), v.brand("ActionName"));
export type ActionName = v.InferOutput<typeof ActionName>;

/** Is it one, and no pattern? The catalogue has 20,000 of them, too many for the schema. */
export function isActionName(text: string): text is ActionName {
  return ACTION.test(text);
}

/** An action by its service's prefix and its own name. Throws a ValiError for a pattern. */
export function actionOf(service: string, name: string): ActionName {
  return v.parse(ActionName, `${service}:${name}`);
}

/** The service prefix of an action: `s3` of `s3:GetObject`. */
export function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(":"));
}

export const PASS_ROLE = actionOf("iam", "PassRole");
