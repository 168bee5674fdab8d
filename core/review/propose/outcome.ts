import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { Proposal } from "../model/proposal.ts";
import type { RoleState } from "../model/role-state.ts";
import { isRefined, type Selection } from "../selection.ts";
import { daysBetween } from "../time.ts";
import type { ProposeInput } from "./propose-input.ts";

type Judgement = Pick<Proposal, "outcome" | "reason">;

/** Ends a review before any refinement where too little is known to judge by. */
export function waits({ activity, role }: ProposeInput): Judgement | undefined {
  const waitFor = activity.gaps.filter((gap) => gap.effect === "wait");
  if (waitFor.length === 0) return undefined;
  const lastUse = isSilent(activity) ? lastUseOf(role, activity) : "";
  return {
    outcome: "nothing-to-change",
    reason: `Too little is known to judge: ${waitFor.map((gap) => gap.detail).join(" ")}${lastUse}`,
  };
}

/** Ends a review before any refinement where there is nothing to replace, or nothing to go by. */
export function judge(input: ProposeInput, { replaced, replacedInline, retained, held }: Selection): Judgement | undefined {
  const { activity, role } = input;
  if (replaced.length === 0 && replacedInline.length === 0)
    return { outcome: "nothing-to-change", reason: held.length > 0 ? tooNew(held) : nothingReplaced(role, retained) };
  return waits(input) ?? (isSilent(activity) ? { outcome: "no-activity", reason: noActivity(role, activity) } : undefined);
}

function isSilent({ entries, servicesOnly }: Activity): boolean {
  return entries.length === 0 && servicesOnly.length === 0;
}

/** IAM keeps a role's last use whatever its trail records (IAM User Guide, "Refine permissions using last accessed information"). */
function lastUseOf({ lastUsed }: RoleState, { window }: Activity): string {
  if (lastUsed === undefined) return "";
  const where = lastUsed.region === "" ? "" : ` in ${lastUsed.region}`;
  const unseen = lastUsed.at < window.from ? "." : ", which the evidence does not show: look whether the trail covers it.";
  return ` IAM says that it was last used on ${lastUsed.at.slice(0, 10)}${where}${unseen}`;
}

/** Does the role already carry exactly the refined policy, from an earlier review, and nothing else that is replaced? */
export function isSameAsNow(
  { replaced, replacedInline }: Selection,
  refined: readonly PolicyDocument[],
  catalogue: ActionCatalogue,
): boolean {
  if (replacedInline.length > 0 || !replaced.every((policy) => isRefined(policy.arn))) return false;
  const now = replaced.map((policy) => policy.document);
  return uncovered(now, refined, catalogue).length === 0;
}

function tooNew(held: readonly string[]): string {
  return `${someOf(held, 10)} ${held.length === 1 ? "has" : "have"} not been attached for long enough to be judged. The next review looks again.`;
}

function nothingReplaced({ inline }: RoleState, retained: Selection["retained"]): string {
  if (retained.length + inline.length === 0) return "It carries no policy at all.";
  const names = [...retained.map(({ name }) => name), ...inline.map(({ name }) => `${name} (inline)`)];
  return `It carries ${someOf(names, 10)}. Whittle replaces *FullAccess, AdministratorAccess and PowerUserAccess. To review others, name them in the role's tag whittle:replace (or --replace); "inline" and "all" name many.`;
}

function noActivity(role: RoleState, activity: Activity): string {
  const { denied } = activity.records;
  const refused = denied === 0 ? "" : ` ${denied === 1 ? "One denied call is" : `${thousands(denied)} denied calls are`} no use.`;
  return `The role was not seen to do anything in the ${counted(windowDays(activity), "day")} of the window.${refused}${lastUseOf(role, activity)} No empty policy is proposed: look whether the role is still needed.`;
}

function windowDays({ window }: Activity): number {
  return Math.max(1, Math.round(daysBetween(window.from, window.to)));
}
