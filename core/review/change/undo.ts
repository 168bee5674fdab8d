import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { JournalEntry } from "../model/journal.ts";
import { describeStep } from "./describe.ts";
import { planChange } from "./plan.ts";
import { type RestoreInput, type RestorePlan, takingSteps, wayBack } from "./restore.ts";

/**
 * From the role as it is now back to what the review found, as far as the review's change was begun and no further: what somebody else
 * did to the role meanwhile is theirs. `journal` tells which steps were begun.
 */
export function planUndo(input: RestoreInput, journal: readonly JournalEntry[], catalogue: ActionCatalogue): RestorePlan {
  const { before, proposal } = input;
  const begun = new Set(journal.filter(({ state }) => state === "started").map(({ step }) => step));
  const done = planChange(before, proposal).steps.filter((step) => begun.has(describeStep(step, before.name)));
  const taken = new Set(done.flatMap((step) => (step.kind === "detach" || step.kind === "add-version" ? [step.arn] : [])));
  const back = before.attached.filter(({ arn }) => taken.has(arn));
  return wayBack(input, { back, taking: takingSteps(before, done, []) }, catalogue);
}
