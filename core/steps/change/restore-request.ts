import { codeAndMessage, NotAuthorizedError, QuotaExceededError, RequestRefusedError, WhittleError } from "#core/errors.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { notRestoredMessage } from "#core/messages/restoring.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import { isSameStep } from "#core/review/change/plan/change-plan.ts";
import { askedEntry, isNoted, type RestoreRequest } from "#core/review/change/restore/requests.ts";
import {
  ApproverHoldsSetError,
  ChangeCutOffError,
  HolderUnknownError,
  NoFreeSlotError,
  NotGrantedBeforeError,
  NothingToRestoreError,
  PolicyNameTakenError,
  PolicyNotFoundError,
  PolicySharedError,
  RestoreNotApprovedError,
  RoleDriftedError,
  RoleMadeAnewError,
  RoleNotFoundError,
  SetNotChangeableError,
} from "#core/review/errors.ts";
import { canonicalJson } from "#core/review/hash.ts";
import type { ErrorRecord, JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { type ReviewStatus, TRANSITIONS } from "#core/review/model/status.ts";
import type { Ports } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import type { PreparedLease } from "./prepare-lease.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock"> & { readonly settings: MessageSettings };

/** What stops a restore for good before anything is written; role-restore.asl.json names each. It waits for the lease, and says so when it gave up. */
export const REFUSALS = [
  RestoreNotApprovedError,
  ApproverHoldsSetError,
  HolderUnknownError,
  SetNotChangeableError,
  ChangeCutOffError,
  NothingToRestoreError,
  RoleNotFoundError,
  RoleMadeAnewError,
  RoleDriftedError,
  NoFreeSlotError,
  NotGrantedBeforeError,
  PolicySharedError,
  PolicyTooLargeError,
];

const IAM_REFUSALS = [
  NotAuthorizedError,
  RequestRefusedError,
  QuotaExceededError,
  PolicySharedError,
  PolicyNameTakenError,
  PolicyNotFoundError,
];

/** Writes down who asked for what, and why. A step that is repeated notes its request once. */
export async function recordRequest({ store, clock }: Needs, { id }: Review, request: RestoreRequest): Promise<void> {
  const entry = askedEntry(request, clock.now());
  if (!isNoted(await store.journal(id), entry)) await store.append(id, entry);
}

/** Where a restore is refused, whoever waits for it is told why. The error goes out as it is. */
export async function notifyIfRefused<T>(ports: Needs, review: Review, request: RestoreRequest, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await notifyRefused(ports, review, request, codeAndMessage(error));
    throw error;
  }
}

export function isRefusal(error: unknown): error is WhittleError {
  return error instanceof WhittleError && REFUSALS.some((refusal) => error instanceof refusal);
}

export async function notifyRefused(ports: Needs, review: Review, request: RestoreRequest, error: ErrorRecord): Promise<void> {
  await ports.notifier.publish(notRestoredMessage(review, error.message, request, await noticeWordsOf(ports.settings)));
  await ports.store.append(review.id, { kind: "restore-refused", at: ports.clock.now(), error });
}

interface Begun {
  readonly request: RestoreRequest;
  readonly lease: PreparedLease;
}

/**
 * Where the very first step of a restore is refused, the role is as it was: the review stands again as it did before, so that its watch
 * goes on, and whoever waits is told. The error goes out as it is. What another try had begun before is not known to be undone.
 */
export async function revertIfRefused(ports: Needs, review: Review, { request, lease }: Begun, carry: () => Promise<void>): Promise<void> {
  const noted = (await ports.store.journal(review.id)).length;
  try {
    await carry();
  } catch (error) {
    const since = (await ports.store.journal(review.id)).slice(noted);
    if (lease.isOurs || lease.isCutOff || !isRefusedByIam(error) || !isFirstStepAlone(since)) throw error;
    if (await revertStatus(ports, review)) await notifyRefused(ports, review, request, codeAndMessage(error));
    throw error;
  }
}

/** What surely had no effect. */
function isRefusedByIam(error: unknown): error is WhittleError {
  return IAM_REFUSALS.some((refusal) => error instanceof refusal);
}

function isFirstStepAlone([started, failed, ...more]: readonly JournalEntry[]): boolean {
  if (started?.kind !== "step" || failed?.kind !== "step" || more.length > 0) return false;
  return started.state === "started" && failed.state === "failed" && isSameStep(started.step, failed.step);
}

/** What brings a review back to the status that it had before it was restored; undefined where it has had it no more when its step began. */
export function backTo(status: ReviewStatus): (typeof BACK_TO)[number] | undefined {
  return BACK_TO.find((each) => TRANSITIONS[each].to === status);
}

const BACK_TO = ["back-to-applied", "back-to-settled", "back-to-failed", "back-to-restored"] as const;

async function revertStatus({ store, clock }: Needs, { id, status, failure }: Review): Promise<boolean> {
  const back = backTo(status);
  if (back === undefined) return false;
  await store.update(id, back, { failure: failure ?? null, updatedAt: clock.now() });
  return true;
}

/** The same for the same request alone. */
export function requestKey({ by, reason, addBack }: RestoreRequest): string {
  return canonicalJson([by, reason, addBack ?? "all"]);
}
