import type { RestoreLink } from "#core/review/approval/link/restore-link.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import type { ChangePlan } from "#core/review/change/plan.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Settings } from "#core/review/settings.ts";
import { counted } from "#core/text.ts";
import { messageOf } from "./message-of.ts";
import { restoreWay } from "./restore-way.ts";
import { headline, summaryFacts } from "./summary.ts";
import type { Way } from "./telling.ts";

/** What was carried out, and the link that takes it back. */
export interface CarriedOut {
  readonly plan: ChangePlan;
  readonly link?: RestoreLink;
}

type Times = Pick<Settings, "quietDays" | "reviewCycleDays">;

/**
 * Says how a review ended and what comes next; where a change was carried out, also how it is taken back, with Whittle and without.
 * `times` are needed where nobody approved: they say when the role is asked about again.
 */
export function closing(review: Review, proposal: Proposal | undefined, change?: CarriedOut, times?: Times): Message {
  const { short, long, next } = ending(review, times);
  const isProposed = proposal?.outcome === "proposed";
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `${short}: ${review.roleName}${isProposed ? `: ${headline(proposal)}` : ""}`,
    lead: [`${review.roleName}: ${long}`, ...(proposal?.askedAgain && !isProposed ? [proposal.askedAgain] : [])],
    facts: isProposed && (review.status === "applied" || review.dryRun) ? summaryFacts(proposal) : [],
    ways: change ? waysBack(change) : [],
    after: next,
  });
}

function waysBack({ plan, link }: CarriedOut): readonly Way[] {
  return [
    ...(link ? [restoreWay("Should the role miss something, bring back what it had", link)] : []),
    { words: "To put the role back by hand, with nothing of Whittle:", kind: "command", text: breakGlass(plan) },
  ];
}

interface Ending {
  readonly short: string;
  readonly long: string;
  /** What comes next, or what there is to do. */
  readonly next: string;
}

const TO_KEEP = "To keep actions for good, name them in the role's tag whittle:keep.";

function ending({ status, decision, dryRun, outcome, failure, reason = "" }: Review, times?: Times): Ending {
  const said = decision?.reason ? ` They said: ${decision.reason}` : "";
  const by = decision?.by ?? "somebody";
  if (status === "applied")
    return {
      short: "Applied",
      long: `the refined policy is attached and the broad one is detached, as approved by ${by}.${said}`,
      next: "Nothing is left to do. Should the role be denied what it could do before, you are told.",
    };
  if (status === "restored")
    return {
      short: "Restored",
      long: `the policies that the review detached are attached again, and the refined policy is off. ${reason}`,
      next: `The next review looks again at what the role uses. ${TO_KEEP}`,
    };
  if (status === "rejected")
    return {
      short: "Rejected",
      long: `nothing was changed: the proposal was rejected by ${by}.${said}`,
      next: `${quietText(times)} ${TO_KEEP}`,
    };
  if (status === "expired") return { short: "Expired", long: "nobody decided in time, so nothing was changed.", next: nextReview(times) };
  if (status === "failed")
    return {
      short: "Failed",
      long: `the change that ${by} approved was not carried out. ${failure?.message ?? ""}`,
      next: "Those who run Whittle were told. The next cycle reviews the role again.",
    };
  if (status === "settled" && decision?.verdict === "approved")
    return {
      short: "Withdrawn",
      long: reason,
      next: "To have the role reviewed again, give it the tag back or take it off the list of excluded roles.",
    };
  if (outcome === "no-activity")
    return {
      short: "Not used",
      long: reason,
      next: "If nobody needs the role, it can be deleted. If it waits for its day, nothing is left to do.",
    };
  if (dryRun)
    return {
      short: "Dry run",
      long: `nobody is asked, and nothing is changed. ${reason}`,
      next: "To be asked, let the cycle be started without dryRun.",
    };
  return { short: "Nothing to change", long: reason, next: "Nothing is left to do." };
}

function quietText(times: Times | undefined): string {
  if (!times || times.quietDays === 0) return nextReview(times);
  return `The same is not asked about again for ${counted(times.quietDays, "day")}, unless something is new.`;
}

function nextReview(times: Times | undefined): string {
  return times && times.reviewCycleDays >= 1
    ? `The next review asks again, in ${counted(times.reviewCycleDays, "day")}.`
    : "The next review asks again.";
}
