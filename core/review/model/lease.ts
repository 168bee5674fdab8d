/** The exclusive right to change a role: one holder at a time. */
export interface RoleLease {
  /** Grows by one with each lease, so that a late writer is refused. */
  readonly fencingToken: number;
  /** Absent while nobody changes the role. */
  readonly holder?: LeaseHolder;
}

export interface LeaseHolder {
  readonly reviewId: string;
  /** Which of those that work for the review: its own workflow, or one request to restore. */
  readonly by: string;
  /** Its last sign of life, ISO 8601: when it began, or began again. */
  readonly at: string;
}

/** What acquires a lease. `after` is the fencing token when the role was looked at: a later change was not seen. */
export interface LeaseRequest {
  readonly by: string;
  readonly after: number;
}
