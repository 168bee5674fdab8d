import type { ChangePlan } from "../plan/change-plan.ts";

const ROLE_TAG = "whittle:role";

/**
 * Whose policy it is, and which review wrote it last. A role's name may hold a comma and a tag's value may not, so a colon stands for it,
 * which no role's name holds (IAM and AWS STS API Reference, "CreateRole" and "Tag").
 */
export function policyTags({ roleName, reviewId }: Pick<ChangePlan, "roleName" | "reviewId">): Readonly<Record<string, string>> {
  return { ...roleTag(roleName), "whittle:review-id": reviewId };
}

/** Whose policy it is. */
export function roleTag(roleName: string): Readonly<Record<typeof ROLE_TAG, string>> {
  return { [ROLE_TAG]: roleName.replaceAll(",", ":") };
}

/** The name of the role that a policy with these tags was written for; empty where they name none. */
export function roleOfTags(tags: Readonly<Record<string, string>>): string {
  return (tags[ROLE_TAG] ?? "").replaceAll(":", ",");
}
