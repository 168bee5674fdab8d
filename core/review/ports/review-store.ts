import type { RoleKey } from "#core/cloudtrail/role-key.ts";
import type { Brief } from "../model/brief.ts";
import type { JournalEntry } from "../model/journal.ts";
import type { LeaseRequest, RoleLease } from "../model/lease.ts";
import type { Decision, RestoreVote, Review } from "../model/review.ts";
import type { Saved } from "../model/saved.ts";
import type { ChangingTransition, ReviewStatus, StepTransition } from "../model/status.ts";

/** The bulky parts of a review. */
export type DocumentName = "evidence" | "before" | "proposal";

/** What is known of a role from earlier reviews. */
export interface RoleHistory {
  readonly role: RoleKey;
  readonly openReviewId?: string;
  /** When the last review of it that counts for its cycle ended. */
  readonly settledAt?: string;
  /** When the last review of it ended, however it did. */
  readonly triedAt?: string;
  /** The last review of it that a person decided. */
  readonly decidedReviewId?: string;
  /** Actions, or patterns of them, that were missed after a review and given back: later reviews keep them. Sorted. */
  readonly keep?: readonly string[];
  /** Who changes the role at this moment; absent where no review ever did. */
  readonly lease?: RoleLease;
}

/** The record. Every write is conditional: two writers never both win. */
export interface ReviewStore {
  /**
   * Opens a review of a role unless one is open. The same cycle asking again gets its own review back
   * (`claimed: true`); another cycle is told which one is open (`claimed: false`).
   */
  claim(review: Review): Promise<{ readonly reviewId: string; readonly claimed: boolean }>;
  /** Throws ReviewNotFoundError. */
  get(reviewId: string): Promise<Review>;
  /**
   * Moves a review on, by one of the transitions of model/status.ts. Throws ReviewConflictError where its status does not allow it
   * (checked in the same write).
   * A status that ends a review also frees the role for the next one. A status in which the review changes its role acquires the
   * role's lease, any other releases it. Throws RoleBusyError where another holds it.
   */
  update<T extends StepTransition>(reviewId: string, transition: T, change: ChangeBy<T>): Promise<Review>;
  /**
   * Records a decision on a waiting review, once; the first approval of a review that needs two is recorded as that.
   * Nothing is recorded where it is decided already, or where the same person approves again.
   * Throws ApproverUnknownError where two must approve and the approver has not signed in.
   */
  decide(reviewId: string, decision: Decision): Promise<Decided>;
  /** Records what one person wants back, where two must ask for it. */
  voteForRestore(reviewId: string, vote: RestoreVote): Promise<Review>;
  putDocument<K extends DocumentName>(reviewId: string, name: K, value: Saved[K]): Promise<void>;
  document<K extends DocumentName>(reviewId: string, name: K): Promise<Saved[K] | undefined>;
  append(reviewId: string, entry: JournalEntry): Promise<void>;
  /** Oldest first. */
  journal(reviewId: string): Promise<readonly JournalEntry[]>;
  /** Adds to what later reviews of a role keep. */
  keep(role: RoleKey, actions: readonly string[]): Promise<void>;
  history(roles: readonly RoleKey[]): Promise<ReadonlyMap<RoleKey, RoleHistory>>;
  /** Open reviews, oldest first. */
  open(): Promise<readonly Review[]>;
  /** Some reviews that have ended, those that were opened last first; all of them were opened before `before`, where it is given. */
  ended(before?: EndedMark): Promise<EndedReviews>;
}

/** Most ended reviews that one call gives. */
export const MOST_ENDED = 500;

/** A place in the order of ended reviews: when one was opened, and which it is. */
export type EndedMark = Pick<Review, "createdAt" | "id">;

export interface EndedReviews {
  readonly reviews: readonly Review[];
  /** Are there older ones? */
  readonly hasMore: boolean;
}

/** What came of a decision, with the review as it stands now. */
export interface Decided {
  readonly recorded: "decision" | "approval" | "nothing";
  readonly review: Review;
}

/** What a transition writes besides the status. A review holds the role's lease while it changes the role. */
export type ChangeBy<T extends StepTransition> = ChangedFields &
  (T extends ChangingTransition ? { readonly lease: LeaseRequest } : { readonly lease?: undefined });
export type ReviewChange = ChangedFields & { readonly lease?: LeaseRequest | undefined };

/** `null` takes a field away. */
interface ChangedFields {
  readonly updatedAt: string;
  /** The status that the writer read, where it must not have changed since. */
  readonly seen?: ReviewStatus;
  readonly outcome?: NonNullable<Review["outcome"]>;
  readonly reason?: NonNullable<Review["reason"]>;
  /** A shorter one, where the window that was meant is more than Access Analyzer takes. */
  readonly window?: Review["window"];
  readonly jobId?: string;
  readonly proposalHash?: string;
  readonly proposalSeal?: string;
  readonly evidenceSeal?: string;
  readonly brief?: Brief | null;
  readonly quietUntil?: string;
  readonly approversNeeded?: 2 | null;
  readonly roleOwner?: string | null;
  readonly waiting?: Review["waiting"] | null;
  /** Taken away where the role drifted: what was decided is no longer what would be applied. The journal keeps it. */
  readonly decision?: null;
  readonly rehearsal?: Review["rehearsal"] | null;
  readonly failure?: Review["failure"] | null;
  readonly closedAt?: string;
}
