import { PolicyTooLargeError } from "#core/policy/split.ts";
import { answersTo, withAnswers } from "../../chosen.ts";
import { NoFreeSlotError, PolicyNameTakenError } from "../../errors.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { Roles } from "../../ports/iam.ts";
import type { ChangePlan } from "./change-plan.ts";
import { planChange } from "./plan.ts";

/**
 * Could every policy be written under its name, by the proposal as it stands and with every question kept? One that stands at its own
 * place already gets a version more. Throws PolicyNameTakenError, and NoFreeSlotError where the proposal has no room.
 */
export async function refuseTakenNames(roles: Pick<Roles, "policyNamed">, before: RoleState, proposal: Proposal): Promise<void> {
  const steps = [planChange(before, proposal), ...largestPlan(before, proposal)].flatMap((plan) => plan.steps);
  const created = new Map(steps.flatMap((step) => (step.kind === "create-policy" ? [[step.name, step.arn] as const] : [])));
  for (const [name, arn] of created) {
    const holder = await roles.policyNamed(name);
    if (holder !== undefined && holder !== arn) throw new PolicyNameTakenError(before.name, name, holder);
  }
}

/** The plan that keeps all that is asked about, where the role has room for it; the page takes no answers that do not fit. */
function largestPlan(before: RoleState, proposal: Proposal): readonly ChangePlan[] {
  const all = answersTo(proposal, new Map(proposal.questions.map(({ id }) => [id, "keep"])));
  try {
    return [planChange(before, withAnswers(proposal, all))];
  } catch (error) {
    if (error instanceof PolicyTooLargeError || error instanceof NoFreeSlotError) return [];
    throw error;
  }
}
