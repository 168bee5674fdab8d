import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { begunSteps, type JournalEntry } from "../../model/journal.ts";
import type { RestoreInput, RestorePlan } from "../plan/change-plan.ts";
import { isSameStep, stepRecord } from "../plan/change-plan.ts";
import { planChange } from "../plan/plan.ts";
import { missingInline, takingSteps, wayBack } from "./restore.ts";
import { planSetUndo } from "./set-restore.ts";

/**
 * From the role as it is now back to what the review found, as far as the review's change was begun and no further: what somebody else
 * did to the role meanwhile is theirs. `journal` tells which steps were begun.
 */
export function planUndo(input: RestoreInput, journal: readonly JournalEntry[], catalogue: ActionCatalogue): RestorePlan {
  const { before, proposal } = input;
  if (before.permissionSet) return planSetUndo(input, before.permissionSet, journal, catalogue);
  const begun = begunSteps(journal);
  const done = planChange(before, proposal).steps.filter((step) => begun.some((each) => isSameStep(each, stepRecord(step))));
  const taken = new Set(done.flatMap((step) => (step.kind === "detach" || step.kind === "add-version" ? [step.arn] : [])));
  const back = before.attached.filter(({ arn }) => taken.has(arn));
  const deleted = new Set(done.flatMap((step) => (step.kind === "delete-inline" ? [step.name] : [])));
  const backInline = missingInline(
    input.now,
    before.inline.filter(({ name }) => deleted.has(name)),
  );
  return wayBack(input, { back, backInline, taking: takingSteps(before, done) }, catalogue);
}
