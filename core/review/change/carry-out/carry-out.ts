import { codeAndMessage } from "#core/errors.ts";
import { ReviewConflictError, WrongSubjectError } from "../../errors.ts";
import type { EntryOf } from "../../model/journal.ts";
import type { ReviewStatus } from "../../model/status.ts";
import type { SetChanges } from "../../ports/permission-sets.ts";
import type { ChangingPorts, Ports } from "../../ports.ts";
import { type ChangePlan, type ChangeStep, stepRecord } from "../plan/change-plan.ts";
import { policyTags } from "./policy-tags.ts";
import { verify, whenVisible } from "./verify.ts";
import { restoreVersion, writePolicy } from "./write-policy.ts";

export type ChangeNeeds = ChangingPorts<"store" | "clock" | "pauses">;

/**
 * Carries a plan out, step by step, each journalled before and after. May be run again from the start at any time: what is
 * done already is not done twice. An error goes out as it is; what was done stays, and the journal says how far it came.
 * Throws ReviewConflictError where the review is not `during` any more: somebody else took it over, and no step is taken after that.
 */
export async function carryOut(ports: ChangeNeeds, plan: ChangePlan, during: ReviewStatus): Promise<void> {
  for (const step of plan.steps) {
    const { status } = await ports.store.get(plan.reviewId);
    if (status !== during) throw new ReviewConflictError(plan.reviewId, [during], status);
    await note(ports, plan, step, { state: "started" });
    try {
      await perform(ports, plan, step);
    } catch (error) {
      await note(ports, plan, step, { state: "failed", error: codeAndMessage(error) });
      throw error;
    }
    await note(ports, plan, step, { state: "done" });
  }
}

function perform({ changes, pauses }: ChangeNeeds, plan: ChangePlan, step: ChangeStep): Promise<void> {
  if ("provision" in changes) return performOnSet({ changes, pauses }, plan, step);
  switch (step.kind) {
    case "create-policy":
      return writePolicy(changes, step, plan);
    case "add-version":
      return whenVisible(pauses, plan, step.arn, () => writePolicy(changes, step, plan, step.before.versionId));
    case "set-version":
      return whenVisible(pauses, plan, step.arn, () => restoreVersion(changes, step, plan, step.versionId));
    case "tag":
      return whenVisible(pauses, plan, step.arn, () => changes.tagPolicy(step.arn, policyTags(plan)));
    case "attach":
      return whenVisible(pauses, plan, step.arn, () => changes.attach(plan.roleName, step.arn));
    case "verify":
      return verify({ changes, pauses }, plan, step);
    case "detach":
      return changes.detach(plan.roleName, step.arn);
    case "put-inline":
      return changes.putInline(plan.roleName, step.name, step.document);
    case "delete-inline":
      return changes.deleteInline(plan.roleName, step.name);
    case "provision":
      throw new WrongSubjectError(plan.roleName, step.kind);
  }
}

interface SetNeeds {
  readonly changes: SetChanges;
  readonly pauses: Ports["pauses"];
}

function performOnSet({ changes, pauses }: SetNeeds, plan: ChangePlan, step: ChangeStep): Promise<void> {
  switch (step.kind) {
    case "attach":
      return changes.attach(plan.roleName, step.arn);
    case "detach":
      return changes.detach(plan.roleName, step.arn);
    case "put-inline":
      return changes.putInline(plan.roleName, step.name, step.document);
    case "delete-inline":
      return changes.deleteInline(plan.roleName, step.name);
    case "verify":
      return verify({ changes, pauses }, plan, step);
    case "provision":
      return changes.provision(plan.roleName);
    default:
      throw new WrongSubjectError(plan.roleName, step.kind);
  }
}

function note(
  { store, clock }: ChangeNeeds,
  plan: ChangePlan,
  step: ChangeStep,
  how: Pick<EntryOf<"step">, "state" | "error">,
): Promise<void> {
  return store.append(plan.reviewId, { kind: "step", at: clock.now(), step: stepRecord(step), ...how });
}
