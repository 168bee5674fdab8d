import type { CloudTrailRecord } from "./record.ts";
import { roleKeyOf } from "./role-key.ts";

/**
 * By role key: when a policy was first attached, by the policy's ARN. Attaching what is attached already succeeds and changes nothing
 * (IAM API Reference, AttachRolePolicy), so a later time says nothing, and what the role does to itself is not counted: it could
 * keep its policies new for good.
 */
export type Attachments = Map<string, Map<string, string>>;

/** Somebody attached a policy to a role (IAM API Reference, AttachRolePolicy). */
export function isAttachment({ source, name, errorCode }: CloudTrailRecord): boolean {
  return name === "AttachRolePolicy" && source === "iam.amazonaws.com" && errorCode === "";
}

const mostAttachments = 1000;

/** Keeps when another than the role attached the policy, if it was to one of these roles (role keys), or to any where none are given. */
export function noteAttachment(into: Attachments, record: CloudTrailRecord, roles?: ReadonlySet<string>): void {
  const { request, recipientAccount, time } = record;
  const { roleName, policyArn } = request;
  if (typeof roleName !== "string" || typeof policyArn !== "string") return;
  const key = `${recipientAccount}/${roleName}`;
  if ((roles !== undefined && !roles.has(key)) || roleKeyOf(record) === key) return;
  const known = into.get(key) ?? new Map<string, string>();
  if (into.size < mostAttachments) into.set(key, known);
  if (known.has(policyArn) || known.size < mostAttachments) noteFirst(known, policyArn, time);
}

export function mergeAttachments(into: Attachments, from: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
  for (const [key, times] of from) {
    const known = into.get(key) ?? new Map<string, string>();
    into.set(key, known);
    for (const [policy, time] of times) noteFirst(known, policy, time);
  }
}

function noteFirst(known: Map<string, string>, policyArn: string, time: string): void {
  const before = known.get(policyArn);
  if (before === undefined || time < before) known.set(policyArn, time);
}
