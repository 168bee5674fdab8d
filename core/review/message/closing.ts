import { breakGlass } from "../change/break-glass.ts";
import type { ChangePlan } from "../change/plan.ts";
import type { RestoreLink } from "../link/restore-link.ts";
import type { Message } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import type { Review } from "../record.ts";
import { restoreWay } from "./restore-way.ts";
import { headline, summaryFacts } from "./summary.ts";
import { messageOf, type Way } from "./telling.ts";

/** What was carried out, and the link that takes it back. */
export interface CarriedOut {
  readonly plan: ChangePlan;
  readonly link?: RestoreLink;
}

/** Says how a review ended; where a change was carried out, also how it is taken back, with Whittle and without. */
export function closing(review: Review, proposal: Proposal | undefined, change?: CarriedOut): Message {
  const { short, long } = ending(review);
  const isProposed = proposal?.outcome === "proposed";
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `${short}: ${review.roleName}${isProposed ? `: ${headline(proposal)}` : ""}`,
    lead: [`${review.roleName}: ${long}`],
    facts: isProposed ? summaryFacts(proposal) : [],
    ways: change ? waysBack(change) : [],
  });
}

function waysBack({ plan, link }: CarriedOut): readonly Way[] {
  return [
    ...(link ? [restoreWay("Should the role miss something, bring back what it had", link)] : []),
    { words: "To put the role back by hand, with nothing of Whittle:", kind: "command", text: breakGlass(plan) },
  ];
}

function ending({ status, decision, dryRun, outcome, reason = "" }: Review): { short: string; long: string } {
  const said = decision?.reason ? ` They said: ${decision.reason}` : "";
  const by = decision?.by ?? "somebody";
  if (status === "applied")
    return { short: "Applied", long: `the refined policy is attached and the broad one is detached, as approved by ${by}.${said}` };
  if (status === "restored")
    return {
      short: "Restored",
      long: `the policies that the review detached are attached again, and the refined policy is off. ${reason}`,
    };
  if (status === "rejected") return { short: "Rejected", long: `nothing was changed: the proposal was rejected by ${by}.${said}` };
  if (status === "expired") return { short: "Expired", long: "nobody decided in time, so nothing was changed. The next cycle asks again." };
  if (outcome === "no-activity") return { short: "Not used", long: reason };
  if (dryRun) return { short: "Dry run", long: `nobody is asked, and nothing is changed. ${reason}` };
  return { short: "Nothing to change", long: reason };
}
