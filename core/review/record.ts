import type { Window } from "#core/usage/activity.ts";
import type { Outcome } from "./proposal.ts";

/** Where a review stands. The arrows between them are in `canBecome`. */
export type ReviewStatus =
  | "generating"
  | "proposing"
  | "waiting"
  | "approved"
  | "rejected"
  | "expired"
  | "drifted"
  | "applying"
  | "applied"
  | "restoring"
  | "restored"
  | "settled"
  | "failed";

/** A review changes its role in these alone. */
export type ChangingStatus = "applying" | "restoring";

/** Who signed in, as their OpenID provider names them: the two together belong to one person for good. */
export interface SignedIn {
  readonly issuer: string;
  readonly subject: string;
}

/** One person's yes to a review that needs two. */
export interface Approval {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly identity: SignedIn;
  readonly reason?: string;
  readonly proposalHash: string;
}

/** What a person said, or the clock where nobody did. */
export interface Decision {
  readonly verdict: "approved" | "rejected" | "expired";
  /** ISO 8601. */
  readonly at: string;
  /** What is known of who decided: a signed-in identity, or "holder of the link"; "nobody" where it expired. */
  readonly by: string;
  /** Absent where nobody had to sign in. */
  readonly identity?: SignedIn;
  readonly reason?: string;
  /** The hash of exactly the proposal that was decided about. */
  readonly proposalHash: string;
}

/** A wait for a person. The task token stays in the record: no message, page or log ever holds it. */
export interface Waiting {
  readonly taskToken: string;
  readonly since: string;
  readonly expiresAt: string;
  /** Counts from 1; roundsOf says what each of them tells. 0 while the digest of the cycle is waited for. */
  readonly round: number;
  /** The last round whose message went out; a repeated call does not send it again. */
  readonly toldRound: number;
}

/** One role's passage through the workflow in one cycle. Bulky parts are documents of their own. */
export interface Review {
  readonly id: string;
  readonly roleName: string;
  readonly roleArn: string;
  /** The execution of the review cycle that opened it. */
  readonly cycleId: string;
  readonly dryRun: boolean;
  /** An operator named the role: it is asked about, also where the same was rejected not long ago. */
  readonly byName?: true;
  readonly status: ReviewStatus;
  readonly outcome?: Outcome;
  readonly reason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly window: Window;
  readonly jobId?: string;
  readonly proposalHash?: string;
  readonly waiting?: Waiting;
  /** Two where the role's tag asks for two different approvers. */
  readonly approversNeeded?: 2;
  /** Who has approved so far, where two must; also once it is decided. A new proposal starts again. */
  readonly approvals?: readonly Approval[];
  readonly decision?: Decision;
  /** Nobody was asked: the same was rejected, and it is not asked about again before then. ISO 8601. */
  readonly quietUntil?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly step: string };
  /** When its end was told and the role became free for the next review. */
  readonly closedAt?: string;
  /** Grows by one with every write; a conditional write names the one it read. */
  readonly revision: number;
}

/** One line of what was done to the role, written before and after each step of a change plan. */
export interface JournalEntry {
  readonly at: string;
  readonly step: string;
  readonly state: "started" | "done" | "undone" | "failed";
  readonly detail?: string;
}

/** Whose turn it is to change a role: one changes it at a time. */
export interface RoleTurn {
  /** How many turns there have been. */
  readonly count: number;
  /** Absent while nobody changes the role. */
  readonly holder?: TurnHolder;
}

export interface TurnHolder {
  readonly reviewId: string;
  /** Which of those that work for the review: its own workflow, or one request to restore. */
  readonly by: string;
  /** Its last sign of life, ISO 8601: when it began, or began again. */
  readonly at: string;
}

/** What is said to take a turn. `after` is the count of turns when the role was looked at: what came since was not seen. */
export interface TakingTurn {
  readonly by: string;
  readonly after: number;
}
