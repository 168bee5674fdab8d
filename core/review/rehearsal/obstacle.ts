import { isExplained } from "../change/drift.ts";
import type { RestoreInput } from "../change/plan/change-plan.ts";
import { addingPart, planChange } from "../change/plan/plan.ts";
import { ineligibleBecause } from "../eligibility.ts";
import type { Ineligible } from "../model/outcome.ts";
import type { Settings } from "../settings.ts";

/** Why a rehearsed change may not be carried out any more. */
export type Obstacle = { readonly end: "withdrawn"; readonly because: Ineligible } | { readonly end: "drifted" };

/** What keeps a change that is being rehearsed from its end: the role was withdrawn, or it is not as the rehearsal left it. */
export function obstacleTo({ before, proposal, now }: RestoreInput, settings: Settings): Obstacle | undefined {
  const because = ineligibleBecause(now, settings);
  if (because !== undefined) return { end: "withdrawn", because };
  return isExplained(now, before, addingPart(planChange(before, proposal))) ? undefined : { end: "drifted" };
}
