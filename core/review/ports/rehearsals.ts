/** The event rules that hand the live calls of a role over while its change is rehearsed: one rule a review. */
export interface Rehearsals {
  /** Makes the rule, or puts right what is wrong with it. May be repeated. Throws QuotaExceededError where the event bus takes no more rules. */
  begin(reviewId: string, roleArn: string): Promise<void>;
  /** Does the rule stand as `begin` made it? */
  isStanding(reviewId: string, roleArn: string): Promise<boolean>;
  /** Deletes the rule. No error where there is none. */
  end(reviewId: string): Promise<void>;
}
