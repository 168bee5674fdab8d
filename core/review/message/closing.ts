import { breakGlass } from "../change/break-glass.ts";
import type { ChangePlan } from "../change/plan.ts";
import type { Message } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import type { Review } from "../record.ts";
import { headline, summaryText } from "./summary.ts";
import { paragraphs, plain, subjectLine, wrap } from "./text.ts";

/** Says how a review ended. With the plan that was carried out, also how to take it back without Whittle. */
export function closing(review: Review, proposal: Proposal | undefined, plan?: ChangePlan): Message {
  const name = plain(review.roleName);
  const { short, long } = ending(review);
  return {
    kind: "closing",
    reviewId: review.id,
    subject: subjectLine(`${short}: ${name}${proposal?.outcome === "proposed" ? `: ${headline(proposal)}` : ""}`),
    body: paragraphs(
      wrap(`${name}: ${long}`),
      proposal?.outcome === "proposed" ? summaryText(proposal) : undefined,
      plan && [wrap("To put the role back by hand, with nothing of Whittle:"), "", breakGlass(plan)].join("\n"),
      `Review ${review.id}`,
    ),
  };
}

function ending({ status, decision, dryRun, outcome, reason }: Review): { short: string; long: string } {
  const because = plain(reason ?? "");
  const said = decision?.reason ? ` They said: ${plain(decision.reason)}` : "";
  if (status === "applied")
    return {
      short: "Applied",
      long: `the refined policy is attached and the broad one is detached, as approved by ${plain(decision?.by ?? "somebody")}.${said}`,
    };
  if (status === "restored")
    return {
      short: "Restored",
      long: `the policies that the review detached are attached again, and the refined policy is off. ${because}`,
    };
  if (status === "rejected")
    return { short: "Rejected", long: `nothing was changed: the proposal was rejected by ${plain(decision?.by ?? "somebody")}.${said}` };
  if (status === "expired") return { short: "Expired", long: "nobody decided in time, so nothing was changed. The next cycle asks again." };
  if (outcome === "no-activity") return { short: "Not used", long: because };
  if (dryRun) return { short: "Dry run", long: `nobody is asked, and nothing is changed. ${because}` };
  return { short: "Nothing to change", long: because };
}
