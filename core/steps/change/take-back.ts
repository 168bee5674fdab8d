import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { setAsideEntry } from "#core/review/change/drift.ts";
import { isSameRole } from "#core/review/change/fingerprint.ts";
import { isNoted } from "#core/review/change/requests.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { planUndo } from "#core/review/change/undo.ts";
import { NotApprovedError, RoleMadeAnewError } from "#core/review/errors.ts";
import { REVIEW_WORKFLOW } from "#core/review/lease.ts";
import type { Ineligible } from "#core/review/model/outcome.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { sendOnce } from "../send-once.ts";
import { carryOutRecorded, readSettled } from "./halfway.ts";
import { prepareLease } from "./prepare-lease.ts";

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
  const { because: withdrawn } = rehearsal;
  if (withdrawn) await withdraw(ports, review, proposal, withdrawn);
  else await setAside(ports, review);
  const { stays } = plan;
  return { reviewId: id, status: withdrawn ? "settled" : "drifted", next: withdrawn ? "end" : "propose-again", stays };
}

async function setAside({ store, clock }: Needs, { id, decision, rehearsal }: Review): Promise<void> {
  const entry = decision && setAsideEntry(decision, clock.now(), whySetAside(rehearsal));
  if (entry && !isNoted(await store.journal(id), entry)) await store.append(id, entry);
  await store.update(id, "drift", { waiting: null, decision: null, rehearsal: null, failure: null, updatedAt: clock.now() });
}

function whySetAside(rehearsal: Review["rehearsal"]): Parameters<typeof setAsideEntry>[2] {
  if (rehearsal?.end === "caught") return { because: "caught" };
  return rehearsal?.usedSince ? { usedSince: rehearsal.usedSince } : {};
}

async function withdraw(ports: Needs, review: Review, proposal: Proposal, because: Ineligible): Promise<void> {
  const { id } = review;
  const reason = { id: "withdrawn", because, rehearsed: true } as const;
  const words = await noticeWordsOf(ports.settings);
  await sendOnce(ports, id, closing({ ...review, status: "settled", reason }, proposal, words), { message: "withdrawn" });
  const at = ports.clock.now();
  await ports.store.update(id, "withdraw", { reason, waiting: null, failure: null, updatedAt: at, closedAt: at });
}
