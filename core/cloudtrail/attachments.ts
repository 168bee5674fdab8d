import type { CloudTrailRecord } from "./record.ts";

/** By role key: when a policy was attached last, whoever did it, by the policy's ARN. */
export type Attachments = Map<string, Map<string, string>>;

/** Somebody attached a policy to a role (IAM API Reference, AttachRolePolicy). */
export function isAttachment({ source, name, errorCode }: CloudTrailRecord): boolean {
  return name === "AttachRolePolicy" && source === "iam.amazonaws.com" && errorCode === "";
}

const mostAttachments = 1000;

/** Keeps when the policy was attached, if it was to one of these roles (role keys), or to any where none are given. */
export function noteAttachment(
  into: Attachments,
  { request, recipientAccount, time }: CloudTrailRecord,
  roles?: ReadonlySet<string>,
): void {
  const { roleName, policyArn } = request;
  if (typeof roleName !== "string" || typeof policyArn !== "string") return;
  const key = `${recipientAccount}/${roleName}`;
  if (roles !== undefined && !roles.has(key)) return;
  const known = into.get(key) ?? new Map<string, string>();
  if (into.size < mostAttachments) into.set(key, known);
  if (known.size < mostAttachments && time > (known.get(policyArn) ?? "")) known.set(policyArn, time);
}

export function mergeAttachments(into: Attachments, from: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
  for (const [key, times] of from) {
    const known = into.get(key) ?? new Map<string, string>();
    into.set(key, known);
    for (const [policy, time] of times) if (time > (known.get(policy) ?? "")) known.set(policy, time);
  }
}
