import { nameInArn } from "#core/aws/arn.ts";
import type { RecordMisfit } from "#core/review/audit/against-record.ts";
import type { AuditEntry, Misfit } from "#core/review/audit/chain.ts";
import type { AuditEvent, Person } from "#core/review/audit/event.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import { describeStep } from "./journal.ts";

const MISFIT: Readonly<Record<Misfit, string>> = {
  changed: "it was changed after it was written",
  "not-signed": "its signature is not of this key",
  "missing-before": "entries before it are missing",
  "out-of-order": "it stands in the wrong place",
  "not-following": "it does not follow on the entry before, which was replaced",
  twice: "its place is taken twice",
};

/** Why an entry of the audit trail does not fit, in words. */
export function misfitText(because: Misfit): string {
  return MISFIT[because];
}

const RECORD_MISFIT: Readonly<Record<RecordMisfit, string>> = {
  "record-removed": "the record holds this no more",
  "record-changed": "the record does not hold what was written then",
  "status-changed": "the review has another status in the record",
  "proposal-changed": "the proposal in the record is not the one that was decided about",
  "role-state-changed": "the role's state in the record is not the one that was decided about",
};

/** What the record does not have as an entry tells it, in words. */
export function recordMisfitText(because: RecordMisfit): string {
  return RECORD_MISFIT[because];
}

const STATUS: Readonly<Record<ReviewStatus, string>> = {
  generating: "collecting evidence",
  proposing: "making the proposal",
  waiting: "waiting for approvers",
  approved: "approved",
  rejected: "rejected",
  expired: "expired undecided",
  drifted: "approval set aside, the role changed",
  applying: "making the change",
  rehearsing: "rehearsing the change",
  applied: "change in effect",
  restoring: "restoring",
  restored: "restored",
  settled: "closed",
  failed: "failed",
};

const JOURNAL: Readonly<Record<Exclude<JournalEntry["kind"], "step">, string>> = {
  "approval-set-aside": "Approval set aside",
  "break-glass": "Command for restoring by hand recorded",
  "canaries-awaited": "Waiting for canary roles",
  "change-postponed": "Change postponed",
  "code-merged": "Merged or completed in the code",
  "code-requested": "Change requested in the code",
  denied: "Denied since the change",
  "denied-told": "Message sent about denied calls",
  "rehearsal-began": "Rehearsal started",
  "restore-asked": "Restore requested",
  "restore-failed": "Restore failed",
  "restore-refused": "Restore refused",
  sent: "Message sent",
  "use-unchecked": "Use since the proposal not checked",
  "would-deny": "Would be denied, says the rehearsal",
};

/** A trail may be of a later version, with kinds that this one does not know. */
function journalText(entry: string): string {
  const known: Readonly<Record<string, string>> = JOURNAL;
  return known[entry] ?? `Journal: ${entry}`;
}

type Tampering = Extract<AuditEvent, { kind: "tampering" }>["what"];

const TAMPERING: Readonly<Record<Tampering, string>> = {
  "journal-changed": "Record tampered with: a journal entry was changed",
  "journal-removed": "Record tampered with: a journal entry was removed",
  "review-removed": "Record tampered with: the review was removed",
  "review-rewritten": "Record tampered with: the review was rewritten",
  "review-forged": "Record tampered with: a review was put there, which Whittle did not open",
  "vote-forged": "Record tampered with: a vote was put there, which nobody gave on the page",
  unreadable: "Record tampered with: it cannot be read",
};

/** What an entry of the audit trail tells, in one line. */
export function auditLine({ event, role = "" }: Pick<AuditEntry, "event" | "role">): string {
  switch (event.kind) {
    case "status":
      return `${event.from === undefined ? "Review opened" : "Review"}: ${STATUS[event.to]}`;
    case "decision":
      return `${event.final ? "Decision" : "First approval"}: ${event.verdict} by ${personText(event.person)}${forgedText(event)}`;
    case "decision-withdrawn":
      return "Decision set aside";
    case "restore-vote":
      return `Restore asked for by ${personText(event.person)}${forgedText(event)}`;
    case "change":
      return `Change ${event.state}: ${describeStep(event.step, nameInArn(role))}${event.error === undefined ? "" : ` (${event.error})`}`;
    case "journal":
      return [journalText(event.entry), event.action && `: ${event.action}`, event.by && `, by ${event.by}`].filter(Boolean).join("");
    case "tampering":
      return TAMPERING[event.what];
  }
}

/** Nobody is to be read as having voted who did not. */
function forgedText({ signed }: Extract<AuditEvent, { kind: "decision" | "restore-vote" }>): string {
  return signed === "not-genuine" ? " (forged: not signed on the page)" : "";
}

function personText({ by, subject }: Person): string {
  return subject === undefined ? by : `${by} (${subject})`;
}
