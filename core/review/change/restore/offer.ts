import { serviceOf } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import { NoFreeSlotError, NotGrantedBeforeError, PolicySharedError } from "../../errors.ts";
import type { RoleState } from "../../model/role-state.ts";
import { fingerprint, sameJson } from "../fingerprint.ts";
import type { ChangePlan, ChangeStep, RestoreInput } from "../plan/change-plan.ts";
import { planAddBack } from "./add-back.ts";
import { breakGlass } from "./break-glass.ts";
import { planRestore } from "./restore.ts";

/** Just what was missed, all of its service, or all that the review took away. */
export type WayName = "action" | "service" | "all";

/** One way back from a change, before anybody asks for it. */
export interface WayBack {
  readonly name: WayName;
  /** Actions, or patterns of them, that the refined policy gets; absent where all comes back. */
  readonly addBack?: readonly string[];
  /** What it would do to the role as it is now: no steps where the role may do it already. */
  readonly outcome:
    | { readonly possible: true; readonly plan: ChangePlan; readonly stays: readonly string[] }
    | { readonly possible: false; readonly because: string };
}

export interface RestoreOffer {
  /** The role as it was looked at: restore-role is given it as `seen`, and refuses where the role has changed since. */
  readonly seen: string;
  /** The smallest first. Just what was missed is left out where nothing is named, or the review did not take it away. */
  readonly ways: readonly WayBack[];
}

/** The ways back from a change, each in the steps that it would take. */
export function restoreOffer(input: RestoreInput, missed: readonly string[], catalogue: ActionCatalogue): RestoreOffer {
  const all: WayBack = { name: "all", outcome: outcomeOf(() => planRestore(input, catalogue)) };
  const seen = fingerprint(input.now);
  // A set's inline policy is written as a whole, and comes back as a whole.
  if (input.before.permissionSet) return { seen, ways: [all] };
  const services = [...new Set(missed.map((action) => `${serviceOf(action)}:*`))];
  const action = addBackWay("action", input, missed, catalogue);
  const service = addBackWay("service", input, services, catalogue);
  const isMore = service && JSON.stringify(action?.outcome) !== JSON.stringify(service.outcome);
  return { seen, ways: [...(action ? [action] : []), ...(isMore ? [service] : []), all] };
}

function addBackWay(name: WayName, input: RestoreInput, actions: readonly string[], catalogue: ActionCatalogue): WayBack | undefined {
  if (actions.length === 0) return undefined;
  try {
    return { name, addBack: actions, outcome: outcomeOf(() => ({ ...planAddBack({ ...input, actions }, catalogue), stays: [] })) };
  } catch (error) {
    if (error instanceof NotGrantedBeforeError) return undefined;
    throw error;
  }
}

function outcomeOf(plan: () => ChangePlan & { readonly stays: readonly string[] }): WayBack["outcome"] {
  try {
    const { stays, ...rest } = plan();
    return { possible: true, plan: rest, stays };
  } catch (error) {
    if (error instanceof NoFreeSlotError || error instanceof PolicySharedError || error instanceof PolicyTooLargeError)
      return { possible: false, because: error.message };
    throw error;
  }
}

/** The one line of plain AWS CLI that takes a way back again. Empty where it changes nothing. */
export function undoOf(plan: ChangePlan, now: RoleState): string {
  const steps = plan.steps.filter((step) => !isDone(step, now)).map((step) => withVersionBefore(step, now));
  return breakGlass({ ...plan, steps });
}

/** Does the role show the step done already, as after undoing half of a change by hand? */
export function isDone(step: ChangeStep, now: RoleState): boolean {
  if (step.kind === "verify" || step.kind === "provision") return false;
  if (step.kind === "put-inline")
    return now.inline.some(({ name, json }) => name === step.name && sameJson(json) === sameJson(step.document));
  if (step.kind === "delete-inline") return !now.inline.some(({ name }) => name === step.name);
  const carried = now.attached.find(({ arn }) => arn === step.arn);
  if (step.kind === "attach") return carried !== undefined;
  if (step.kind === "detach") return carried === undefined;
  return step.kind === "set-version" && carried?.versionId === step.versionId;
}

/** A version that is set back is undone by setting the one that is in force now. */
function withVersionBefore(step: ChangeStep, now: RoleState): ChangeStep {
  const carried = step.kind === "set-version" ? now.attached.find(({ arn }) => arn === step.arn) : undefined;
  if (step.kind !== "set-version" || !carried) return step;
  const { name, arn, document } = step;
  return { kind: "add-version", name, arn, document, before: { versionId: carried.versionId, document: carried.json } };
}
