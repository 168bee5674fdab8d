import { inlineKey } from "../change/fingerprint.ts";
import { canonicalJson } from "../hash.ts";
import type { AskedAgain, News } from "../model/note.ts";
import type { OutcomeReason } from "../model/outcome.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Decision, Review } from "../model/review.ts";
import type { Settings } from "../settings.ts";
import { daysBefore, daysBetween } from "../time.ts";

/** A proposal that a person said no to. */
export interface Rejection {
  readonly proposal: Proposal;
  readonly decision: Decision;
}

/** Whether a proposal is asked about although the last one was rejected, and why. */
export type AskAgain =
  | { readonly ask: true; readonly askedAgain: AskedAgain }
  | { readonly ask: false; readonly quietUntil: string; readonly reason: OutcomeReason };

export interface ThisTime {
  readonly proposal: Proposal;
  readonly review: Pick<Review, "byName">;
  readonly settings: Pick<Settings, "quietDays">;
  readonly now: string;
}

/**
 * What was rejected is not asked about again before so many days, unless something is new, or an operator named the role.
 * The wait counts from the rejection.
 */
export function askAgain({ proposal: rejected, decision }: Rejection, { proposal, review, settings, now }: ThisTime): AskAgain {
  const { by, reason: said } = decision;
  const on = decision.at.slice(0, 10);
  const again = (news: readonly News[]): AskAgain => ({
    ask: true,
    askedAgain: { id: "rejected", on, by, ...(said === undefined ? {} : { reason: said }), news },
  });
  if (review.byName) return again([{ id: "named" }]);
  const news = whatIsNew(rejected, proposal);
  if (news.length > 0) return again(news);
  const days = daysBetween(decision.at, now);
  if (days >= settings.quietDays) return again([{ id: "days-passed", days: Math.floor(days) }]);
  const quietUntil = daysBefore(decision.at, -settings.quietDays);
  const reason = { id: "rejected-before", on, by, until: quietUntil.slice(0, 10) } as const;
  return { ask: false, quietUntil, reason };
}

/**
 * What is new since a proposal was rejected; empty where it is the same question. The role counts by its fingerprint and the
 * change by its documents: window, counts, dates and ids do not. Evidence counts where it became stronger or more alarming: weaker
 * evidence for what was refused already is no reason to ask.
 */
export function whatIsNew(rejected: Proposal, now: Proposal): readonly News[] {
  return [
    ...(rejected.roleFingerprint === now.roleFingerprint ? [] : [{ id: "role-changed" } as const]),
    ...(changeOf(rejected) === changeOf(now) ? [] : [{ id: "proposal-changed" } as const]),
    ...gapsClosed(rejected, now),
    ...provenNow(rejected, now),
    ...suspiciousNow(rejected, now),
  ];
}

/** Which policies would be taken off, and which documents put in their place. */
function changeOf({ replaces, replacesInline, policies }: Proposal): string {
  return canonicalJson([
    [...replaces.map(({ arn }) => arn), ...replacesInline.map(inlineKey)].toSorted(),
    policies.map(({ name, document }) => ({ name, document })),
  ]);
}

function gapsClosed(rejected: Proposal, now: Proposal): readonly News[] {
  const open = new Set(now.gaps.map(({ kind }) => kind));
  const closed = [...new Set(rejected.gaps.map(({ kind }) => kind))].filter((kind) => !open.has(kind));
  return closed.length === 0 ? [] : [{ id: "gaps-closed", kinds: closed }];
}

function provenNow(rejected: Proposal, now: Proposal): readonly News[] {
  const unproven = new Set(rejected.evidence.filter(({ proven }) => !proven).map(({ action }) => action));
  const proven = now.evidence.filter((item) => item.proven && unproven.has(item.action)).map(({ action }) => action);
  return proven.length === 0 ? [] : [{ id: "proven", actions: proven }];
}

/** A kind of use is known by where it came from, as long as that is known; else by all that is known of it. */
function suspiciousNow(rejected: Proposal, now: Proposal): readonly News[] {
  const known = new Set(rejected.suspicious.flatMap(marksOf));
  const fresh = now.suspicious.filter((use) => marksOf(use).some((mark) => !known.has(mark)));
  return fresh.length === 0 ? [] : [{ id: "suspicious", kinds: [...new Set(fresh.map(({ kind }) => kind))] }];
}

function marksOf(use: Proposal["suspicious"][number]): readonly string[] {
  return use.sources.length > 0 ? use.sources.map((source) => `${use.kind} ${source}`) : [canonicalJson(use)];
}
