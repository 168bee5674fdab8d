import { PolicyNameTakenError } from "../errors.ts";
import type { Roles } from "../ports/iam.ts";
import type { ChangePlan } from "./plan.ts";

/**
 * Could every policy of a plan be written under its name? One that stands at its own place already gets a version more.
 * Throws PolicyNameTakenError.
 */
export async function refuseTakenNames(roles: Pick<Roles, "policyNamed">, { steps, roleName }: ChangePlan): Promise<void> {
  for (const step of steps) {
    const holder = step.kind === "create-policy" ? await roles.policyNamed(step.name) : undefined;
    if (step.kind === "create-policy" && holder !== undefined && holder !== step.arn)
      throw new PolicyNameTakenError(roleName, step.name, holder);
  }
}
