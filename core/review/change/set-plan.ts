import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { entriesOf, type JournalEntry, type StepRecord, sinceSetAside } from "../model/journal.ts";
import type { InlinePolicy, RoleState, SetIdentity } from "../model/role-state.ts";
import { INLINE_NAME, joinInline, splitInline } from "../permission-sets/inline-policy.ts";
import { isRefinedInline } from "../selection.ts";
import type { ChangePlan, ChangeStep, Planned, RestoreInput, RestorePlan } from "./change-plan.ts";
import { sameJson } from "./fingerprint.ts";

/**
 * A set's way from what it was to what was approved: its inline policy is written and reaches every account before a managed policy is
 * detached from the set, so that people have what they had or what was approved in each account at every moment.
 */
export function planSetChange(before: RoleState, permissionSet: SetIdentity, proposal: Planned): ChangePlan {
  const written = inlineAfter(before, proposal);
  const taking: readonly ChangeStep[] = [
    ...proposal.replaces.map(({ name, arn }) => ({ kind: "detach" as const, name, arn })),
    ...(written === undefined ? inlineSteps(inlineOf(before), undefined) : []),
  ];
  return planOf(before, permissionSet, proposal, [
    ...(written === undefined ? [] : inlineSteps(inlineOf(before), written)),
    PROVISION,
    ...(written === undefined ? [] : [verifyInline(written)]),
    ...taking,
    ...(taking.length > 0 ? [PROVISION] : []),
  ]);
}

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
  const begun = entriesOf(sinceSetAside(journal), "step").filter(({ state }) => state === "started");
  return planBack(input, permissionSet, { hasBegun: (is) => begun.some(({ step }) => is(step)), catalogue });
}

interface Way {
  /** Was a step of this kind begun? */
  readonly hasBegun: (is: (step: StepRecord) => boolean) => boolean;
  readonly catalogue: ActionCatalogue;
}

function planBack({ before, proposal, now }: RestoreInput, permissionSet: SetIdentity, { hasBegun, catalogue }: Way): RestorePlan {
  const detached = new Set(proposal.replaces.map(({ arn }) => arn));
  const back = before.attached.filter(({ arn }) => detached.has(arn) && hasBegun((step) => step.kind === "detach" && step.arn === arn));
  const isWritten = hasBegun(({ kind }) => kind === "put-inline" || kind === "delete-inline");
  const target = isWritten ? inlineBefore(before, now, proposal) : inlineOf(now);
  const left = [...now.attached, ...back].map(({ document }) => document);
  const stays = isWritten && !isCovered(inlineOf(now), [...left, ...documentsOf(target)], catalogue);
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

const PROVISION = { kind: "provision" } as const;

function planOf({ name, arn }: RoleState, permissionSet: SetIdentity, { reviewId }: Planned, steps: readonly ChangeStep[]): ChangePlan {
  return { roleName: name, roleArn: arn, reviewId, permissionSet, steps };
}

function verifyInline(document: string): ChangeStep {
  return { kind: "verify", policies: [], inline: [{ name: INLINE_NAME, document }] };
}

/** A set has one inline policy: what is written takes the place of what was there. Written again where `always`, since a reading may be late. */
function inlineSteps(from: string | undefined, to: string | undefined, always = false): readonly ChangeStep[] {
  if (to === undefined) return from === undefined ? [] : [{ kind: "delete-inline", name: INLINE_NAME, document: from }];
  if (!always && from !== undefined && sameJson(from) === sameJson(to)) return [];
  return [{ kind: "put-inline", name: INLINE_NAME, document: to, ...(from === undefined ? {} : { before: from }) }];
}

/** The inline policy as JSON text; undefined where the set has none. */
function inlineOf({ inline }: RoleState): string | undefined {
  return inline.find(({ name }) => name === INLINE_NAME)?.json;
}

function partsOf(set: RoleState): readonly InlinePolicy[] {
  const json = inlineOf(set);
  return json === undefined ? [] : splitInline(set.name, json);
}

/** What the set's inline policy is to be. A proposal without a refined policy leaves what it does not replace. */
function inlineAfter(before: RoleState, { policies, replacesInline }: Planned): string | undefined {
  const [refined] = policies;
  if (refined) return JSON.stringify(refined.document);
  const staying = partsOf(before).filter(({ name }) => !replacesInline.includes(name));
  return staying.length === partsOf(before).length ? inlineOf(before) : textOf(joinInline(staying, []));
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

function textOf(policy: ReturnType<typeof joinInline>): string | undefined {
  return policy && JSON.stringify(policy);
}

function documentsOf(json: string | undefined): readonly PolicyDocument[] {
  return json === undefined ? [] : [parsePolicy(json, INLINE_NAME)];
}

/** A deny that comes back was there before, and is part of what is restored. */
function isCovered(json: string | undefined, left: readonly PolicyDocument[], catalogue: ActionCatalogue): boolean {
  return uncovered(documentsOf(json), left, catalogue).every(({ because }) => because === "denied");
}
