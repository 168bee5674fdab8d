import type { ReportedState } from "#core/review/account-report.ts";
import type { Brief } from "#core/review/model/brief.ts";
import { counted, thousands } from "#core/text.ts";

const states: Readonly<Record<ReportedState, string>> = {
  "to-decide": "To decide",
  "in-progress": "In progress",
  changed: "Applied",
  restored: "Restored",
  rejected: "Rejected",
  expired: "Expired undecided",
  "only-proposed": "Proposed, nobody asked",
  "nothing-to-change": "Nothing to change",
  "not-eligible": "Not eligible",
  failed: "Failed",
};

/** The list of reviews in English, and the history of one. */
export const list = {
  title: "Reviews",
  states,
  heading: (toDecide: number) => (toDecide === 0 ? "No review is waiting for a decision" : `${counted(toDecide, "review")} to decide`),
  found: (count: number) => (count === 0 ? "No review found" : `${counted(count, "review")} found`),
  search: "Role, account or review",
  state: "State",
  anyState: "Any",
  find: "Search",
  showAll: "Show all",
  toDecide: "To decide, riskiest first",
  inProgress: "In progress",
  ended: "Ended, newest first",
  none: "No review yet. The next review cycle starts one for each tagged role.",
  noneFound: "Check the spelling, or choose another state.",
  older: "Older reviews",
  onlyNewest: "Only the newest reviews are searched at a time.",
  more: (count: number) => `And ${thousands(count)} more. Search for a role to see it.`,
  noProposal: "No proposal yet",
  suspicious: "Suspicious activity",
  canWiden: "Can widen its own permissions",
  toCheck: "To check: ",
  checks: ({ laterCallsDenied, removedUnlogged, keptWithoutProof, gaps }: Brief): readonly string[] => [
    ...(laterCallsDenied > 0 ? [counted(laterCallsDenied, "later call denied", "later calls denied")] : []),
    ...(removedUnlogged > 0
      ? [counted(removedUnlogged, "removed action whose use CloudTrail can't show", "removed actions whose use CloudTrail can't show")]
      : []),
    ...(keptWithoutProof > 0 ? [counted(keptWithoutProof, "action kept without proof", "actions kept without proof")] : []),
    ...(gaps > 0 ? [counted(gaps, "evidence gap")] : []),
  ],
  separator: " · ",
  askedFor: (days: number) => (days === 0 ? "Asked today" : `Asked ${counted(days, "day")} ago`),
  /** A time follows. */
  until: "decide by ",
  approvedOnce: "approved once, one more approval needed",
  since: (state: string) => `${state} since `,
  endedOn: (state: string) => `${state} on `,
  answersChanged: "before the approver's answers",
  by: (who: string) => ` by ${who}`,
  decide: "Review and decide",
  decideAbout: (roleName: string) => `Review and decide about ${roleName}`,
  history: {
    of: (roleName: string) => `Review of ${roleName}`,
    title: (roleName: string) => `${roleName}: history`,
    status: "Status",
    dryRun: " (dry run)",
    outcome: "Outcome",
    proposed: "Proposed",
    window: (from: string, to: string) => `${from} to ${to}`,
    opened: "Opened",
    closed: "Closed",
    failed: "Failed",
    decision: "Decision",
    decided: "Decided",
    subject: "Subject",
    subjectAt: (subject: string, issuer: string) => `${subject} at ${issuer}`,
    steps: "Steps",
    unchanged: "The role was not changed.",
    states: { started: "started", done: "done", undone: "undone", failed: "failed" },
  },
};
