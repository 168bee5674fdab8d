import { roleKey } from "#core/cloudtrail/role-key.ts";
import { InvalidInputError } from "#core/errors.ts";
import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { addedBackMessage } from "#core/messages/restoring.ts";
import { type RestoreVoteVerifier, requireTwoForRestore, restoreAskedBy } from "#core/review/approval/restore-vote.ts";
import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { fingerprint, isSameRole } from "#core/review/change/fingerprint.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { planAddBack } from "#core/review/change/restore/add-back.ts";
import { planRestore } from "#core/review/change/restore/restore.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { asDecided } from "#core/review/chosen.ts";
import {
  ChangeCutOffError,
  NothingToRestoreError,
  RoleDriftedError,
  RoleMadeAnewError,
  SetNotChangeableError,
  type StopCause,
} from "#core/review/errors.ts";
import type { ErrorRecord } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { isAllowed, type ReviewStatus } from "#core/review/model/status.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { type Changing, carryOutRecorded, readSettled, stopHalfway } from "./change/halfway.ts";
import { type PreparedLease, prepareLease } from "./change/prepare-lease.ts";
import { refuseHoldersToRestore } from "./change/refuse-holders.ts";
import { readRestoreStep, type Wanted } from "./change/restore-input.ts";
import { backTo, isRefusal, notifyIfRefused, notifyRefused, recordRequest, requestKey, revertIfRefused } from "./change/restore-request.ts";
import { takeBack } from "./change/take-back.ts";
import { undoChange } from "./change/undo-change.ts";
import { workflowMessage } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = ChangingPorts<"roles" | "store" | "notifier" | "catalogue" | "clock" | "pauses"> & {
  readonly settings: MessageSettings;
  readonly votes: VoteVerifier & RestoreVoteVerifier;
  /** Given where permission sets are restored, and no roles. */
  readonly holders?: SetHolders;
};

/** What is wanted back, and who wants it. */
interface Request extends Wanted {
  readonly by: string;
}

export interface RestoredReview {
  readonly reviewId: string;
  readonly status: ReviewStatus;
  /** Refined policies that stay, because something that the role may do now hangs on them alone. */
  readonly stays: readonly string[];
  /** What comes after a rehearsal was taken back. */
  readonly next?: "propose-again" | "end";
}

/**
 * Brings back what a review took away: all of it, or with `addBack` some of it. Works for any review whose change was
 * carried out, whatever happened to the role since; may be repeated at any point. What was missed is kept by later reviews.
 * The journal says who asked for it and why, and whoever waits is told how it ended.
 * Throws NothingToRestoreError, RoleNotFoundError, RoleMadeAnewError, RoleBusyError while another holds the lease of the role, RoleDriftedError where the role is not as it
 * was shown, ApproverHoldsSetError and HolderUnknownError where who asks may hold the permission set, and what planRestore and planAddBack throw; all of them before anything is written. Throws ChangeFailedError where one of
 * them stops what was begun before, and InvalidInputError where what is asked for is not understood.
 */
export async function restoreRole(ports: Needs, input: unknown): Promise<RestoredReview> {
  const step = readRestoreStep(input);
  switch (step.kind) {
    case "take-back":
      return await takeBack(ports, await ports.store.get(step.reviewId));
    case "undo":
      return { ...(await undoChange(ports, await ports.store.get(step.reviewId), step.error)), stays: [] };
    case "give-up":
      return await giveUp(ports, step.wanted, { code: step.error.Error, message: workflowMessage(step.error) });
    case "restore":
      return await restore(ports, step.wanted);
  }
}

async function giveUp(ports: Needs, wanted: Wanted, error: ErrorRecord): Promise<RestoredReview> {
  const review = await ports.store.get(wanted.reviewId);
  await notifyRefused(ports, review, await requestOf(ports, review, wanted), error);
  return { reviewId: review.id, status: review.status, stays: [] };
}

async function restore(ports: Needs, wanted: Wanted): Promise<RestoredReview> {
  const review = await ports.store.get(wanted.reviewId);
  const request = await requestOf(ports, review, wanted);
  if (review.status === "restored" && !request.addBack) return await notifyRestored(ports, review, request, []);
  await recordRequest(ports, review, request);
  const { changing, stays, ...carrying } = await notifyIfRefused(ports, review, request, () => prepare(ports, review, request));
  await revertIfRefused(ports, review, { request, lease: carrying.lease }, () =>
    carryOutRecorded(ports, changing, { ...carrying, transition: "restore" }),
  );
  await ports.store.keep(roleKey(review.roleArn), [...(request.addBack ?? []), ...(request.missed ?? [])]);
  return await finish(ports, review, request, stays);
}

/** Who asks is known from signed votes alone; whoever starts the workflow without one is told of by the execution, which CloudTrail names. */
async function requestOf({ votes, clock }: Needs, review: Review, wanted: Wanted): Promise<Request> {
  const asked = await restoreAskedBy(votes, review, wanted, clock.now());
  if (asked) return { ...wanted, ...asked };
  const execution = wanted.execution?.split(":").at(-1);
  return { ...wanted, by: execution ? `whoever started the execution ${execution} (see CloudTrail)` : "whoever called restore-role" };
}

/** Which of those that restore it is: a repeated step is the same one, and the same request made again is another. */
function requesterOf(request: Request): string {
  return request.execution ?? requestKey(request);
}

interface Prepared extends Looked {
  readonly changing: Changing;
  readonly lease: PreparedLease;
}

interface Planned {
  readonly plan: ChangePlan;
  readonly stays: readonly string[];
}

async function prepare(ports: Needs, review: Review, request: Request): Promise<Prepared> {
  const reviewed = await reviewedRole(ports.store, review);
  if (!isAllowed("restore", review.status) || review.decision?.verdict !== "approved" || !reviewed)
    throw new NothingToRestoreError(review.id, review.status);
  // A rehearsal has taken nothing away yet: it can only be stopped as a whole.
  if (request.addBack && review.status === "rehearsing") throw new NothingToRestoreError(review.id, review.status);
  const proposal = await requireApproval(ports.votes, review, reviewed.proposal);
  requireVotes(review, proposal, request);
  const lease = await prepareLease(ports, review, requesterOf(request));
  const stoppedBy: StopCause = request.addBack ? { id: "adding-back", actions: request.addBack } : { id: "restoring" };
  // What this execution has begun is finished. Whoever starts it without a vote is an operator, whom CloudTrail names.
  if (ports.holders && !lease.isOurs) await refuseHoldersToRestore(ports.holders, reviewed.before, request.votes);
  const changing = { review, proposal, before: reviewed.before, stoppedBy };
  try {
    return { changing, lease, ...(await planFromNow(ports, changing, lease, request)) };
  } catch (error) {
    if (isRefusal(error) && (lease.isOurs || lease.isCutOff)) throw await stopHalfway(ports, changing, lease, error);
    throw error;
  }
}

function requireVotes(review: Review, proposal: Proposal, { votes }: Request): void {
  if (proposal.approversNeeded !== undefined || review.approversNeeded !== undefined) requireTwoForRestore(review.id, votes);
}

interface Looked extends Planned {
  readonly now: RoleState;
}

/** Looks at the role as it is now, and plans what is asked for. */
async function planFromNow(ports: Needs, { review, before, proposal }: Changing, lease: PreparedLease, request: Request): Promise<Looked> {
  if (request.addBack && lease.isCutOff) throw new ChangeCutOffError(review.id, review.roleName);
  const now = await readSettled(ports, review.roleName);
  if (!isSameRole(now, before)) throw new RoleMadeAnewError(review.roleName);
  const account = now.permissionSet?.changeableOnlyIn;
  if (account !== undefined) throw new SetNotChangeableError(now.name, account);
  if (request.seen !== undefined && !lease.isOurs && request.seen !== fingerprint(now)) throw new RoleDriftedError(review.roleName);
  return { now, ...planFor(ports, { before, proposal, now }, request) };
}

function planFor(
  { catalogue }: Needs,
  states: { readonly before: RoleState; readonly proposal: Proposal; readonly now: RoleState },
  { addBack }: Request,
): Planned {
  if (addBack && states.before.permissionSet)
    throw new InvalidInputError("addBack", "a permission set is restored as a whole. Leave addBack out.");
  if (addBack) return { plan: planAddBack({ ...states, actions: addBack }, catalogue), stays: [] };
  const plan = planRestore(states, catalogue);
  return { plan, stays: plan.stays };
}

/** What was given back in part leaves the review as it was; a full restore ends it. */
async function finish(ports: Needs, review: Review, request: Request, stays: readonly string[]): Promise<RestoredReview> {
  const updatedAt = ports.clock.now();
  const { closedAt } = await ports.store.get(review.id);
  if (request.addBack) {
    // A repeated step finds the review as it is while it is restored.
    const back = backTo(review.status) ?? (closedAt === undefined ? "back-to-applied" : "back-to-settled");
    const failure = (review.status === "failed" ? review.failure : undefined) ?? null;
    const { status } = await ports.store.update(review.id, back, { updatedAt, failure });
    const message = addedBackMessage(review, request.addBack, request, await noticeWordsOf(ports.settings));
    await sendOnce(ports, review.id, message, { message: "added-back", about: requesterOf(request) });
    return { reviewId: review.id, status, stays };
  }
  await ports.store.update(review.id, "finish-restore", { updatedAt, failure: null, closedAt: closedAt ?? updatedAt });
  return await notifyRestored(ports, review, request, stays);
}

async function notifyRestored(ports: Needs, review: Review, request: Request, stays: readonly string[]): Promise<RestoredReview> {
  const proposal = await ports.store.document(review.id, "proposal");
  const words = await noticeWordsOf(ports.settings);
  const message = closing({ ...review, status: "restored" }, proposal && asDecided(proposal, review), words, { asked: request });
  await sendOnce(ports, review.id, message, { message: "restored", about: requesterOf(request) });
  return { reviewId: review.id, status: "restored", stays };
}
