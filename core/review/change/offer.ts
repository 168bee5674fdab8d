import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { NotGrantedBeforeError } from "../errors.ts";
import { planAddBack } from "./add-back.ts";
import { describeStep } from "./describe.ts";
import { fingerprint } from "./fingerprint.ts";
import type { ChangePlan } from "./plan.ts";
import { planRestore, type RestoreInput } from "./restore.ts";

/** What restoring would do, in words, before anybody asks for it. */
export interface RestoreOffer {
  /** The role as it was looked at: restore-role is given it as `seen`, and refuses where the role has changed since. */
  readonly seen: string;
  /** Just what was missed; absent where nothing is named, or where the review did not take it away. */
  readonly addBack?: readonly string[];
  /** All that the review took away. */
  readonly restore: readonly string[];
  /** Refined policies that a full restore leaves attached, because something hangs on them alone. */
  readonly stays: readonly string[];
}

/** The two ways back from a change: the small one first, where one is possible. Throws NoFreeSlotError. */
export async function restoreOffer(input: RestoreInput, missed: readonly string[], catalogue: ActionCatalogue): Promise<RestoreOffer> {
  const restore = planRestore(input, catalogue);
  const addBack = missed.length === 0 ? undefined : addBackPlan(input, missed, catalogue);
  return {
    seen: await fingerprint(input.now),
    ...(addBack ? { addBack: described(addBack) } : {}),
    restore: described(restore),
    stays: restore.stays.map(({ name }) => name),
  };
}

function addBackPlan(input: RestoreInput, actions: readonly string[], catalogue: ActionCatalogue): ChangePlan | undefined {
  try {
    return planAddBack({ ...input, actions }, catalogue);
  } catch (error) {
    if (error instanceof NotGrantedBeforeError) return undefined;
    throw error;
  }
}

function described({ steps, roleName }: ChangePlan): readonly string[] {
  return steps.map((step) => describeStep(step, roleName));
}
