import { counted, thousands } from "#core/text.ts";
import type { EvidenceGap, GapOf, NoLastAccess } from "#core/usage/evidence-gap.ts";

/** What an evidence gap is, and what it means, in a sentence or two. */
export function gapText(gap: EvidenceGap): string {
  switch (gap.kind) {
    case "incomplete-generation":
      return "Access Analyzer says that its generated policy is not complete: it did not read all of the trail.";
    case "empty-generation":
      return "Access Analyzer found no activity at all. That may mean a role without use, or a trail without its events.";
    case "short-window":
      return `The evidence spans ${counted(gap.days, "day")}, and fewer than ${gap.graceDays} say little: what the role does once a week or once a month may not be in it.`;
    case "trail-starts-late":
      return `The log begins on ${gap.begins}, ${gap.missingDays} days after the window does: what the role did before is not known.`;
    case "days-without-logs":
      return `${gap.days} ${gap.days === 1 ? "day has" : "days have"} no log record of anybody: ${named(gap.first, gap.days)}. What the role did then is not known.`;
    case "regions-without-logs":
      return `No log record comes from ${gap.regions.join(", ")}, where the role is known to work. A trail of one region does not see the others.`;
    case "accounts-without-records":
      return `No record of ${gap.accounts.join(", ")} is in the logs, ${gap.effect === "wait" ? "though IAM says that the permission set was used there. Add the logs of these accounts" : "and the account's export does not say whether the permission set was used there"}.`;
    case "unreadable-files":
      return unreadableText(gap);
    case "unresolved-events":
      return unresolvedText(gap);
    case "last-access-unknown":
      return `IAM did not tell when the role last used each service: ${noLastAccessText(gap.because)} What no record shows remains a question.`;
    case "owner-unknown":
      return `CloudFormation did not say whether a stack owns the role: ${gap.error} If one does, it may undo the change.`;
    case "role-younger-than-window":
      return `The role was made on ${gap.created}, inside the window: it had ${gap.days} days to show what it needs.`;
    case "granted-recently":
      return `${gap.policy} was granted on ${gap.granted}, less than ${gap.graceDays} days before the window's end: nobody can tell yet what of it is used. It stays as it is.`;
  }
}

/** Why IAM did not tell of a role's last use, in a sentence. */
export function noLastAccessText(because: NoLastAccess): string {
  switch (because.id) {
    case "not-ready":
      return "its report was not ready after half a minute.";
    case "aws-fault":
      return "its report could not be had, by a fault on the side of AWS.";
    case "failed":
      return `its report failed: ${because.error ?? "IAM does not say why"}.`;
    case "not-answered":
      return because.error;
  }
}

function unreadableText({ files, outOf, firstFiles, records, reasons, firstReasons }: GapOf<"unreadable-files">): string {
  const names = firstFiles.map(({ file, because }) => `${file}: ${because}`);
  const parts = [
    ...(files > 0
      ? [
          `${outOf === undefined ? counted(files, "log file") : `${thousands(files)} of ${counted(outOf, "log file")}`} could not be read (${named(names, files)})`,
        ]
      : []),
    ...(records > 0 ? [`${counted(records, "record")} could not be read (${named(firstReasons, reasons)})`] : []),
  ];
  return `${parts.join("; ")}. What they hold is not known.`;
}

function unresolvedText({ of, events, firstEvents }: GapOf<"unresolved-events">): string {
  const names = named(firstEvents, events);
  return of === "log" ? `No IAM action is known for ${names}.` : `The generated policy names actions that are in no catalogue: ${names}.`;
}

/** The first few names, the rest as a number. */
function named(first: readonly string[], count: number): string {
  const more = count - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${thousands(more)} more` : ""}`;
}
