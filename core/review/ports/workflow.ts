import type { RestoreVote } from "../model/review.ts";

/** The workflow's side of a task that waits for a callback. */
export interface Callbacks {
  /** Throws CallbackGoneError where the task has ended meanwhile. */
  succeed(taskToken: string, output: unknown): Promise<void>;
}

/** What starts the state machine role-restore. */
export interface Restores {
  /**
   * Started once under a name of at most 80 characters; a second start under the same name changes nothing. False where what was
   * started under it is over, or is not the same.
   */
  start(name: string, input: RestoreInput): Promise<boolean>;
  /** One line by which a person starts it. */
  command(input: RestoreInput): string;
}

/** What starts the state machine tell-denied: a message, some time from now, about the calls that a role was denied. */
export interface Notices {
  /** Started once under a name of at most 80 characters; a second start under the same name changes nothing. False where it was used before. */
  start(name: string, input: { readonly reviewId: string; readonly waitSeconds: number }): Promise<boolean>;
}

/** All that a review took away is given back, or `addBack` alone; what was `missed` is kept by later reviews. */
export interface RestoreInput {
  readonly reviewId: string;
  readonly addBack?: readonly string[];
  readonly missed?: readonly string[];
  /** Who asks, and why; the reason of the one who asks without. */
  readonly votes?: readonly RestoreVote[];
  readonly reason?: string;
  /** The fingerprint of the role that whoever asks was shown: where the role is another by then, nothing is done. */
  readonly seen?: string;
}
