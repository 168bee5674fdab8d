/** What template.yaml passes on to every function, as it is by default. */
export const SETTINGS = {
  AWS_REGION: "eu-central-1",
  TAG_KEY: "whittle:review",
  TAG_VALUE: "on",
  LOOK_BACK_DAYS: "90",
  REVIEW_CYCLE_DAYS: "30",
  APPROVAL_DAYS: "14",
  ESCALATION_HOURS: "0",
  QUIET_DAYS: "90",
  DIGEST_FROM: "5",
  WATCH_HOURS: "72",
  RESTORE_LINK_DAYS: "35",
  REHEARSAL_DAYS: "7",
  GRACE_DAYS: "14",
  GENERATIONS_PER_DAY: "50",
};
