import { accountOf } from "#core/aws/arn.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { RestoreClaims } from "#core/review/approval/links.ts";
import { isSameRole } from "#core/review/change/fingerprint.ts";
import { type RestoreOffer, restoreOffer } from "#core/review/change/restore/offer.ts";
import { type RestoreRequests, restoreRequests } from "#core/review/change/restore/requests.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { asDecided } from "#core/review/chosen.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import { isHeld } from "#core/review/lease.ts";
import { entriesOf, type JournalEntry } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { isAllowed } from "#core/review/model/status.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import type { Restores } from "#core/review/ports/workflow.ts";
import { leaseOf } from "#core/review/role-history.ts";

/** What the restore page needs besides what deciding needs. */
export interface Restoring {
  /** The roles of an account. */
  readonly rolesIn: (account: string) => Pick<Roles, "read">;
  readonly catalogue: ActionCatalogue;
  readonly restores: Restores;
  /** The same for permission sets, where they are reviewed; `rolesOf` takes the set as it was. */
  readonly ofSets?: { readonly rolesOf: (before: RoleState) => Pick<Roles, "read">; readonly restores: Restores };
}

/** What restores what a review is of. */
export function restoresOf({ restores, ofSets }: Restoring, { roleArn }: Pick<Review, "roleArn">): Restores {
  return (isSetArn(roleArn) ? ofSets?.restores : undefined) ?? restores;
}

function rolesOf({ rolesIn, ofSets }: Restoring, before: RoleState): Pick<Roles, "read"> {
  return before.permissionSet && ofSets ? ofSets.rolesOf(before) : rolesIn(accountOf(before.arn));
}

/** A change that can be taken back, with the role as it is now. */
export interface Restorable {
  readonly review: Review;
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly now: RoleState;
  readonly journal: readonly JournalEntry[];
  readonly requests: RestoreRequests;
  readonly missed: readonly string[];
  readonly offer: RestoreOffer;
  /** Of the record, the role and what was asked for before. It changes with each of them. */
  readonly state: string;
}

export type Unrestorable = "notApplied" | "beingApplied" | "beingRestored" | "busy" | "roleGone" | "restored";

export type Found =
  | { readonly ok: true; readonly restorable: Restorable }
  | { readonly ok: false; readonly because: Unrestorable; readonly review: Review; readonly requests: RestoreRequests };

/** Looks a change up and plans each way back from it. `at` is now, `missedOf` gives the actions to plan for. Throws ReviewNotFoundError. */
export async function findRestorable(
  store: ReviewStore,
  restoring: Restoring,
  { reviewId, proposalHash, at }: Pick<RestoreClaims, "reviewId" | "proposalHash"> & { readonly at: string },
  missedOf: (journal: readonly JournalEntry[]) => readonly string[],
): Promise<Found> {
  const review = await store.get(reviewId);
  const journal = await store.journal(reviewId);
  const requests = restoreRequests(journal);
  const not = (because: Unrestorable): Found => ({ ok: false, because, review, requests });
  if (review.decision?.verdict !== "approved" || review.decision.proposalHash !== proposalHash) return not("notApplied");
  if (review.status === "restored") return not("restored");
  if (isBeforeDetaching(review)) return not("beingApplied");
  const lease = await leaseOf(store, review);
  const isHeldNow = isHeld(lease, at);
  if (isHeldNow && lease.holder?.reviewId !== reviewId) return not("busy");
  if (isHeldNow) return not(review.status === "applying" ? "beingApplied" : "beingRestored");
  const reviewed = isAllowed("restore", review.status) && wasBegun(journal) ? await reviewedRole(store, review) : undefined;
  if (!reviewed) return not("notApplied");
  const { before } = reviewed;
  const proposal = asDecided(reviewed.proposal, review);
  const now = await readOrNothing(rolesOf(restoring, before), review.roleName);
  if (!now || !isSameRole(now, before)) return not("roleGone");
  const missed = missedOf(journal);
  const offer = restoreOffer({ before, proposal, now }, missed, restoring.catalogue);
  const state = `${review.revision} ${offer.seen} ${requests.count}`;
  return { ok: true, restorable: { review, proposal, before, now, journal, requests, missed, offer, state } };
}

function isBeforeDetaching({ status }: Review): boolean {
  return status === "approved" || status === "rehearsing";
}

/** What was handed over as a patch was approved, and never begun. */
function wasBegun(journal: readonly JournalEntry[]): boolean {
  return entriesOf(journal, "break-glass").length > 0;
}

async function readOrNothing(roles: Pick<Roles, "read">, roleName: string): Promise<RoleState | undefined> {
  try {
    return await roles.read(roleName);
  } catch (error) {
    if (error instanceof RoleNotFoundError) return undefined;
    throw error;
  }
}
