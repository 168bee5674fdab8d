/** What somebody wants back. */
export interface WantedBack {
  /** Id of a review, or name of a role. */
  readonly name: string;
  /** Just these; empty for all. */
  readonly actions: readonly string[];
  readonly reason: string | undefined;
}
