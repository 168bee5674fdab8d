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
