import { counted } from "#core/text.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import { dayText, instantText } from "./text.ts";

/** What was seen of suspicious use, in one sentence, and when, in another. */
export function suspiciousText(use: SuspiciousUse): string {
  return use.seen === undefined ? signOf(use) : `${signOf(use)} Seen ${spanText(use.seen)}.`;
}

/** `on 2026-11-24 at 16:00 UTC`, `on 2026-11-24 from 16:00 to 16:40 UTC`, or from one day to another. */
function spanText({ first, last }: NonNullable<SuspiciousUse["seen"]>): string {
  const [from, to] = [instantText(first), instantText(last)];
  if (dayText(first) !== dayText(last)) return `from ${from} to ${to}`;
  const minute = (text: string) => text.slice(11, 16);
  return from === to ? `on ${dayText(first)} at ${minute(from)} UTC` : `on ${dayText(first)} from ${minute(from)} to ${minute(to)} UTC`;
}

function signOf(use: SuspiciousUse): string {
  const { actions, sources } = use;
  switch (use.kind) {
    case "foreign-agent": {
      const what = use.isAttackTool ? "a tool made for attacks" : "which is no AWS SDK or tool";
      const credentials = use.isAttackTool ? "" : " with an instance's credentials";
      return `${use.agent || "A program without a name"}, ${what}, made ${counted(use.calls, "call")}${credentials} from ${addresses(sources)}.`;
    }
    case "foreign-network":
      return `${counted(use.calls, "call")} with an instance's credentials came from ${addresses(sources)} by ${programName(use.agent)}; its other calls come from elsewhere by other programs.`;
    case "probing":
      return use.by === "region"
        ? `All ${use.calls} calls in ${sources.join(", ")} were denied; the role works in ${use.worksIn.join(", ")}.`
        : `${use.denied} of ${use.calls} calls from ${addresses(sources)} by ${programName(use.agent)} were denied: ${use.firstDenied.join(", ")}.`;
    case "reconnaissance":
      return `In the hour from ${use.hour} ${use.calls} kinds of discovery calls were made to ${use.services} services.`;
    case "failed-escalation":
      return `${actions.join(", ")} was called ${use.calls === 1 ? "once and failed" : `${use.calls} times and always failed`}: it is not granted for that.`;
    case "own-change":
      return `The role changed its own rights: ${actions.join(", ")}, ${use.calls === 1 ? "once" : `${use.calls} times`}, on ${use.on.join(", ")}.`;
  }
}

function programName(agent: string): string {
  return agent || "an unnamed program";
}

const MOST_ADDRESSES = 3;

function addresses(sources: readonly string[]): string {
  const more = sources.length - MOST_ADDRESSES;
  return more <= 0 ? sources.join(", ") : `${sources.slice(0, MOST_ADDRESSES).join(", ")} and ${more} more addresses`;
}

const MOST_SIGNS = 4;

/** The signs that are told at first, and how many more there are: never one alone, which would take as much room to count as to tell. */
export function firstSigns(suspicious: readonly SuspiciousUse[]): { readonly shown: readonly SuspiciousUse[]; readonly more: number } {
  const shown = suspicious.length <= MOST_SIGNS ? suspicious : suspicious.slice(0, MOST_SIGNS - 1);
  return { shown, more: suspicious.length - shown.length };
}
