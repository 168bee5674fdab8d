import { counted, thousands } from "#core/text.ts";
import type { EvidenceGap, GapOf, NoLastAccess } from "#core/usage/evidence-gap.ts";
import { fileFaultText, recordFaultText } from "./log-fault.ts";

/** What an evidence gap is, and what it means, in a sentence or two. */
export function gapText(gap: EvidenceGap): string {
  switch (gap.kind) {
    case "incomplete-generation":
      return "Access Analyzer's generated policy is incomplete: it did not read all of the trail.";
    case "empty-generation":
      return "Access Analyzer found no activity. The role may be unused, or the trail may lack its events.";
    case "short-window":
      return `The evidence spans ${counted(gap.days, "day")}, fewer than ${gap.graceDays}. Weekly or monthly jobs may be missing from it.`;
    case "trail-starts-late":
      return `The log begins on ${gap.begins}, ${gap.missingDays} days after the window. What the role did before is unknown.`;
    case "days-without-logs":
      return `${gap.days} ${gap.days === 1 ? "day has" : "days have"} no log records at all: ${named(gap.first, gap.days)}. What the role did then is unknown.`;
    case "regions-without-logs":
      return `There are no log records from ${gap.regions.join(", ")}, where the role works. A single-region trail does not record other regions.`;
    case "accounts-without-records":
      return `No record of ${gap.accounts.join(", ")} is in the logs, ${gap.effect === "wait" ? "though IAM says that the permission set was used there. Add the logs of these accounts" : "and nothing else says whether the permission set was used there"}.`;
    case "unreadable-files":
      return unreadableText(gap);
    case "unresolved-events":
      return unresolvedText(gap);
    case "last-access-unknown":
      return `IAM did not report when the role last used each service: ${noLastAccessText(gap.because)} Use that no record shows remains a question.`;
    case "owner-unknown":
      return `CloudFormation did not say whether a stack owns the role: ${gap.error} If one does, it may undo the change.`;
    case "role-younger-than-window":
      return `The role was created on ${gap.created}, within the window, so the evidence covers only ${gap.days} days.`;
    case "granted-recently":
      return `${gap.policy} was granted on ${gap.granted}, less than ${gap.graceDays} days before the end of the window. It is too early to say which of it is used, so it is kept.`;
  }
}

/** Why IAM did not tell of a role's last use, in a sentence. */
export function noLastAccessText(because: NoLastAccess): string {
  switch (because.id) {
    case "not-ready":
      return "its report was not ready after 30 seconds.";
    case "aws-fault":
      return "its report failed because of a fault in AWS.";
    case "failed":
      return `its report failed: ${because.error ?? "IAM gave no reason"}.`;
    case "not-answered":
      return because.error;
  }
}

function unreadableText({ files, outOf, firstFiles, records, reasons, firstReasons }: GapOf<"unreadable-files">): string {
  const names = firstFiles.map(({ file, because }) => `${file}: ${fileFaultText(because)}`);
  const parts = [
    ...(files > 0
      ? [
          `${outOf === undefined ? counted(files, "log file") : `${thousands(files)} of ${counted(outOf, "log file")}`} could not be read (${named(names, files)})`,
        ]
      : []),
    ...(records > 0 ? [`${counted(records, "record")} could not be read (${named(firstReasons.map(recordFaultText), reasons)})`] : []),
  ];
  return `${parts.join("; ")}. Their content is unknown.`;
}

function unresolvedText({ of, events, firstEvents }: GapOf<"unresolved-events">): string {
  const names = named(firstEvents, events);
  return of === "log"
    ? `No IAM action is known for ${names}.`
    : `The generated policy has actions that are not in the catalogue: ${names}.`;
}

/** The first few names, the rest as a number. */
function named(first: readonly string[], count: number): string {
  const more = count - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${thousands(more)} more` : ""}`;
}
