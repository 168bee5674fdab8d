import { codeAndMessage, isTransient, type WhittleError } from "#core/errors.ts";
import { carryOut } from "#core/review/change/carry-out/carry-out.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import { ChangeFailedError, ChangeNotVisibleError, RoleNotFoundError, type StopCause } from "#core/review/errors.ts";
import type { LeaseRequest } from "#core/review/model/lease.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { type ChangingTransition, type ReviewStatus, TRANSITIONS } from "#core/review/model/status.ts";
import type { ChangingPorts } from "#core/review/ports.ts";

type Needs = ChangingPorts<"roles" | "store" | "clock" | "pauses">;

/** What a review knows of its role, and what it is doing to it. */
export interface Changing {
  readonly review: Review;
  readonly before: RoleState;
  readonly proposal: Proposal;
  /** Why it stopped, should nothing be heard of it any more. */
  readonly stoppedBy: StopCause;
}

export interface Carrying {
  readonly plan: ChangePlan;
  readonly now: RoleState;
  /** Gives the review its status while the plan is carried out. */
  readonly transition: ChangingTransition;
  readonly lease: LeaseRequest;
}

/** What IAM accepted just before may not show yet; a plan made too early would miss it. */
const SETTLE_SECONDS = 10;

export async function readSettled({ roles, pauses }: Needs, roleName: string): Promise<RoleState> {
  await pauses.pause(SETTLE_SECONDS);
  return await roles.read(roleName);
}

/**
 * Carries a plan out while the record says the truth at every moment: that it stopped half-way, what the role carries, and which
 * commands put it right. So it stands there already if this very process should end. Errors go out as they are.
 * Throws RoleBusyError, with nothing written, where another held the role's lease since the role was looked at.
 */
export async function carryOutRecorded(ports: Needs, changing: Changing, { plan, ...carrying }: Carrying): Promise<void> {
  const during = TRANSITIONS[carrying.transition].to;
  await recordHalfway(ports, changing, carrying);
  try {
    await carryOut(ports, plan, during);
  } catch (error) {
    if (isRetried(error)) throw error;
    const stoppedBy = { id: "failed", error: codeAndMessage(error) } as const;
    const left = await readSettled(ports, changing.review.roleName);
    await recordHalfway(ports, { ...changing, stoppedBy }, { ...carrying, now: left, seen: during });
    throw error;
  }
}

/**
 * Records that a change which was begun before cannot go on, and what the role carries. Gives the error that says so: the workflow
 * reports it as a failure, and not as a refusal that left everything as it was.
 */
export async function stopHalfway(
  ports: Needs,
  changing: Changing,
  lease: LeaseRequest,
  refusal: WhittleError,
): Promise<ChangeFailedError> {
  const { roleName } = changing.review;
  const isGone = refusal instanceof RoleNotFoundError;
  const attached = isGone ? [] : (await readSettled(ports, roleName)).attached;
  const stoppedBy = { id: "cannot-go-on", error: codeAndMessage(refusal) } as const;
  return await recordHalfway(ports, { ...changing, stoppedBy }, { now: { attached }, transition: "undo", lease });
}

/** Will the workflow make the same call again? */
export function isRetried(error: unknown): boolean {
  return isTransient(error) || error instanceof ChangeNotVisibleError;
}

interface Halfway extends Omit<Carrying, "plan" | "now"> {
  readonly now: Pick<RoleState, "attached">;
  /** The status that this very process has recorded before. */
  readonly seen?: ReviewStatus;
}

async function recordHalfway(
  { store, clock }: Needs,
  { review, before, proposal, stoppedBy }: Changing,
  { now: { attached }, transition, seen, lease }: Halfway,
): Promise<ChangeFailedError> {
  const at = clock.now();
  const commands = breakGlass(planChange(before, proposal));
  const failed = new ChangeFailedError(review.roleName, { stoppedBy, at, carries: attached, commands });
  await store.update(review.id, transition, {
    lease,
    ...(seen ? { seen } : {}),
    failure: { code: failed.code, message: failed.message, step: TRANSITIONS[transition].to },
    updatedAt: at,
  });
  return failed;
}
