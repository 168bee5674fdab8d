/** One execution that runs. Reviews and restores of permission sets count as those of roles. */
export interface Execution {
  readonly machine: "review-accounts" | "review-cycle" | "role-review" | "role-restore" | "tell-denied";
  readonly arn: string;
  /** What it works for; undefined for a cycle. */
  readonly reviewId: string | undefined;
}

/** The running parts of a deployed stack, for its removal. */
export interface Deployment {
  isScheduled(): Promise<boolean>;
  turnScheduleOff(): Promise<void>;
  /** What runs now. An execution that was stopped may be listed for some time (Step Functions API Reference, "ListExecutions"). */
  running(): Promise<readonly Execution[]>;
  /** No error where it has ended by itself. */
  stop(execution: Execution, cause: string): Promise<void>;
}
