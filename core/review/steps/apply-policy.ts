import { carryOut } from "../change/carry-out.ts";
import { fingerprint } from "../change/fingerprint.ts";
import { type ChangePlan, planChange, touchedPolicies } from "../change/plan.ts";
import { NotApprovedError, RoleDriftedError } from "../errors.ts";
import { proposalHash } from "../hash.ts";
import { closing } from "../message/closing.ts";
import type { Ports } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import type { Review } from "../record.ts";
import type { RoleState } from "../role-state.ts";
import { ReviewInput, readInput } from "./input.ts";

type Needs = Pick<Ports, "roles" | "changes" | "store" | "notifier" | "clock" | "settings">;

export interface AppliedReview {
  readonly reviewId: string;
  readonly next: "watch" | "propose-again";
  readonly watchSeconds: number;
}

/**
 * Carries an approved proposal out. Reads the role again first: where its permissions changed since the proposal,
 * nothing is written and a new proposal is asked for. May be repeated at any point, to one effect.
 * Throws NotApprovedError where the approval is not of exactly this proposal, and RoleDriftedError where somebody changed
 * the role while the plan was under way: then it has what it had and what was written so far.
 */
export async function applyPolicy(ports: Needs, input: unknown): Promise<AppliedReview> {
  const { reviewId } = readInput(ReviewInput, input, "apply-policy");
  const watchSeconds = ports.settings.watchHours * 3600;
  const review = await ports.store.get(reviewId);
  if (review.status === "applied") return { reviewId, next: "watch", watchSeconds };
  const { proposal, before } = await approved(ports, review);
  const plan = planChange(before, proposal);
  if (await hasDrifted(ports, review, before, proposal, plan)) {
    if (review.status === "applying") throw new RoleDriftedError(review.roleName);
    await ports.store.update(reviewId, ["approved"], { status: "drifted", waiting: null, decision: null, updatedAt: ports.clock.now() });
    return { reviewId, next: "propose-again", watchSeconds };
  }
  await ports.store.update(reviewId, ["approved", "applying"], { status: "applying", updatedAt: ports.clock.now() });
  await carryOut(ports, plan, before);
  await ports.notifier.publish(closing({ ...review, status: "applied" }, proposal, plan));
  await ports.store.update(reviewId, ["applying"], { status: "applied", waiting: null, updatedAt: ports.clock.now() });
  return { reviewId, next: "watch", watchSeconds };
}

async function approved({ store }: Needs, review: Review): Promise<{ proposal: Proposal; before: RoleState }> {
  const proposal = await store.document(review.id, "proposal");
  const before = await store.document(review.id, "before");
  const isApproved = review.decision?.verdict === "approved" && (review.status === "approved" || review.status === "applying");
  if (!isApproved || !proposal || !before || review.decision?.proposalHash !== (await proposalHash(proposal)))
    throw new NotApprovedError(review.id);
  return { proposal, before };
}

/** Once the first step is taken, the role differs by this plan's own doing; then the rest of it must still be as it was. */
async function hasDrifted({ roles }: Needs, review: Review, before: RoleState, proposal: Proposal, plan: ChangePlan): Promise<boolean> {
  const now = await roles.read(review.roleName);
  if (review.status === "approved") return (await fingerprint(now)) !== proposal.roleFingerprint;
  const own = touchedPolicies(plan);
  return (await fingerprint(now, own)) !== (await fingerprint(before, own));
}
