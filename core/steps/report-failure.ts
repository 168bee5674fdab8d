import * as v from "valibot";
import { closing } from "#core/messages/closing.ts";
import type { NoticeWords } from "#core/messages/english/notice-words.ts";
import { failureAlarm, restoreAlarm } from "#core/messages/failure.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { notRestoredMessage, restoreStoppedMessage } from "#core/messages/restoring.ts";
import { restoreRequests } from "#core/review/change/restore/requests.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import { isHeld, isHeldBy, REVIEW_WORKFLOW } from "#core/review/lease.ts";
import { entriesOf, type JournalEntry } from "#core/review/model/journal.ts";
import type { RoleLease } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { leaseOf } from "#core/review/role-history.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { ReviewInput, readInput, WorkflowError, workflowMessage } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock"> & { readonly settings: MessageSettings };

const StepInput = v.looseObject({
  ...ReviewInput.entries,
  error: WorkflowError,
  /** Who failed: the review's own workflow, or an execution of role-restore. */
  by: v.optional(v.string(), REVIEW_WORKFLOW),
});

type Failure = NonNullable<Review["failure"]>;

export interface ReportedFailure {
  readonly reviewId: string;
  readonly code: string;
  readonly message: string;
}

interface Failed {
  readonly review: Review;
  readonly by: string;
  readonly lease: RoleLease;
  readonly journal: readonly JournalEntry[];
  readonly reported: Failure;
  /** The commands that put the role back, where a change had begun. */
  readonly byHand: string | undefined;
  readonly words: NoticeWords;
}

/**
 * Records why a review failed and frees its role, and only then tells the alarm topic, which may fail too, and the approvers where one
 * had approved; an earlier, truer failure is kept. A restore that failed without changing the role is told, and leaves its review as it was.
 */
export async function reportFailure(ports: Needs, input: unknown): Promise<ReportedFailure> {
  const { reviewId, error, by } = readInput(StepInput, input, "report-failure");
  const review = await ports.store.get(reviewId);
  const lease = await leaseOf(ports.store, review);
  const journal = await ports.store.journal(reviewId);
  const byHand = entriesOf(journal, "break-glass")[0]?.command;
  const reported = { code: error.Error, message: workflowMessage(error), step: review.status };
  const words = await noticeWordsOf(ports.settings);
  const failed = { review, by, lease, journal, reported, byHand, words };
  const { code, message } = by === REVIEW_WORKFLOW ? await reviewFailed(ports, failed) : await restoreFailed(ports, failed);
  return { reviewId, code, message };
}

/** Where something is being given back meanwhile, the review goes on: what failed was only to come after it, and is told alone. */
async function reviewFailed(ports: Needs, { review, by, lease, reported, byHand, words }: Failed): Promise<Failure> {
  const isOthers = lease.holder?.reviewId === review.id && isHeld(lease, ports.clock.now()) && !isHeldBy(lease, review.id, by);
  const failure = isOthers ? reported : (review.failure ?? reported);
  if (!isOthers) await recordFailure(ports, review, failure);
  await sendOnce(ports, review.id, failureAlarm({ review: { ...review, failure }, byHand }, words), { message: "alarm", about: by });
  if (!isOthers && review.decision?.verdict === "approved") {
    const message = closing({ ...review, status: "failed", failure }, await ports.store.document(review.id, "proposal"), words);
    await sendOnce(ports, review.id, message, { message: "failed", about: by });
  }
  return failure;
}

/** One that still holds the lease has begun to change the role. The journal notes its failure, because recording it releases the lease. */
async function restoreFailed(ports: Needs, failed: Failed): Promise<Failure> {
  const { review, by, lease, journal, reported, byHand, words } = failed;
  const isBegun = isHeldBy(lease, review.id, by);
  if (!isBegun && !entriesOf(journal, "restore-failed").some(({ execution }) => execution === by))
    return await restoreNotBegun(ports, failed);
  const failure = review.failure ?? reported;
  if (isBegun) {
    const { code, message } = failure;
    await ports.store.append(review.id, { kind: "restore-failed", at: ports.clock.now(), execution: by, error: { code, message } });
    await recordFailure(ports, review, failure);
  }
  await sendOnce(ports, review.id, failureAlarm({ review: { ...review, failure }, byHand }, words), { message: "alarm", about: by });
  await sendOnce(ports, review.id, restoreStoppedMessage(review, failure.message, words), { message: "failed", about: by });
  return failure;
}

/** Whoever asked is told where the journal shows that nothing came of it, and that nobody told them yet. */
async function restoreNotBegun(ports: Needs, { review, by, journal, reported, byHand, words }: Failed): Promise<Failure> {
  await sendOnce(ports, review.id, restoreAlarm({ review: { ...review, failure: reported }, byHand }, words), {
    message: "alarm",
    about: by,
  });
  const { last } = restoreRequests(journal);
  if (last?.end === "open") {
    const message = notRestoredMessage(review, reported.message, last.asked, words);
    await sendOnce(ports, review.id, message, { message: "failed", about: by });
    const error = { code: reported.code, message: reported.message };
    await ports.store.append(review.id, { kind: "restore-refused", at: ports.clock.now(), error });
  }
  return reported;
}

async function recordFailure(ports: Needs, review: Review, failure: Failure): Promise<void> {
  try {
    const now = ports.clock.now();
    await ports.store.update(review.id, "fail", { failure, waiting: null, updatedAt: now, closedAt: now });
  } catch (conflict) {
    if (!(conflict instanceof ReviewConflictError)) throw conflict;
  }
}
