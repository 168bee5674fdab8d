import type { EntryOf, JournalEntry, SentMessage, StepRecord } from "#core/review/model/journal.ts";
import { WHITTLE_PATH } from "#core/review/selection.ts";
import { someOf, thousands } from "#core/text.ts";
import { noLastAccessText } from "./gap.ts";
import { instantText } from "./text.ts";

/** A journal entry in words. */
export interface JournalLine {
  readonly state: "started" | "done" | "undone" | "failed";
  readonly text: string;
  readonly detail?: string;
  /** A command, to be shown letter for letter. */
  readonly command?: string;
}

const SENT: Readonly<Record<SentMessage, string>> = {
  "added-back": "permissions added back",
  alarm: "alarm",
  applied: "change applied",
  closed: "review closed",
  "code-requested": "change requested in the code",
  failed: "failed",
  "handed-over": "handed over as a patch",
  "not-deployed": "not carried out by the code",
  "rehearsal-began": "rehearsal started",
  restored: "restored",
  withdrawn: "role withdrawn",
  "would-deny": "a rehearsed call would be denied",
};

export function journalLine(entry: JournalEntry, roleName: string): JournalLine {
  switch (entry.kind) {
    case "step":
      return stepLine(entry, roleName);
    case "break-glass":
      return { state: "done", text: "To restore the role by hand, with the AWS CLI alone", command: entry.command };
    case "approval-set-aside":
      return setAsideLine(entry);
    case "change-postponed":
      return { state: "started", text: postponedText(entry) };
    case "canaries-awaited":
      return {
        state: "started",
        text: `Waiting for canary roles: ${someOf(
          entry.canaries.map(({ roleName }) => roleName),
          10,
        )}`,
      };
    case "code-requested":
      return { state: "done", text: `Opened ${entry.form === "issue" ? "an issue" : "a pull request"}`, detail: entry.url };
    case "code-merged":
      return { state: "started", text: "Merged or completed; waiting for the deployment" };
    case "use-unchecked":
      return { state: "failed", text: "Use since the proposal not checked", detail: noLastAccessText(entry.because) };
    case "sent":
      return { state: "done", text: `Sent: ${SENT[entry.message]}` };
    case "denied":
      return { state: "failed", text: `Denied since the change: ${entry.action}`, detail: deniedText(entry) };
    case "denied-told":
      return { state: "done", text: `Sent: denied calls, ${thousands(entry.calls)} so far` };
    case "rehearsal-began":
      return { state: "started", text: `Rehearsal until ${instantText(entry.until)}` };
    case "would-deny":
      return { state: "failed", text: `Rehearsal: ${entry.action} would be denied`, detail: deniedText(entry) };
    case "restore-asked":
      return { state: "done", text: wantedText(entry), detail: askedText(entry) };
    case "restore-refused":
      return { state: "failed", text: "Restore refused", detail: entry.error.message };
    case "restore-failed":
      return { state: "failed", text: "Restore failed", detail: entry.error.message };
  }
}

function stepLine({ step, state, error }: EntryOf<"step">, roleName: string): JournalLine {
  return { state, text: describeStep(step, roleName), ...(error ? { detail: error.message } : {}) };
}

function postponedText({ until, because }: EntryOf<"change-postponed">): string {
  return because === undefined
    ? `Waiting for the change window, which opens ${instantText(until)}`
    : `Waiting until ${instantText(until)}: as many roles as MaxChangesPerDay allows are changed before`;
}

function setAsideLine({ by, decidedAt, reason, usedSince, because }: EntryOf<"approval-set-aside">): JournalLine {
  const said = reason ? ` Comment: ${reason}` : "";
  const why = usedSince
    ? `since the proposal the role used ${someOf(usedSince, 10)}, which it would have lost`
    : because === "caught"
      ? "the rehearsal found calls that would be denied"
      : "the role had changed since the proposal (drift)";
  const detail = `on ${decidedAt}: ${why}, so nothing was detached.${said}`;
  return { state: "undone", text: `Approved by ${by}`, detail };
}

/** On what and by whom a call was denied. */
export function deniedText({ resources, session, address }: Pick<EntryOf<"denied">, "resources" | "session" | "address">): string {
  return `${resources.join(", ") || "*"} by ${session} from ${address}`;
}

/** What somebody wants back. */
function wantedText({ addBack }: Pick<EntryOf<"restore-asked">, "addBack">): string {
  return addBack ? `Restore requested: ${addBack.join(", ")}` : "Restore requested";
}

/** Who asked for a restore, and why. */
export type Asked = Pick<EntryOf<"restore-asked">, "by" | "reason">;

/** The same as a sentence. */
export function askedText({ by, reason }: Asked): string {
  return `Requested by ${by}.${reason === "" ? "" : ` Comment: ${reason}`}`;
}

/** What a step does. */
export function describeStep(step: StepRecord, roleName: string): string {
  switch (step.kind) {
    case "create-policy":
      return `Create the managed policy ${WHITTLE_PATH}${step.name}`;
    case "add-version":
      return `Create a new default version of ${step.name}; version ${step.before.versionId} is kept`;
    case "set-version":
      return `Make ${step.versionId} the default version of ${step.name} again`;
    case "tag":
      return `Tag ${step.name} with this review`;
    case "attach":
      return `Attach ${step.name} to ${roleName}`;
    case "verify":
      return `Verify that ${roleName} has ${[...step.policies, ...(step.inline ?? [])].map(({ name }) => name).join(", ")} before going on`;
    case "detach":
      return `Detach ${step.name} from ${roleName}`;
    case "put-inline":
      return `Write the inline policy ${step.name} into ${roleName}`;
    case "delete-inline":
      return `Delete the inline policy ${step.name} of ${roleName}`;
    case "delete-policy":
      return `Delete ${step.name}, which is no longer needed`;
    case "provision":
      return `Provision ${roleName} in every account that it is assigned to`;
  }
}
