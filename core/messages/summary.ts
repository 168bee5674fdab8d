import { accountOf } from "#core/aws/arn.ts";
import type { AccessLevel } from "#core/policy/catalogue.ts";
import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import { briefOf } from "#core/review/brief.ts";
import type { Brief } from "#core/review/model/brief.ts";
import type { Proposal, Unused } from "#core/review/model/proposal.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import type { Settings } from "#core/review/settings.ts";
import { daysBetween } from "#core/review/time.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { proofLine } from "./proof-line.ts";
import { questionItem, questionItemById } from "./question.ts";
import { alarmingLine, toCheckText } from "./risk-line.ts";
import type { Fact } from "./telling.ts";

/** `Remove 118 of 123 CloudWatch Logs actions; keep 5`, or `Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5`. */
export function headline(proposal: Proposal): string {
  return headlineOf(briefOf(proposal));
}

/** The same of a proposal in short. */
export function headlineOf(brief: Brief): string {
  const { keptCount, removedCount, policies, unused } = brief;
  if (unused)
    return `Unused for ${unusedDays(unused)}: remove ${removedCount === 1 ? "its one action" : `all ${counted(removedCount, "action")}`}`;
  if (removedCount === 0 && policies > 0) return `Narrow ${counted(keptCount, "action")} to the resources that were used`;
  return `Remove ${ofWhich(brief)}; keep ${thousands(keptCount)}`;
}

/** `412 days`, and `at least 90 days` where no use is known. */
function unusedDays({ days, lastUsed }: Unused): string {
  return `${lastUsed === undefined ? "at least " : ""}${daysText(days)}`;
}

/** `412 days`; from two years on in whole years, `8 years`. */
function daysText(days: number): string {
  return days < 730 ? counted(days, "day") : `${Math.floor(days / 365.25)} years`;
}

/** The total stands once: a part of it beside it reads as another number of the same thing. */
function ofWhich({ keptCount, removedCount, mainService }: Brief): string {
  const all = removedCount + keptCount;
  if (mainService?.removedCount === removedCount && mainService.count === all)
    return `${thousands(removedCount)} of ${counted(all, `${mainService.name} action`)}`;
  return `${thousands(removedCount)} of ${counted(all, "action")}${mainService ? `, mostly ${mainService.name}` : ""}`;
}

/** Removed actions by access level, the gravest first. */
export function removedByLevel({ removed }: Pick<Brief, "removed">): readonly { readonly level: AccessLevel; readonly count: number }[] {
  return GRAVEST_FIRST.map((level, at) => ({ level, count: removed[at] ?? 0 })).filter(({ count }) => count > 0);
}

function unproven({ evidence }: Proposal): readonly string[] {
  return evidence.filter((item) => !item.proven).map((item) => item.action);
}

/** How many must approve. */
export function whoApproves(approversNeeded: 2 | undefined): string {
  return approversNeeded === 2 ? "Two different approvers must approve." : "One approver is enough, for example you.";
}

/** For readers who have never heard of it. */
export const WHITTLE = "Whittle trims IAM roles to the permissions they actually use.";

/** What is set about the time after a change. */
export type AfterChange = Pick<Settings, "approverSignIn" | "watchHours" | "restoreLinkDays" | "copyIn">;

/** Whether a break is noticed, and how and until when the change can be undone. */
export function ifItBreaks(
  { approverSignIn, watchHours, restoreLinkDays, copyIn }: AfterChange,
  { role, unlogged }: Pick<Proposal, "role" | "unlogged">,
): string {
  if (approverSignIn === "local")
    return copyIn === undefined
      ? "Nothing can break, and there is nothing to undo: this run works on a copy of the account and changes nothing in AWS."
      : `Nothing can break: this run changes nothing in AWS, only the copy of the account in ${copyIn}. To undo it there: whittle restore ${role.name} --out ${copyIn}`;
  const undo = `To undo the change, use the message that approvers get when it is done: it has a restore link (for ${counted(restoreLinkDays, "day")}) and a command.`;
  if (watchHours === 0) return `Whittle does not watch for denied calls after the change. ${undo}`;
  const where = isSetArn(role.arn) ? " in the account of this stack or in its member accounts" : "";
  return `For ${spanOf(watchHours)} after the change, approvers get a message if it causes denied calls${where}. They are not told of denied reads and writes of data, such as S3 objects${unlogged.length === 0 ? "" : ", or of denied uses of the actions named under Could break"}. ${undo}`;
}

function spanOf(hours: number): string {
  return hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");
}

/** What no evidence can show, however complete. */
function seldomLine({ window, unused }: Proposal): string {
  if (unused) return "A rare job that hasn't run in this time would lose all of its permissions.";
  const days = Math.round(daysBetween(window.from, window.to));
  if (days < 1) return "Jobs that did not run in this time, less than a day, may lose a permission they need.";
  return `Jobs that did not run in these ${daysText(days)} may lose a permission they need.`;
}

/** `Role MyRole in AWS account 111122223333`, or `Permission set Admins, a role in 3 AWS accounts,` */
export function whichRole({ role, notes }: Proposal): string {
  const set = notes.find((note) => note.id === "permission-set");
  if (set) return `Permission set ${role.name}, a role in ${counted(set.accounts.length, "AWS account")},`;
  const account = accountOf(role.arn);
  return `Role ${role.name}${account ? ` in AWS account ${account}` : ""}`;
}

/** The proposal in a few lines, the same in every message about it. */
export function summaryFacts(proposal: Proposal, options: PlanFactOptions = {}): readonly Fact[] {
  return [...riskFacts(proposal), ...planFacts(proposal, options)];
}

/** What to know before anything else. */
export function riskFacts(proposal: Proposal): readonly Fact[] {
  return [
    { label: "Alarming", text: alarmingLine(proposal) },
    { label: "Could break", text: couldBreakText(proposal) },
  ];
}

export interface PlanFactOptions {
  /** Where the reader answers its questions; absent where nobody is asked any more. */
  readonly answered?: "on-page" | "by-option";
}

/** What the proposal rests on, and what it changes. */
export function planFacts(proposal: Proposal, options: PlanFactOptions = {}): readonly Fact[] {
  return [
    { label: "Proof", text: proofLine(proposal) },
    ...toCheckFact(proposal, options),
    { label: "Removed", text: removedText(proposal) },
    { label: "Kept", text: keptText(proposal) },
    ...(proposal.questions.length > 0 ? [questionsFact(proposal, options)] : []),
    { label: "Policies", text: policiesText(proposal) },
    { label: "Evidence", text: evidenceText(proposal) },
  ];
}

/** Who looks at what is to check, and when; a list of it follows. */
export const BEFORE_DECIDING = "Look at these before you decide: ";

function toCheckFact(proposal: Proposal, { answered }: PlanFactOptions): readonly Fact[] {
  const text = toCheckText(proposal);
  return text === "" ? [] : [{ label: "To check", text: answered ? `${BEFORE_DECIDING}${text}` : text }];
}

/** `2 permissions management, 65 write, 4 tagging, 29 read, 33 list` */
export function removedText(proposal: Proposal): string {
  return removedOf(briefOf(proposal));
}

/** The same of a proposal in short. */
export function removedOf(brief: Brief): string {
  const levels = removedByLevel(brief).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`);
  if (levels.length === 0) return "no action; only resources become narrower";
  return `${levels.join(", ")} ${brief.removedCount === 1 ? "action" : "actions"}`;
}

function keptText(proposal: Proposal): string {
  if (proposal.unused) return "no action: the role isn't used";
  const doubtful = unproven(proposal);
  const kept = someOf(proposal.diff.kept, 8) || "no action of the replaced policies: the retained ones grant what it uses";
  return doubtful.length === 0 ? kept : `${kept}. Without proof of use: ${someOf(doubtful, 4)}`;
}

/** Evidence that does not show every use, as the subject of a sentence. */
const CANNOT_SHOW: Readonly<Record<Proposal["activity"]["source"], string>> = {
  trail: "CloudTrail, AWS's log of calls, can't show",
  generated: "CloudTrail, AWS's log of calls, can't show",
  "last-accessed": "IAM doesn't report",
};

/** What the change could break, by name: removed actions that no log shows, and what runs rarely. */
export function couldBreakText(proposal: Proposal): string {
  const { unlogged } = proposal;
  const unseen =
    unlogged.length === 0
      ? ""
      : `${CANNOT_SHOW[proposal.activity.source]} whether these removed actions are used: ${someOf(unlogged, 5)}. `;
  return `${unseen}${seldomLine(proposal)}`;
}

function questionsFact(proposal: Proposal, { answered }: PlanFactOptions): Fact {
  // A question that the proposal's makers have answered is not for the page.
  const on = answered === "on-page" && proposal.choices ? " Answer on the page, where you decide." : "";
  const item = answered === "by-option" ? questionItemById : questionItem;
  return {
    label: "Questions",
    text: `No log shows whether the role uses these${answered ? `.${on} Without your answer:` : ":"}`,
    items: proposal.questions.map((question) => item(question, proposal)),
  };
}

function policiesText(proposal: Proposal): string {
  if (proposal.unused) return `all are detached: ${namesOf(replacedNames(proposal))}. The role itself stays`;
  const { policies, retains } = proposal;
  const fresh = policies.length === 0 ? "nothing: the retained policies grant what it uses" : namesOf(policies);
  const names = replacedNames(proposal);
  const replaced = `${namesOf(names)} ${names.length === 1 ? "is" : "are"} replaced with ${fresh}`;
  return retains.length === 0 ? replaced : `${replaced}. Retained unchanged: ${namesOf(retains)}`;
}

/** `1,026 calls in CloudTrail, 12 of them denied, 2026-10-20 to 2026-11-18`: the same count in every message and on the page. */
export function evidenceText({ activity, window, unused }: Pick<Proposal, "activity" | "window" | "unused">): string {
  if (unused) return unusedText(unused, window);
  const span = `${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`;
  if (activity.source === "last-accessed") return `IAM's last accessed report, ${span}`;
  if (activity.source === "generated") return `Access Analyzer's generated policy, ${span}`;
  const { ofRole, denied } = activity.records;
  return `${counted(ofRole, "call")} in CloudTrail${denied > 0 ? `, ${thousands(denied)} of them denied` : ""}, ${span}`;
}

function unusedText({ lastUsed, known }: Unused, { from, to }: Proposal["window"]): string {
  const unseen = `no call from ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  if (lastUsed !== undefined) return `${unseen}; IAM reports the last use on ${lastUsed.slice(0, 10)}`;
  return known === "by-iam"
    ? `${unseen}; IAM reports no use at all`
    : `${unseen}; IAM was not asked, and CloudTrail does not show reads and writes of data such as S3 objects`;
}

/** Why an approver is asked, for readers who have never heard of Whittle. */
export function askedFor({ unused }: Proposal): string {
  return unused
    ? `has not been used for ${unusedDays(unused)}. Approve to detach all of its policies; the role itself stays, and a link in the closing message restores them.`
    : "has permissions (actions) that Whittle found no use of. Approve to remove them and keep the rest.";
}

/** The policies that a proposal takes off the role; inline ones are called so. */
export function replacedNames({ replaces, replacesInline }: Proposal): readonly { readonly name: string }[] {
  return [...replaces, ...replacesInline.map((name) => ({ name: `${name} (inline)` }))];
}

function namesOf(refs: readonly { readonly name: string }[]): string {
  return someOf(
    refs.map(({ name }) => name),
    6,
  );
}
