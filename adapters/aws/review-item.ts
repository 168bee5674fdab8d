import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { ServiceFaultError } from "#core/errors.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import type { Review } from "#core/review/record.ts";

export type Item = Record<string, AttributeValue>;

const SignedIn = v.object({ issuer: v.string(), subject: v.string() });

const ReviewRecord = v.object({
  id: v.string(),
  roleName: v.string(),
  roleArn: v.string(),
  cycleId: v.string(),
  dryRun: v.boolean(),
  byName: v.exactOptional(v.literal(true)),
  status: v.picklist([
    "generating",
    "proposing",
    "waiting",
    "approved",
    "rejected",
    "expired",
    "drifted",
    "applying",
    "applied",
    "restoring",
    "restored",
    "settled",
    "failed",
  ]),
  outcome: v.exactOptional(v.picklist(["proposed", "nothing-to-change", "no-activity", "not-eligible"])),
  reason: v.exactOptional(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
  window: v.object({ from: v.string(), to: v.string() }),
  jobId: v.exactOptional(v.string()),
  proposalHash: v.exactOptional(v.string()),
  waiting: v.exactOptional(
    v.object({ taskToken: v.string(), since: v.string(), expiresAt: v.string(), round: v.number(), toldRound: v.number() }),
  ),
  approversNeeded: v.exactOptional(v.literal(2)),
  approvals: v.exactOptional(
    v.array(
      v.object({ at: v.string(), by: v.string(), identity: SignedIn, reason: v.exactOptional(v.string()), proposalHash: v.string() }),
    ),
  ),
  decision: v.exactOptional(
    v.object({
      verdict: v.picklist(["approved", "rejected", "expired"]),
      at: v.string(),
      by: v.string(),
      identity: v.exactOptional(SignedIn),
      reason: v.exactOptional(v.string()),
      proposalHash: v.string(),
    }),
  ),
  quietUntil: v.exactOptional(v.string()),
  failure: v.exactOptional(v.object({ code: v.string(), message: v.string(), step: v.string() })),
  closedAt: v.exactOptional(v.string()),
  revision: v.number(),
}) satisfies v.GenericSchema<unknown, Review>;

/** The partition of everything that belongs to a review. */
export function reviewKey(reviewId: string): string {
  return `REVIEW#${reviewId}`;
}

/** `openSince` puts a review into the index of open ones; an ended review has none. */
export function reviewItem(review: Review): Item {
  return {
    pk: { S: reviewKey(review.id) },
    sk: { S: "REVIEW" },
    review: { S: JSON.stringify(review) },
    revision: { N: String(review.revision) },
    ...(isEnded(review) ? {} : { open: { S: "OPEN" }, openSince: { S: `${review.createdAt}#${review.id}` } }),
  };
}

/** Throws ServiceFaultError where the item is none that this version wrote. */
export function readReviewItem(item: Item): Review {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), ReviewRecord), item.review?.S);
  if (result.success) return result.output;
  throw new ServiceFaultError("dynamodb", `the record ${item.pk?.S ?? ""} cannot be read: ${result.issues[0].message}`);
}
