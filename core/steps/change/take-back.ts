import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import type { setAsideEntry } from "#core/review/change/drift.ts";
import { isSameRole } from "#core/review/change/fingerprint.ts";
import { planUndo } from "#core/review/change/restore/undo.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { NotApprovedError, RoleMadeAnewError } from "#core/review/errors.ts";
import { REVIEW_WORKFLOW } from "#core/review/lease.ts";
import type { Ineligible } from "#core/review/model/outcome.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Rehearsal, Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { carryOutRecorded, readSettled } from "./halfway.ts";
import { prepareLease } from "./prepare-lease.ts";
import { setAside } from "./set-aside.ts";
import { withdraw } from "./withdraw.ts";

type Needs = ChangingPorts<"roles" | "store" | "notifier" | "catalogue" | "clock" | "pauses"> & {
  readonly settings: MessageSettings;
  readonly votes: VoteVerifier;
};

export interface TakenBack {
  readonly reviewId: string;
  readonly status: ReviewStatus;
  readonly next: "propose-again" | "end";
  /** Refined policies that stay, because something that the role may do now hangs on them alone. */
  readonly stays: readonly string[];
}

/**
 * Takes back what a rehearsal attached, so that the role is as it was before. Then the review is closed where the role was withdrawn;
 * otherwise the approval is set aside, and a new proposal is made. May be repeated at any point.
 * A refined policy stays where something that the role may do by now hangs on it alone.
 * Throws NotApprovedError where nothing is rehearsed, RoleBusyError while another holds the lease, and RoleMadeAnewError.
 */
export async function takeBack(ports: Needs, review: Review): Promise<TakenBack> {
  const { id, roleName, status, rehearsal } = review;
  if (status === "drifted") return { reviewId: id, status, next: "propose-again", stays: [] };
  if (review.closedAt !== undefined) return { reviewId: id, status, next: "end", stays: [] };
  const reviewed = await reviewedRole(ports.store, review);
  if (!reviewed || rehearsal?.end === undefined || rehearsal.end === "clean") throw new NotApprovedError(id);
  const proposal = await requireApproval(ports.votes, review, reviewed.proposal);
  const { before } = reviewed;
  const lease = await prepareLease(ports, review, REVIEW_WORKFLOW);
  const now = await readSettled(ports, roleName);
  if (!isSameRole(now, before)) throw new RoleMadeAnewError(roleName);
  const plan = planUndo({ before, proposal, now }, await ports.store.journal(id), ports.catalogue);
  const stoppedBy = { id: "taking-back" } as const;
  await carryOutRecorded(ports, { review, before, proposal, stoppedBy }, { plan, now, lease, transition: "undo" });
  const { stays } = plan;
  if (rehearsal.end === "withdrawn") {
    await endWithout(ports, review, proposal, rehearsal.because);
    return { reviewId: id, status: "settled", next: "end", stays };
  }
  await setAside(ports, review, whySetAside(rehearsal));
  return { reviewId: id, status: "drifted", next: "propose-again", stays };
}

function whySetAside(rehearsal: Rehearsal): Parameters<typeof setAsideEntry>[2] {
  if (rehearsal.end === "caught") return { because: "caught" };
  return rehearsal.end === "used" ? { usedSince: rehearsal.usedSince } : {};
}

async function endWithout(ports: Needs, review: Review, proposal: Proposal, because: Ineligible): Promise<void> {
  const reason = { id: "withdrawn", because, rehearsed: true } as const;
  const message = closing({ ...review, status: "settled", reason }, proposal, await noticeWordsOf(ports.settings));
  await withdraw(ports, review, reason, message);
}
