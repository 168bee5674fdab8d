import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { isAsBefore } from "#core/review/change/drift.ts";
import { isSameRole } from "#core/review/change/fingerprint.ts";
import { planUndo } from "#core/review/change/restore/undo.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { ChangeUndoneError, RoleMadeAnewError } from "#core/review/errors.ts";
import { REVIEW_WORKFLOW } from "#core/review/lease.ts";
import type { LeaseRequest } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { ChangingPorts } from "#core/review/ports.ts";
import { type WorkflowError, workflowMessage } from "../input.ts";
import { carryOutRecorded, readSettled } from "./halfway.ts";
import { prepareLease } from "./prepare-lease.ts";

type Needs = ChangingPorts<"roles" | "store" | "catalogue" | "clock" | "pauses"> & { readonly votes: VoteVerifier };

interface Undone {
  readonly reviewId: string;
  readonly status: ReviewStatus;
}

/**
 * Undoes what was done of a change that cannot be finished, and nothing else, and records how the role stands then.
 * Where nothing was begun nothing is undone; where all was done, and only telling it failed, neither.
 */
export async function undoChange(ports: Needs, review: Review, error: WorkflowError): Promise<Undone> {
  const { id, roleName, status } = review;
  const failed = { code: error.Error, message: workflowMessage(error) };
  if (status === "applied") return await recordLater(ports, review, error);
  if (status !== "applying" && status !== "rehearsing" && status !== "restoring") return { reviewId: id, status };
  const reviewed = await reviewedRole(ports.store, review);
  if (!reviewed) return { reviewId: id, status };
  const proposal = await requireApproval(ports.votes, review, reviewed.proposal);
  const { before } = reviewed;
  const lease = await prepareLease(ports, review, REVIEW_WORKFLOW);
  const now = await readSettled(ports, roleName);
  if (!isSameRole(now, before)) return await recordUndone(ports, review, lease, new RoleMadeAnewError(roleName));
  const plan = planUndo({ before, proposal, now }, await ports.store.journal(id), ports.catalogue);
  await carryOutRecorded(
    ports,
    { review, before, proposal, stoppedBy: { id: "failed", error: failed } },
    { plan, now, lease, transition: "undo" },
  );
  const left = await readSettled(ports, roleName);
  const undone = new ChangeUndoneError(roleName, failed, isAsBefore(left, before) ? undefined : left.attached);
  return await recordUndone(ports, review, lease, undone);
}

async function recordLater(ports: Needs, { id, roleName }: Review, error: WorkflowError): Promise<Undone> {
  const message = `The change to ${roleName} was carried out; what failed came after it: ${workflowMessage(error)}`;
  const failure = { code: error.Error, message, step: "applied" };
  await ports.store.update(id, "note-failure", { failure, updatedAt: ports.clock.now() });
  return { reviewId: id, status: "applied" };
}

async function recordUndone(
  ports: Needs,
  { id }: Review,
  lease: LeaseRequest,
  { code, message }: ChangeUndoneError | RoleMadeAnewError,
): Promise<Undone> {
  const failure = { code, message, step: "applying" };
  await ports.store.update(id, "undo", { lease, failure, updatedAt: ports.clock.now() });
  return { reviewId: id, status: "restoring" };
}
