import { codeAndMessage, ServiceFaultError, ThrottledError, type WhittleError } from "#core/errors.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import { carryOut } from "#core/review/change/carry-out.ts";
import { type ChangePlan, planChange } from "#core/review/change/plan.ts";
import { ChangeFailedError, ChangeNotVisibleError, RoleNotFoundError } from "#core/review/errors.ts";
import type { LeaseRequest } from "#core/review/model/lease.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { type ChangingTransition, type ReviewStatus, TRANSITIONS } from "#core/review/model/status.ts";
import type { Ports } from "#core/review/ports.ts";

type Needs = Pick<Ports, "roles" | "changes" | "store" | "clock" | "pauses">;

/** What a review knows of its role, and what it is doing to it. */
export interface Changing {
  readonly review: Review;
  readonly before: RoleState;
  readonly proposal: Proposal;
  readonly because: string;
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
export async function carryOutTruthfully(ports: Needs, changing: Changing, { plan, ...carrying }: Carrying): Promise<void> {
  const during = TRANSITIONS[carrying.transition].to;
  await recordHalfway(ports, changing, carrying);
  try {
    await carryOut(ports, plan, during);
  } catch (error) {
    if (passes(error)) throw error;
    const { message: because } = codeAndMessage(error);
    const left = await readSettled(ports, changing.review.roleName);
    await recordHalfway(ports, { ...changing, because }, { ...carrying, now: left, seen: during });
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
  const because = `it was begun and cannot go on. ${refusal.message}`;
  return await recordHalfway(ports, { ...changing, because }, { now: { attached }, transition: "undo", lease });
}

/** Will the workflow make the same call again? */
export function passes(error: unknown): boolean {
  return error instanceof ThrottledError || error instanceof ServiceFaultError || error instanceof ChangeNotVisibleError;
}

interface Halfway extends Omit<Carrying, "plan" | "now"> {
  readonly now: Pick<RoleState, "attached">;
  /** The status that this very process has recorded before. */
  readonly seen?: ReviewStatus;
}

async function recordHalfway(
  { store, clock }: Needs,
  { review, before, proposal, because }: Changing,
  { now: { attached }, transition, seen, lease }: Halfway,
): Promise<ChangeFailedError> {
  const at = clock.now();
  const failed = new ChangeFailedError(
    review.roleName,
    because,
    { at, policies: policiesText(attached) },
    breakGlass(planChange(before, proposal)),
  );
  await store.update(review.id, transition, {
    lease,
    ...(seen ? { seen } : {}),
    failure: { code: failed.code, message: failed.message, step: TRANSITIONS[transition].to },
    updatedAt: at,
  });
  return failed;
}

/** The managed policies that a role carries, in words. */
export function policiesText(attached: RoleState["attached"]): string {
  return attached.length === 0 ? "no managed policy" : attached.map(({ name, versionId }) => `${name} (${versionId})`).join(", ");
}
