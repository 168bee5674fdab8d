import type { RestoreLink } from "#core/review/approval/links.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import type { ChangePlan } from "#core/review/change/change-plan.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Settings } from "#core/review/settings.ts";
import { counted } from "#core/text.ts";
import type { NoLastAccess } from "#core/usage/evidence-gap.ts";
import { RESTORE_WARNING } from "./alert.ts";
import { noLastAccessText } from "./gap.ts";
import { messageOf } from "./message-of.ts";
import { askedAgainText } from "./note.ts";
import { outcomeText } from "./outcome.ts";
import { headline, summaryFacts } from "./summary.ts";
import { restoreWay, type Way } from "./telling.ts";

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
  readonly requested?: string;
}

/** Says how a review ended and what comes next; where a change was carried out, also how it is taken back, with Whittle and without. */
export function closing(review: Review, proposal: Proposal | undefined, ended: Ended = {}): Message {
  const { short, long, next } = proposal?.unused && review.status === "applied" ? emptied(review) : ending(review, ended);
  const { change } = ended;
  const isProposed = proposal?.outcome === "proposed";
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `${short}: ${review.roleName}${isProposed ? `: ${headline(proposal)}` : ""}`,
    lead: [
      `${review.roleName}: ${long}`,
      ...(change?.unchecked ? [uncheckedText(change.unchecked)] : []),
      ...(change && proposal && proposal.suspicious.length > 0 ? [RESTORE_WARNING] : []),
      ...(proposal?.askedAgain && !isProposed ? [askedAgainText(proposal.askedAgain)] : []),
    ],
    facts: isProposed && (review.status === "applied" || review.dryRun) ? summaryFacts(proposal) : [],
    ways: change ? waysBack(change) : [],
    after: next,
  });
}

function uncheckedText(because: NoLastAccess): string {
  return `Whittle could not check what the role used between the proposal and the change: ${noLastAccessText(because)} If a call is denied, restore the role.`;
}

function waysBack({ plan, link }: CarriedOut): readonly Way[] {
  return [
    ...(link ? [restoreWay("If something breaks, restore what the role had", link)] : []),
    { words: "To restore the role by hand, with the AWS CLI alone:", kind: "command", text: breakGlass(plan) },
  ];
}

interface Ending {
  readonly short: string;
  readonly long: string;
  /** What comes next, or what there is to do. */
  readonly next: string;
}

/** An unused role from which everything was taken. */
function emptied({ decision }: Review): Ending {
  return {
    short: "Applied",
    long: `all of its policies are detached, as approved by ${decision?.by ?? "somebody"}.${decision?.reason ? ` Comment: ${decision.reason}` : ""}`,
    next: "If nobody misses the role, delete it. If it is denied a call, you get a message with a restore link.",
  };
}

const TO_KEEP = "To always keep certain actions, list them in the role's tag whittle:keep.";

function ending({ status, decision, dryRun, outcome, failure, reason: because }: Review, { times, requested = "" }: Ended): Ending {
  const reason = because ? outcomeText(because) : "";
  const said = decision?.reason ? ` Comment: ${decision.reason}` : "";
  const by = decision?.by ?? "somebody";
  if (status === "applied")
    return {
      short: "Applied",
      long: `the new policy is attached and the old one is detached, as approved by ${by}.${said}`,
      next: "No action needed. If the role is denied a call that it could make before, you get a message with a restore link.",
    };
  if (status === "restored")
    return {
      short: "Restored",
      long: `the old policies are attached again, and the new one is detached. ${requested}`,
      next: `The next review checks again what the role uses. ${TO_KEEP}`,
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
      next: "The operators were notified. The next cycle reviews the role again.",
    };
  if (because?.id === "canary-undone")
    return {
      short: "Not changed",
      long: reason,
      next: "Find out what the canary role missed. To have this role reviewed again, start a cycle with its name.",
    };
  if (status === "settled" && decision?.verdict === "approved")
    return {
      short: "Withdrawn",
      long: reason,
      next: "To have the role reviewed again, tag it again or remove it from the excluded roles.",
    };
  if (outcome === "no-activity")
    return {
      short: "Not used",
      long: reason,
      next: "If nobody needs the role, delete it. If it is kept for rare jobs or emergencies, no action is needed.",
    };
  if (dryRun)
    return {
      short: "Dry run",
      long: `no approval was requested and nothing was changed. ${reason}`,
      next: "To request approval, start the cycle without dryRun.",
    };
  return { short: "Nothing to change", long: reason, next: "No action needed." };
}

function quietText(times: Times | undefined): string {
  if (!times || times.quietDays === 0) return nextReview(times);
  return `The same proposal is not sent again for ${counted(times.quietDays, "day")}, unless something is new.`;
}

function nextReview(times: Times | undefined): string {
  return times && times.reviewCycleDays >= 1
    ? `The next review asks again, in ${counted(times.reviewCycleDays, "day")}.`
    : "The next review asks again.";
}
