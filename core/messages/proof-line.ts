import type { DeniedLater, Proof, Proposal } from "#core/review/model/proposal.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import type { Window } from "#core/usage/activity.ts";

/** How a policy made from the first part of the window fared on the rest: `A test policy, made only from the calls of 1-20 October, was tested on 312 later calls: 0 denied.` */
export function proofLine({ proof, activity }: Pick<Proposal, "proof" | "activity">): string {
  if (proof.kind === "not-tested") return `Not tested on later calls: ${notTested(proof.reason, activity.source)}.`;
  const { builtFrom, calls, allowed, denied } = proof;
  const missed = calls - allowed;
  const made = `from the calls of ${spanText(builtFrom)}`;
  if (missed === 0)
    return `A test policy, made only ${made}, was tested on ${counted(calls, "later call")}: 0 denied. The proposal is made from all calls.`;
  const tried = `test policy, made only ${made}, would have denied ${thousands(missed)} of ${counted(calls, "later call")}.`;
  const found = isWeak(proof) ? `Weak: a ${tried} What the role did before says little about what it does later.` : `A ${tried}`;
  return `${found} ${nowText(denied, missed)} Other new calls may be denied after the change.`;
}

/** Were as many of the later calls denied as not? */
export function isWeak({ calls, allowed }: { readonly calls: number; readonly allowed: number }): boolean {
  return calls - allowed >= allowed;
}

/** What the proposal, made from all calls, does with the later calls that the tested policy denied. */
function nowText(denied: readonly DeniedLater[], missed: number): string {
  const lacking = [...new Set(denied.flatMap(({ action, covered }) => (covered ? [] : [action])))];
  const them = missed === 1 ? "it" : "them";
  if (lacking.length === 0) return `The proposal is made from all calls and allows ${them}.`;
  return `The proposal is made from all calls and allows ${them}, except ${someOf(lacking, 3)}.`;
}

function notTested(reason: (Proof & { readonly kind: "not-tested" })["reason"], source: Proposal["activity"]["source"]): string {
  if (reason === "no-calls") return "the role made none";
  if (reason === "too-few-calls") return "too few calls";
  if (source === "last-accessed") return "IAM's last accessed report lists no calls";
  return source === "generated" ? "Access Analyzer returns no calls" : "the evidence lists no calls";
}

/** What was new about a later call, and what became of it. */
export function deniedLaterText({ kind, covered, widenedTo }: DeniedLater): string {
  const what = {
    "new-action": "a new action",
    "new-resource": "a new resource",
    recurring: "a name that varies",
    "new-each-time": "a new name, as each time",
  }[kind];
  if (!covered) return `${what}; not allowed by the proposal`;
  return `${what}; ${widenedTo === undefined ? "allowed by the proposal" : `the proposal allows ${widenedTo}`}`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `1-20 October`, `25 September to 14 October`, `20 December 2026 to 9 January 2027`; within a day `2026-10-01 08:00-14:00 UTC`. */
function spanText({ from, to }: Window): string {
  const first = new Date(from);
  const last = new Date(Date.parse(to) - 1);
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (day(first) === day(last)) return `${day(first)} ${from.slice(11, 16)}-${to.slice(11, 16)} UTC`;
  const month = (date: Date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  if (first.getUTCFullYear() !== last.getUTCFullYear())
    return `${month(first)} ${first.getUTCFullYear()} to ${month(last)} ${last.getUTCFullYear()}`;
  return first.getUTCMonth() === last.getUTCMonth() ? `${first.getUTCDate()}-${month(last)}` : `${month(first)} to ${month(last)}`;
}
