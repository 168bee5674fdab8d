import { ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ChangeFailedError, ChangeNotVisibleError, ChangeUndoneError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { JournalEntry } from "../record.ts";
import type { RoleState } from "../role-state.ts";
import { sameJson } from "./fingerprint.ts";
import { breakGlass, type ChangePlan, type ChangeStep, describeStep } from "./plan.ts";
import { writePolicy } from "./write-policy.ts";

type Needs = Pick<Ports, "changes" | "store" | "clock">;

/**
 * Carries a plan out, step by step, each journalled before and after. May be run again at any point: a step that is done
 * already changes nothing. An error that passes (throttling, a fault of AWS, a change not visible yet) goes out as it is,
 * to be tried again. One that stays undoes what was done, newest first, and becomes ChangeUndoneError; where undoing
 * fails too, ChangeFailedError says what state the role is in and which commands put it right.
 */
export async function carryOut(ports: Needs, plan: ChangePlan, before: RoleState): Promise<void> {
  for (const [index, step] of plan.steps.entries()) {
    await note(ports, plan, step, "started");
    try {
      await perform(ports, plan, step, before);
    } catch (error) {
      if (passes(error)) throw error;
      await note(ports, plan, step, "failed", messageOf(error));
      await compensate(ports, plan, plan.steps.slice(0, index + 1), before, error);
    }
    await note(ports, plan, step, "done");
  }
}

/** Will the same call succeed later, as it is? */
export function passes(error: unknown): boolean {
  return error instanceof ThrottledError || error instanceof ServiceFaultError || error instanceof ChangeNotVisibleError;
}

async function perform({ changes }: Needs, plan: ChangePlan, step: ChangeStep, before: RoleState): Promise<void> {
  switch (step.kind) {
    case "write-policy":
      return writePolicy(changes, step, plan, versionBefore(before, step.arn));
    case "attach":
      return changes.attach(plan.roleName, step.arn);
    case "verify":
      return verify({ changes }, plan, step.arns);
    case "detach":
      return changes.detach(plan.roleName, step.arn);
  }
}

/** IAM is eventually consistent: nothing is detached before what replaces it is seen to be there. */
async function verify({ changes }: Pick<Needs, "changes">, plan: ChangePlan, arns: readonly string[]): Promise<void> {
  const attached = new Set((await changes.attached(plan.roleName)).map(({ arn }) => arn));
  const missing = arns.find((arn) => !attached.has(arn));
  if (missing) throw new ChangeNotVisibleError(plan.roleName, missing);
  for (const step of plan.steps) {
    if (step.kind === "write-policy" && !(await isWritten(changes, step.arn, step.document)))
      throw new ChangeNotVisibleError(plan.roleName, step.arn);
  }
}

async function isWritten(changes: Needs["changes"], arn: string, document: string): Promise<boolean> {
  const current = (await changes.policyVersions(arn)).find(({ isDefault }) => isDefault);
  return current !== undefined && sameJson(await changes.policyDocument(arn, current.versionId)) === sameJson(document);
}

async function compensate(ports: Needs, plan: ChangePlan, taken: readonly ChangeStep[], before: RoleState, cause: unknown): Promise<never> {
  for (const step of taken.toReversed()) {
    try {
      await undo(ports.changes, plan, step, before);
      await note(ports, plan, step, "undone");
    } catch (error) {
      if (passes(error)) throw error;
      await note(ports, plan, step, "failed", `undoing: ${messageOf(error)}`);
      throw new ChangeFailedError(plan.roleName, describeStep(step, plan.roleName), messageOf(cause), breakGlass(plan), { cause: error });
    }
  }
  throw new ChangeUndoneError(plan.roleName, messageOf(cause), { cause });
}

/** The reverse of a step, as repeatable as the step itself. A written policy that nobody carries does no harm and may stay. */
async function undo(changes: Needs["changes"], plan: ChangePlan, step: ChangeStep, before: RoleState): Promise<void> {
  if (step.kind === "detach") await changes.attach(plan.roleName, step.arn);
  if (step.kind === "attach") await changes.detach(plan.roleName, step.arn);
  const version = versionBefore(before, step.kind === "write-policy" ? step.arn : undefined);
  if (step.kind === "write-policy" && version !== undefined) await changes.setDefaultVersion(step.arn, version);
}

function versionBefore(before: RoleState, arn: string | undefined): string | undefined {
  return before.attached.find((policy) => policy.arn === arn)?.versionId;
}

function note({ store, clock }: Needs, plan: ChangePlan, step: ChangeStep, state: JournalEntry["state"], detail?: string): Promise<void> {
  return store.append(plan.reviewId, {
    at: clock.now(),
    step: describeStep(step, plan.roleName),
    state,
    ...(detail === undefined ? {} : { detail }),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
