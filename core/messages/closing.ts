import { accountOf } from "#core/aws/arn.ts";
import type { RestoreLink } from "#core/review/approval/links.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Settings } from "#core/review/settings.ts";
import type { NoLastAccess } from "#core/usage/evidence-gap.ts";
import { aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import type { Asked } from "./journal.ts";
import { messageOf } from "./message-of.ts";
import { restoreWay } from "./restore-way.ts";
import type { Way } from "./telling.ts";

/** What was carried out, and the link that takes it back. */
export interface CarriedOut {
  readonly plan: ChangePlan;
  readonly link?: RestoreLink;
  /** Why the role's use since the proposal could not be looked up. */
  readonly unchecked?: NoLastAccess;
}

type Times = Pick<Settings, "quietDays" | "reviewCycleDays">;

/** What is known of an end besides the review. */
interface Ended {
  readonly change?: CarriedOut;
  /** When the role is asked about again, where nobody approved. */
  readonly times?: Times;
  /** Who asked to restore it, and why. */
  readonly asked?: Asked;
}

/** Says how a review ended and what comes next; where a change was carried out, also how it is taken back, with Whittle and without. */
export function closing(review: Review, proposal: Proposal | undefined, words: NoticeWords, ended: Ended = {}): Message {
  const { change } = ended;
  const { closing: texts } = words.notices;
  const isProposed = proposal?.outcome === "proposed";
  const isEmptied = proposal?.unused !== undefined && review.status === "applied";
  const endingIn = (each: NoticeWords) => (isEmptied ? each.notices.closing.emptied(decidedBy(review, each)) : ending(review, ended, each));
  const titleIn = (each: NoticeWords) => `${endingIn(each).short}: ${review.roleName}${isProposed ? `: ${each.headline(proposal)}` : ""}`;
  const { long, next } = endingIn(words);
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, titleIn),
    lead: [
      `${review.roleName}: ${long}`,
      ...(change?.unchecked ? [texts.unchecked(words.noLastAccessText(change.unchecked))] : []),
      ...(change && proposal && proposal.suspicious.length > 0 ? [words.RESTORE_WARNING] : []),
      ...(proposal?.askedAgain && !isProposed ? [words.askedAgainText(proposal.askedAgain)] : []),
    ],
    facts: isProposed && (review.status === "applied" || review.dryRun) ? [...words.riskFacts(proposal), ...words.planFacts(proposal)] : [],
    ways: change ? waysBack(review, change, words) : [],
    after: next,
  });
}

function waysBack({ roleArn }: Review, { plan, link }: CarriedOut, words: NoticeWords): readonly Way[] {
  const { byHand, closing: texts } = words.notices;
  return [
    ...(link ? [restoreWay(texts.restore, link, words)] : []),
    { words: byHand(accountOf(roleArn)), kind: "command", text: breakGlass(plan) },
  ];
}

function decidedBy({ decision }: Review, { notices }: NoticeWords): { readonly by: string; readonly comment: string } {
  return { by: decision?.by ?? notices.somebody, comment: decision?.reason ? notices.comment(decision.reason) : "" };
}

type Ending = ReturnType<NoticeWords["notices"]["closing"]["unchanged"]>;

function ending(review: Review, { times, asked }: Ended, words: NoticeWords): Ending {
  const { status, dryRun, outcome, failure, reason: because, decision } = review;
  const { closing: texts } = words.notices;
  const decided = decidedBy(review, words);
  const reason = because ? words.outcomeText(because) : "";
  if (status === "applied") return texts.applied(decided);
  if (status === "restored") return texts.restored(asked ? words.askedText(asked) : "");
  if (status === "rejected") return texts.rejected(decided, askedAgainIn(times, words));
  if (status === "expired") return texts.expired(nextReview(times, words));
  if (status === "failed") return texts.failed(decided.by, failure?.message ?? "");
  if (because?.id === "canary-undone") return texts.canaryUndone(reason);
  if (status === "settled" && decision?.verdict === "approved") return texts.withdrawn(reason);
  if (outcome === "no-activity") return texts.notUsed(reason);
  return dryRun ? texts.dryRun(reason) : texts.unchanged(reason);
}

function askedAgainIn(times: Times | undefined, words: NoticeWords): string {
  return times && times.quietDays > 0 ? words.notices.closing.quiet(times.quietDays) : nextReview(times, words);
}

function nextReview(times: Times | undefined, { notices }: NoticeWords): string {
  return notices.closing.again(times && times.reviewCycleDays >= 1 ? times.reviewCycleDays : undefined);
}
