import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { coversButDenied } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { begunSteps, type JournalEntry, type StepRecord } from "../../model/journal.ts";
import type { RoleState, SetIdentity } from "../../model/role-state.ts";
import { INLINE_NAME, joinInline } from "../../permission-sets/inline-policy.ts";
import { replacedAndRetained } from "../../role-policies.ts";
import { isRefinedInline } from "../../selection.ts";
import { sameJson } from "../fingerprint.ts";
import type { ChangeStep, Planned, RestoreInput, RestorePlan } from "../plan/change-plan.ts";
import { inlineAfter, inlineOf, inlineSteps, PROVISION, partsOf, planOf, textOf } from "../plan/set-plan.ts";

/**
 * From the set as it is now, whatever happened to it since, back to what the review found: managed policies reach every account again before
 * the inline policy is put back. Statements that people wrote since stay. Where the inline policy allows something that nothing else would, it stays and is named.
 */
export function planSetRestore(input: RestoreInput, permissionSet: SetIdentity, catalogue: ActionCatalogue): RestorePlan {
  return planBack(input, permissionSet, { hasBegun: () => true, catalogue });
}

/** As planSetRestore, as far as the review's change was begun and no further. */
export function planSetUndo(
  input: RestoreInput,
  permissionSet: SetIdentity,
  journal: readonly JournalEntry[],
  catalogue: ActionCatalogue,
): RestorePlan {
  return planBack(input, permissionSet, { hasBegun: (is) => begunSteps(journal).some(is), catalogue });
}

interface Way {
  /** Was a step of this kind begun? */
  readonly hasBegun: (is: (step: StepRecord) => boolean) => boolean;
  readonly catalogue: ActionCatalogue;
}

function planBack({ before, proposal, now }: RestoreInput, permissionSet: SetIdentity, { hasBegun, catalogue }: Way): RestorePlan {
  const { attached: detached } = replacedAndRetained(before, proposal).replaced;
  const back = detached.filter(({ arn }) => hasBegun((step) => step.kind === "detach" && step.arn === arn));
  const isWritten = hasBegun(({ kind }) => kind === "put-inline" || kind === "delete-inline");
  const target = isWritten ? inlineBefore(before, now, proposal) : inlineOf(now);
  const left = [...now.attached, ...back].map(({ document }) => document);
  // A deny that comes back was there before, and is part of what is restored.
  const stays = isWritten && !coversButDenied(documentsIn(inlineOf(now)), [...left, ...documentsIn(target)], catalogue);
  const inline = isWritten && !stays ? inlineSteps(inlineOf(now) ?? inlineAfter(before, proposal), target, true) : [];
  const attaching = back.map(({ name, arn }) => ({ kind: "attach" as const, name, arn }));
  const refs = back.map(({ name, arn }) => ({ name, arn }));
  const steps: readonly ChangeStep[] = [
    ...attaching,
    ...(attaching.length > 0 ? [PROVISION, { kind: "verify" as const, policies: refs }] : []),
    ...inline,
    ...(inline.length > 0 ? [PROVISION] : []),
  ];
  return { ...planOf(now, permissionSet, proposal, steps), stays: stays ? [INLINE_NAME] : [] };
}

/** As the review found it; where somebody edited it since, their statements with what an earlier review had written. */
function inlineBefore(before: RoleState, now: RoleState, proposal: Planned): string | undefined {
  const current = inlineOf(now);
  const known = [inlineOf(before), inlineAfter(before, proposal)];
  if (known.some((json) => isSame(json, current))) return inlineOf(before);
  const ofOthers = partsOf(now).filter(({ name }) => !isRefinedInline(now.name, name));
  const ours = partsOf(before).filter(({ name }) => isRefinedInline(before.name, name));
  return textOf(joinInline([...ofOthers, ...ours], []));
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameJson(one) === sameJson(other);
}

function documentsIn(json: string | undefined): readonly PolicyDocument[] {
  return json === undefined ? [] : [parsePolicy(json, INLINE_NAME)];
}
