import type { Review } from "#core/review/model/review.ts";

/** A review of a role as it is claimed, at one moment. */
export function aReview(id: string, roleName: string, status: Review["status"], at: string): Review {
  return {
    id,
    roleName,
    roleArn: `arn:aws:iam::123456789012:role/${roleName}`,
    cycleId: id,
    dryRun: false,
    status,
    createdAt: at,
    updatedAt: at,
    window: { from: at, to: at },
    revision: 0,
  };
}
