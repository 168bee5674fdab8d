import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { Proposal } from "../proposal.ts";
import { isRefined, type Selection } from "../selection.ts";
import type { ProposeInput } from "./propose.ts";

type Judgement = Pick<Proposal, "outcome" | "reason">;

/** Ends a review before any refinement where there is nothing to replace, nothing to go by, or too little to judge by. */
export function judge({ activity }: ProposeInput, { replaced, retained }: Selection): Judgement | undefined {
  if (replaced.length === 0) return { outcome: "nothing-to-change", reason: nothingReplaced(retained) };
  const waitFor = activity.gaps.filter((gap) => gap.effect === "wait");
  if (waitFor.length > 0)
    return { outcome: "nothing-to-change", reason: `Too little is known to judge: ${waitFor.map((gap) => gap.detail).join(" ")}` };
  if (activity.entries.length === 0 && activity.servicesOnly.length === 0)
    return { outcome: "no-activity", reason: noActivity(activity.records.denied) };
  return undefined;
}

/** Does the role already carry exactly the refined policy, from an earlier review, and nothing else that is replaced? */
export function isSameAsNow({ replaced }: Selection, refined: readonly PolicyDocument[], catalogue: ActionCatalogue): boolean {
  if (!replaced.every((policy) => isRefined(policy.arn))) return false;
  const now = replaced.map((policy) => policy.document);
  return uncovered(now, refined, catalogue).length === 0;
}

function nothingReplaced(retained: Selection["retained"]): string {
  if (retained.length === 0) return "It carries no managed policy: there is nothing that Whittle could replace.";
  return `It carries ${retained.map((policy) => policy.name).join(", ")}; none of it is a policy that Whittle replaces.`;
}

function noActivity(denied: number): string {
  const refused = denied === 0 ? "" : ` ${denied} denied calls are no use.`;
  return `The role was not seen to do anything in the window.${refused} No empty policy is proposed: look whether the role is still needed.`;
}
