import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { uncovered } from "#core/policy/cover.ts";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { approvedAt, requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { handedTo } from "#core/review/change/code/code-owned.ts";
import { isExplained } from "#core/review/change/drift.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { addingPart, planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { type ChangePlaces, takeFirstPlace } from "#core/review/change/schedule/change-day.ts";
import { nextChangeAt, openDays } from "#core/review/change/schedule/change-window.ts";
import { ineligibleBecause } from "#core/review/eligibility.ts";
import { AccessWouldWidenError, ApprovalTooOldError, NotApprovedError, RoleBusyError, RoleDriftedError } from "#core/review/errors.ts";
import { REVIEW_WORKFLOW } from "#core/review/lease.ts";
import { entriesOf, isBegun, sinceSetAside } from "#core/review/model/journal.ts";
import type { LeaseRequest } from "#core/review/model/lease.ts";
import type { ReasonOf } from "#core/review/model/outcome.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Signer } from "#core/review/ports/machine.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import { firstCaughtAt } from "#core/review/rehearsal/caught.ts";
import { obstacleTo } from "#core/review/rehearsal/obstacle.ts";
import { documentsOf, refinedDocuments } from "#core/review/role-policies.ts";
import { daysBetween, secondsOf } from "#core/review/time.ts";
import { carryOutRecorded, readSettled } from "./change/halfway.ts";
import { handOver } from "./change/hand-over.ts";
import { awaitCanaries, postpone } from "./change/postpone.ts";
import { prepareLease } from "./change/prepare-lease.ts";
import { refuseHolders } from "./change/refuse-holders.ts";
import { setAside } from "./change/set-aside.ts";
import { usedSinceProposal } from "./change/used-since-proposal.ts";
import { withdraw } from "./change/withdraw.ts";
import { ReviewInput, readInput } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = ChangingPorts<"roles" | "latestUse" | "store" | "notifier" | "catalogue" | "clock" | "pauses" | "settings"> & {
  readonly signer: Signer<"restore">;
  readonly votes: VoteVerifier;
  /** Given where permission sets are changed, and no roles. */
  readonly holders?: SetHolders;
  /** Absent where a day may have any number of changes. */
  readonly places?: ChangePlaces;
};

export interface AppliedReview {
  readonly reviewId: string;
  readonly next: "watch" | "rehearse" | "propose-again" | "wait-for-window" | "pull-request";
  readonly watchSeconds: number;
  /** Until the change may be made. */
  readonly waitSeconds?: number;
}

interface Approved {
  readonly review: Review;
  /** As it was approved, with the documents of the answers. */
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly plan: ChangePlan;
}

/**
 * Carries an approved proposal out. Reads the role again first: where its permissions changed since the proposal,
 * or where it used since then what it would lose, nothing is written and a new proposal is asked for. May be repeated at any point, to one effect. What stops it half-way
 * is undone by the step restore-role.
 * Where the change is to be rehearsed, it is carried out in two parts: what comes is attached at first, and only after a clean rehearsal
 * what goes is detached.
 * Where reviews of canary roles before it are open, nothing is begun; where a canary's change was taken back meanwhile, the review is closed.
 * Outside of the window for changes, nothing is begun, and on a day that has its changes already nothing is detached.
 * Where the role lost its tag or was excluded since the proposal, nothing is written either, and the review is closed.
 * Throws RecordMismatchError where the record is not as Whittle wrote it, NotApprovedError where the approval is not of exactly this
 * proposal, VoteNotGenuineError where nobody signed it, ApprovalTooOldError, AccessWouldWidenError, NoFreeSlotError before anything is written,
 * ApproverHoldsSetError and HolderUnknownError where an approver may hold the permission set, RoleBusyError while another holds the lease of the role, and RoleDriftedError
 * where somebody changed the role while the plan was under way.
 */
export async function applyPolicy(ports: Needs, input: unknown): Promise<AppliedReview> {
  const { reviewId } = readInput(ReviewInput, input, "apply-policy");
  const watchSeconds = secondsOf(ports.settings.watchHours);
  const review = await ports.store.get(reviewId);
  if (review.status === "settled" || review.status === "restored") return { reviewId, next: "watch", watchSeconds: 0 };
  if (review.status === "restoring") throw new RoleBusyError(review.roleName, reviewId);
  if (review.status === "drifted") return { reviewId, next: "propose-again", watchSeconds };
  const approved = await readApproved(ports, review);
  if (review.status !== "applied") {
    const ended = await changeRole(ports, approved);
    if (ended) return { reviewId, ...ended };
  }
  const { proposal, plan } = approved;
  const link = await newRestoreLink(ports, review);
  const [unchecked] = entriesOf(await ports.store.journal(reviewId), "use-unchecked");
  const applied = closing({ ...review, status: "applied" }, proposal, await noticeWordsOf(ports.settings), {
    change: { plan, ...(link ? { link } : {}), ...(unchecked ? { unchecked: unchecked.because } : {}) },
  });
  await sendOnce(ports, reviewId, applied, { message: "applied" });
  return { reviewId, next: "watch", watchSeconds };
}

type Ended = Omit<AppliedReview, "reviewId">;

/** Carries the change out; where it is not to be, or is to be rehearsed first, how the step ends. */
async function changeRole(ports: Needs, approved: Approved): Promise<Ended | undefined> {
  const { review } = approved;
  if (review.status === "rehearsing" && (await isToRehearse(ports, approved))) return REHEARSE;
  const postponed = await waitForWindow(ports, review);
  if (postponed) return postponed;
  const lease = await prepareLease(ports, review, REVIEW_WORKFLOW);
  const now = await readSettled(ports, review.roleName);
  const isUntouched = review.status === "approved";
  const withdrawn = isUntouched ? ineligibleBecause(now, ports.settings) : undefined;
  if (withdrawn !== undefined) return await endWithout(ports, approved, { id: "withdrawn", because: withdrawn });
  if (await hasDrifted(ports, approved, now)) return await setDrifted(ports, review, []);
  const used = review.status === "applying" ? [] : await usedSinceProposal(ports, approved);
  if (used.length > 0) return await setDrifted(ports, review, used);
  await refuseUnfit(ports, approved, now);
  const later = isUntouched ? await waitForCanaries(ports, approved) : undefined;
  if (later) return later;
  const handed = isUntouched ? await handToCode(ports, approved, now) : undefined;
  if (handed) return handed;
  if (isUnrehearsed(approved)) return await attachForRehearsal(ports, approved, { now, lease });
  const full = await waitForPlace(ports, review);
  if (full) return full;
  await apply(ports, approved, { now, lease });
  return undefined;
}

const NOTHING_TO_WATCH: Ended = { next: "watch", watchSeconds: 0 };
/** The step follow-pull-request goes on. */
const TO_CODE: Ended = { next: "pull-request", watchSeconds: 0 };
const REHEARSE: Ended = { next: "rehearse", watchSeconds: 0 };

/** Where code owns the role, the change is the code's to make. */
async function handToCode(ports: Needs, approved: Approved, now: RoleState): Promise<Ended | undefined> {
  const owner = handedTo(ports.settings, approved.proposal, now);
  if (!owner) return undefined;
  if (ports.settings.codeOwnedRoles === "pull-request") return TO_CODE;
  await handOver(ports, approved, owner);
  return NOTHING_TO_WATCH;
}

/** A change is not begun, and what it detaches not detached, while the window for changes is closed; one under way is finished. */
async function waitForWindow(ports: Needs, review: Review): Promise<Ended | undefined> {
  const { changeWindow } = ports.settings;
  if (!changeWindow || review.status === "applying") return undefined;
  const now = ports.clock.now();
  const until = nextChangeAt(changeWindow, now);
  return until === now ? undefined : await postpone(ports, review, { now, until });
}

/** A change is not begun while reviews of canary roles before it are open, and not made at all where the change of one was taken back. */
async function waitForCanaries(ports: Needs, approved: Approved): Promise<Ended | undefined> {
  const wait = await awaitCanaries(ports, approved.review);
  return wait && "undone" in wait ? await endWithout(ports, approved, { id: "canary-undone", roleNames: wait.undone }) : wait;
}

/** What detaches waits for a place among the changes of a day; one under way is finished. */
async function waitForPlace(ports: Needs, review: Review): Promise<Ended | undefined> {
  if (!ports.places || review.status === "applying") return undefined;
  const now = ports.clock.now();
  const until = await takeFirstPlace(ports.places, review.id, { now, window: ports.settings.changeWindow });
  return until === now ? undefined : await postpone(ports, review, { now, until, because: "day-full" });
}

async function endWithout(ports: Needs, { review, proposal }: Approved, reason: ReasonOf<"withdrawn" | "canary-undone">): Promise<Ended> {
  const message = closing({ ...review, status: "settled", reason }, proposal, await noticeWordsOf(ports.settings));
  await withdraw(ports, review, reason, message);
  return NOTHING_TO_WATCH;
}

async function readApproved({ store, votes }: Needs, review: Review): Promise<Approved> {
  const reviewed = await reviewedRole(store, review);
  if (!reviewed || !["approved", "applying", "rehearsing", "applied"].includes(review.status)) throw new NotApprovedError(review.id);
  const proposal = await requireApproval(votes, review, reviewed.proposal);
  return { review, proposal, before: reviewed.before, plan: planChange(reviewed.before, proposal) };
}

/** Before the first step the role must be exactly as it was; after it, the plan must explain every difference. */
async function hasDrifted({ store }: Needs, { review, proposal, before, plan }: Approved, now: RoleState): Promise<boolean> {
  if (fingerprint(now) === proposal.roleFingerprint) return false;
  if (!isBegun(sinceSetAside(await store.journal(review.id)))) return true;
  if (isExplained(now, before, plan)) return false;
  throw new RoleDriftedError(review.roleName);
}

/** What must be true of an approval and of what it would give, before anything is written. */
async function refuseUnfit(ports: Needs, approved: Approved, now: RoleState): Promise<void> {
  const { review } = approved;
  refuseOld(ports, approved, now);
  refuseWidening(ports, approved, now);
  if (review.status === "approved" && ports.holders) await refuseHolders(ports.holders, approved.before, review);
}

/** On how many days an approval may be carried out, of those that the window for changes opens on: longer than the workflow tries again, and than a rehearsal. */
const MOST_DAYS_APPROVED = 45;

/**
 * An approval is for one change. Of a role that was restored everything is as it was approved about, so that an old approval would fit it once
 * more: whoever writes the record could have it carried out again. A change that was begun is finished, however old its approval.
 */
function refuseOld({ clock, settings }: Needs, { review, proposal }: Approved, now: RoleState): void {
  const at = approvedAt(review, proposal);
  const days = settings.changeWindow ? openDays(settings.changeWindow, at, clock.now()) : daysBetween(at, clock.now());
  if (days > MOST_DAYS_APPROVED && fingerprint(now) === proposal.roleFingerprint) throw new ApprovalTooOldError(review.id, at);
}

/**
 * Whatever the record says: a refined policy gives nothing that the role does not have at this moment. Of a change that was begun, the
 * role has what the plan found or what it wrote, as hasDrifted has seen.
 */
function refuseWidening({ catalogue }: Needs, { proposal, before }: Approved, now: RoleState): void {
  const has = [...documentsOf(now), ...before.attached.map(({ document }) => document)];
  const fresh = uncovered(refinedDocuments(proposal), has, catalogue);
  if (fresh.length > 0) throw new AccessWouldWidenError(now.name, [...new Set(fresh.map(({ action }) => action))].slice(0, 5));
}

/** A rehearsal ends, and its workflow takes it back; otherwise the approval is set aside. */
async function setDrifted(ports: Needs, review: Review, used: readonly string[]): Promise<Ended> {
  const { id, rehearsal } = review;
  if (review.status === "rehearsing" && rehearsal) {
    const { since, until } = rehearsal;
    const end = used.length > 0 ? ({ end: "used", usedSince: used } as const) : ({ end: "drifted" } as const);
    await ports.store.update(id, "rehearse", { rehearsal: { since, until, ...end }, updatedAt: ports.clock.now() });
    return REHEARSE;
  }
  await setAside(ports, review, used.length > 0 ? { usedSince: used } : {});
  return { next: "propose-again", watchSeconds: secondsOf(ports.settings.watchHours) };
}

interface Found {
  readonly now: RoleState;
  readonly lease: LeaseRequest;
}

/** Has the change still to be rehearsed, before anything is detached? */
function isUnrehearsed({ review, proposal }: Approved): boolean {
  return (proposal.rehearsalDays ?? 0) > 0 && review.rehearsal?.end !== "clean";
}

/** A clean end does not count where a late call was caught, or the role changed or was withdrawn since. */
async function isToRehearse({ store, roles, settings }: Needs, approved: Approved): Promise<boolean> {
  const { review, proposal, before } = approved;
  if (isUnrehearsed(approved) || firstCaughtAt(await store.journal(review.id)) !== undefined) return true;
  return obstacleTo({ before, proposal, now: await roles.read(review.roleName) }, settings) !== undefined;
}

/** Attaches what is to come, and detaches nothing: the rehearsal begins. */
async function attachForRehearsal(ports: Needs, approved: Approved, found: Found): Promise<Ended> {
  const { id } = approved.review;
  await carry(ports, { ...approved, plan: addingPart(approved.plan) }, found, approved.plan);
  await ports.store.update(id, "rehearse", { waiting: null, failure: null, updatedAt: ports.clock.now() });
  return REHEARSE;
}

async function apply(ports: Needs, approved: Approved, found: Found): Promise<void> {
  await carry(ports, approved, found, approved.plan);
  const change = { waiting: null, failure: null, updatedAt: ports.clock.now() };
  await ports.store.update(approved.review.id, "finish-apply", change);
}

async function carry(ports: Needs, { plan, ...approved }: Approved, found: Found, whole: ChangePlan): Promise<void> {
  await noteBreakGlass(ports, whole);
  const changing = { ...approved, stoppedBy: { id: "applying" } as const };
  await carryOutRecorded(ports, changing, { ...found, plan, transition: "apply" });
}

/** The record holds the way back before the first step is taken. */
async function noteBreakGlass({ store, clock }: Needs, plan: ChangePlan): Promise<void> {
  if (sinceSetAside(await store.journal(plan.reviewId)).some(({ kind }) => kind === "break-glass")) return;
  await store.append(plan.reviewId, { kind: "break-glass", at: clock.now(), command: breakGlass(plan) });
}
