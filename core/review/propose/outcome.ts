import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { ReasonOf } from "../model/outcome.ts";
import type { Proposal } from "../model/proposal.ts";
import type { RoleState } from "../model/role-state.ts";
import { isRefined, isRefinedInline, type Selection } from "../selection.ts";
import { daysBetween } from "../time.ts";
import type { ProposeInput } from "./propose-input.ts";

type Judgement = Pick<Proposal, "outcome" | "reason">;

/** Ends a review before any refinement where too little is known to judge by. */
export function waits({ activity, role }: ProposeInput): Judgement | undefined {
  const gaps = activity.gaps.filter((gap) => gap.effect === "wait");
  if (gaps.length === 0) return undefined;
  const lastUse = isSilent(activity) ? lastUseOf(role, activity) : {};
  return { outcome: "nothing-to-change", reason: { id: "too-little-known", gaps, ...lastUse } };
}

/** Ends a review before any refinement where there is nothing to replace, or nothing to go by. */
export function judge(input: ProposeInput, { replaced, replacedInline, retained, held }: Selection): Judgement | undefined {
  const { activity, role } = input;
  if (replaced.length === 0 && replacedInline.length === 0)
    return {
      outcome: "nothing-to-change",
      reason: held.length > 0 ? { id: "too-new", policies: held } : nothingReplaced(role, retained),
    };
  return waits(input) ?? (isSilent(activity) ? noActivity(role, activity) : undefined);
}

function noActivity(role: RoleState, activity: Activity): Judgement {
  const { denied } = activity.records;
  return { outcome: "no-activity", reason: { id: "no-activity", days: windowDays(activity), denied, ...lastUseOf(role, activity) } };
}

function isSilent({ entries, servicesOnly }: Activity): boolean {
  return entries.length === 0 && servicesOnly.length === 0;
}

/** IAM keeps a role's last use whatever its trail records (IAM User Guide, "Refine permissions using last accessed information"). */
function lastUseOf({ lastUsed }: RoleState, { window }: Activity): Pick<ReasonOf<"no-activity">, "lastUse"> {
  if (lastUsed === undefined) return {};
  const { at, region } = lastUsed;
  return { lastUse: { on: at.slice(0, 10), region, isInWindow: at >= window.from } };
}

/** Does the role already carry exactly the refined policy, from an earlier review, and nothing else that is replaced? */
export function isSameAsNow(
  role: RoleState,
  { replaced, replacedInline }: Selection,
  refined: readonly PolicyDocument[],
  catalogue: ActionCatalogue,
): boolean {
  if (!replaced.every(({ arn }) => isRefined(arn)) || !replacedInline.every(({ name }) => isRefinedInline(role.name, name))) return false;
  const now = [...replaced, ...replacedInline].map((policy) => policy.document);
  return uncovered(now, refined, catalogue).length === 0;
}

function nothingReplaced({ inline }: RoleState, retained: Selection["retained"]): ReasonOf<"nothing-replaced"> {
  return { id: "nothing-replaced", carries: retained.map(({ name }) => name), inline: inline.map(({ name }) => name) };
}

function windowDays({ window }: Activity): number {
  return Math.max(1, Math.round(daysBetween(window.from, window.to)));
}
