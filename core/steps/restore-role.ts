import * as v from "valibot";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { InvalidInputError } from "#core/errors.ts";
import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { addedBackMessage } from "#core/messages/restoring.ts";
import { type RestoreVoteVerifier, requireTwoForRestore, restoreAskedBy } from "#core/review/approval/restore-vote.ts";
import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { planAddBack } from "#core/review/change/add-back.ts";
import type { ChangePlan } from "#core/review/change/change-plan.ts";
import { fingerprint, isSameRole } from "#core/review/change/fingerprint.ts";
import { planRestore } from "#core/review/change/restore.ts";
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
import { RestoreVote, type Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { isAllowed, type ReviewStatus } from "#core/review/model/status.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { type Changing, carryOutTruthfully, readSettled, stopHalfway } from "./halfway.ts";
import { FromMachine, readInput } from "./input.ts";
import { type PreparedLease, prepareLease } from "./prepare-lease.ts";
import { refuseHoldersToRestore } from "./refuse-holders.ts";
import { isRefusal, noteAsked, orSayWhyNot, orStepBack, requestText, sayWhyNot } from "./restore-request.ts";
import { takeBack } from "./take-back.ts";
import { tellOnce } from "./tell-once.ts";
import { undoChange, WorkflowError, workflowMessage } from "./undo-change.ts";

type Needs = ChangingPorts<"roles" | "store" | "notifier" | "catalogue" | "clock" | "pauses"> & {
  readonly settings: MessageSettings;
  readonly votes: VoteVerifier & RestoreVoteVerifier;
  /** Given where permission sets are restored, and no roles. */
  readonly holders?: SetHolders;
};

/** What can be asked back. */
export const ACTION_FORM = /^[a-z0-9-]+:[\w*?]+$/i;
const Action = v.pipe(
  v.string(),
  v.regex(ACTION_FORM, ({ input }) => `${JSON.stringify(input)} is not an action such as s3:GetObject or s3:*`),
);
const Actions = v.pipe(v.array(Action), v.minLength(1, "names no action"));

const FORM = 'must be like {"reviewId": "…"} or {"reviewId": "…", "addBack": ["s3:GetObject"]}';

const asked = {
  reviewId: v.pipe(v.string("names no review"), v.nonEmpty("is empty")),
  /** Give back just these to the refined policy, instead of all. */
  addBack: v.optional(Actions),
  /** What was missed: later reviews keep it. */
  missed: v.optional(Actions),
  /** Who asks, each signed by the page that they asked on. */
  votes: v.optional(v.pipe(v.array(RestoreVote), v.maxLength(2))),
  reason: v.optional(v.pipe(v.string(), v.maxLength(1000)), ""),
  /** The fingerprint of the role that whoever asked was shown. */
  seen: v.optional(v.string()),
};

/** What the state machine role-restore may be started with. */
const RestoreInput = v.pipe(
  v.unknown(),
  v.check((input) => !Array.isArray(input), FORM),
  v.strictObject(asked, (issue) => (issue.expected === "never" ? `is not known here; allowed are ${Object.keys(asked).join(", ")}` : FORM)),
);

const StepInput = v.looseObject({
  ...asked,
  /** Why apply-policy stopped, where the workflow asks: then what was done of the change is undone. */
  error: v.optional(WorkflowError),
  /** Takes back what a rehearsal attached, where the workflow asks. */
  rehearsed: v.optional(v.literal(true)),
  /** Which execution asks, where the workflow does: another one with the same request is another one all the same. */
  execution: v.optional(v.looseObject({ id: v.string() })),
  /** Why the workflow gave up waiting for the lease: then only that is told. */
  gaveUp: v.optional(WorkflowError),
});

const NamedRequest = v.object({ ...FromMachine.entries, gaveUp: v.optional(WorkflowError) });

/** Throws InvalidInputError that says what is wrong with what somebody started role-restore with. */
function readRequest(input: unknown): v.InferOutput<typeof StepInput> {
  const machine = v.safeParse(NamedRequest, input);
  if (!machine.success) return readInput(StepInput, input, "restore-role");
  const { execution, gaveUp } = machine.output;
  return { ...readInput(RestoreInput, machine.output.input, "execution input"), execution, ...(gaveUp ? { gaveUp } : {}) };
}

interface Request extends v.InferOutput<typeof StepInput> {
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
  const given = readRequest(input);
  const review = await ports.store.get(given.reviewId);
  if (given.rehearsed) return await takeBack(ports, review);
  if (given.error) return { ...(await undoChange(ports, review, given.error)), stays: [] };
  const request = await named(ports, review, given);
  if (request.gaveUp)
    return await refused(ports, review, request, { code: request.gaveUp.Error, message: workflowMessage(request.gaveUp) });
  if (review.status === "restored" && !request.addBack) return await told(ports, review, request, []);
  await noteAsked(ports, review, request);
  const { changing, stays, ...carrying } = await orSayWhyNot(ports, review, request, () => prepare(ports, review, request));
  await orStepBack(ports, review, { request, lease: carrying.lease }, () =>
    carryOutTruthfully(ports, changing, { ...carrying, transition: "restore" }),
  );
  await ports.store.keep(roleKey(review.roleArn), [...(request.addBack ?? []), ...(request.missed ?? [])]);
  return await finish(ports, review, request, stays);
}

/** Who asks is known from signed votes alone; whoever starts the workflow without one is told of by the execution, which CloudTrail names. */
async function named({ votes, clock }: Needs, review: Review, given: v.InferOutput<typeof StepInput>): Promise<Request> {
  const asked = await restoreAskedBy(votes, review, { ...given, votes: given.votes ?? [] }, clock.now());
  if (asked) return { ...given, ...asked };
  const execution = given.execution?.id.split(":").at(-1);
  return { ...given, by: execution ? `whoever started the execution ${execution} (see CloudTrail)` : "whoever called restore-role" };
}

/** Which of those that restore it is: a repeated step is the same one, and the same request made again is another. */
function whoAsks(request: Request): string {
  return request.execution?.id ?? requestText(request);
}

async function refused(ports: Needs, review: Review, request: Request, error: ErrorRecord): Promise<RestoredReview> {
  await sayWhyNot(ports, review, request, error);
  return { reviewId: review.id, status: review.status, stays: [] };
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
  const lease = await prepareLease(ports, review, whoAsks(request));
  const stoppedBy: StopCause = request.addBack ? { id: "adding-back", actions: request.addBack } : { id: "restoring" };
  // What this execution has begun is finished. Whoever starts it without a vote is an operator, whom CloudTrail names.
  if (ports.holders && !lease.isOurs) await refuseHoldersToRestore(ports.holders, reviewed.before, request.votes ?? []);
  const changing = { review, proposal, before: reviewed.before, stoppedBy };
  try {
    return { changing, lease, ...(await look(ports, changing, lease, request)) };
  } catch (error) {
    if (isRefusal(error) && (lease.isOurs || lease.isCutOff)) throw await stopHalfway(ports, changing, lease, error);
    throw error;
  }
}

function requireVotes(review: Review, proposal: Proposal, { votes = [] }: Request): void {
  if (proposal.approversNeeded !== undefined || review.approversNeeded !== undefined) requireTwoForRestore(review.id, votes);
}

interface Looked extends Planned {
  readonly now: RoleState;
}

/** Looks at the role as it is now, and plans what is asked for. */
async function look(ports: Needs, { review, before, proposal }: Changing, lease: PreparedLease, request: Request): Promise<Looked> {
  if (request.addBack && lease.isCutOff) throw new ChangeCutOffError(review.id, review.roleName);
  const now = await readSettled(ports, review.roleName);
  if (!isSameRole(now, before)) throw new RoleMadeAnewError(review.roleName);
  const account = now.permissionSet?.changeableOnlyIn;
  if (account !== undefined) throw new SetNotChangeableError(now.name, account);
  if (request.seen !== undefined && !lease.isOurs && request.seen !== (await fingerprint(now))) throw new RoleDriftedError(review.roleName);
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
    const back = closedAt === undefined ? "back-to-applied" : "back-to-settled";
    const { status } = await ports.store.update(review.id, back, { updatedAt, failure: null });
    const message = addedBackMessage(review, request.addBack, request, await noticeWordsOf(ports.settings));
    await tellOnce(ports, review.id, message, { message: "added-back", about: whoAsks(request) });
    return { reviewId: review.id, status, stays };
  }
  await ports.store.update(review.id, "finish-restore", { updatedAt, failure: null, closedAt: closedAt ?? updatedAt });
  return await told(ports, review, request, stays);
}

async function told(ports: Needs, review: Review, request: Request, stays: readonly string[]): Promise<RestoredReview> {
  const proposal = await ports.store.document(review.id, "proposal");
  const words = await noticeWordsOf(ports.settings);
  const message = closing({ ...review, status: "restored" }, proposal && asDecided(proposal, review), words, { asked: request });
  await tellOnce(ports, review.id, message, { message: "restored", about: whoAsks(request) });
  return { reviewId: review.id, status: "restored", stays };
}
