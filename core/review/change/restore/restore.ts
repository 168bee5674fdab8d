import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { coversButDenied } from "#core/policy/cover.ts";
import { NoFreeSlotError, PolicySharedError } from "../../errors.ts";
import type { AttachedPolicy, InlinePolicy, PolicyRef, RoleState } from "../../model/role-state.ts";
import { mostAttached } from "../../policy-quota.ts";
import { replacedAndRetained } from "../../role-policies.ts";
import { isRefined, isRefinedInline } from "../../selection.ts";
import { inlineKey, sameJson } from "../fingerprint.ts";
import type { ChangeStep, RestoreInput, RestorePlan } from "../plan/change-plan.ts";
import { planChange } from "../plan/plan.ts";
import { refinedOf } from "../plan/refined-policy.ts";
import { planSetRestore } from "./set-restore.ts";

/**
 * From the role as it is now, whatever happened to it since, back to what the review found: what it detached comes back first,
 * then the refined policies get the version back that they had, or go. Steps stand in the plan even where IAM shows them done,
 * because what it shows may be late. One that would take away a permission which nothing else gives is left out and named.
 * Throws NoFreeSlotError where the role has no room for what must come back, PolicySharedError where others carry a policy that would
 * get its old version back.
 */
export function planRestore(input: RestoreInput, catalogue: ActionCatalogue): RestorePlan {
  const { before, proposal, now } = input;
  if (before.permissionSet) return planSetRestore(input, before.permissionSet, catalogue);
  const { attached: back, inline } = replacedAndRetained(before, proposal).replaced;
  const taking = takingSteps(before, planChange(before, proposal).steps, refinedSince(before, now));
  return wayBack(input, { back, backInline: missingInline(now, inline), taking }, catalogue);
}

/** Inline policies to be put back: all but those whose name somebody gave to another document meanwhile. */
export function missingInline(now: RoleState, inline: readonly InlinePolicy[]): readonly InlinePolicy[] {
  return inline.filter(({ name, json }) => {
    const current = now.inline.find((policy) => policy.name === name);
    return current === undefined || sameJson(current.json) === sameJson(json);
  });
}

/** What a way back is made of. */
export interface Way {
  /** What is attached again, or gets its version back. */
  readonly back: readonly AttachedPolicy[];
  /** What is written into the role again. */
  readonly backInline: readonly InlinePolicy[];
  readonly taking: readonly TakingStep[];
}

/** The steps of a way back: give first, take last, and nothing that nothing else allows. Throws NoFreeSlotError and PolicySharedError. */
export function wayBack(
  { before, proposal, now }: RestoreInput,
  { back, backInline, taking }: Way,
  catalogue: ActionCatalogue,
): RestorePlan {
  const missing = back.filter((policy) => !carries(now, policy));
  refuseTooMany(missing.length, before, now);
  const carried = new Map([...now.attached, ...missing, ...now.inline, ...backInline].map((policy) => [policyKey(policy), policy]));
  const { taken, stays } = takeAway(taking, { carried, before }, catalogue);
  const isTaken = ({ arn }: PolicyRef) => taken.some((step) => policyKey(step) === arn);
  const versions = taken.filter((step) => step.kind === "set-version");
  refuseShared(now, versions);
  const steps: ChangeStep[] = [
    ...backInline.map(({ name, json }) => ({ kind: "put-inline" as const, name, document: json })),
    ...back.filter((policy) => !isTaken(policy)).flatMap(backSteps),
    ...seen(
      back.filter((policy) => !isTaken(policy)),
      backInline,
    ),
    ...versions,
    ...(versions.length === 0 ? [] : seen(back.filter(({ arn }) => !stays.some((step) => policyKey(step) === arn)))),
    ...taken.filter(({ kind }) => kind !== "set-version"),
  ];
  return { roleName: now.name, roleArn: now.arn, reviewId: proposal.reviewId, steps, stays: stays.map(({ name }) => name) };
}

/** What a role carried before tells of its quota as well as what it carries now. */
function refuseTooMany(needed: number, before: RoleState, now: RoleState): void {
  const free = Math.max(mostAttached(now.attached.length), mostAttached(before.attached.length)) - now.attached.length;
  if (needed > free) throw new NoFreeSlotError(now.name, needed, free);
}

/** Before anything is written: what others carry too would change for them. */
function refuseShared(now: RoleState, versions: readonly Extract<TakingStep, { kind: "set-version" }>[]): void {
  const step = versions.find((each) => {
    const carried = now.attached.find(({ arn }) => arn === each.arn);
    return carried?.shared && sameJson(carried.json) !== sameJson(each.document);
  });
  if (step) throw new PolicySharedError(step.name, now.name);
}

function carries(role: RoleState, { arn }: PolicyRef): boolean {
  return role.attached.some((policy) => policy.arn === arn);
}

/** A refined policy may have been deleted meanwhile; it is written again as it was. */
function backSteps({ arn, name, json }: AttachedPolicy): ChangeStep[] {
  const attach = { kind: "attach" as const, name, arn };
  return isRefined(arn) ? [{ kind: "create-policy", name, arn, document: json }, attach] : [attach];
}

function seen(policies: readonly AttachedPolicy[], inline: readonly InlinePolicy[] = []): ChangeStep[] {
  if (policies.length === 0 && inline.length === 0) return [];
  const texts = inline.map(({ name, json }) => ({ name, document: json }));
  return [
    {
      kind: "verify",
      policies: policies.map(({ arn, name, json }) => ({ arn, name, ...(isRefined(arn) ? { document: json } : {}) })),
      ...(texts.length > 0 ? { inline: texts } : {}),
    },
  ];
}

type TakingStep = Extract<ChangeStep, { kind: "set-version" | "detach" | "delete-inline" }>;

/** Refined policies that came to a role after a review. */
interface RefinedPolicies {
  readonly attached: readonly PolicyRef[];
  readonly inline: readonly InlinePolicy[];
}

/** What takes back what steps did to refined policies, and what later reviews did to others: versions first. */
export function takingSteps(
  before: RoleState,
  steps: readonly ChangeStep[],
  later: RefinedPolicies = { attached: [], inline: [] },
): TakingStep[] {
  const had = new Map(before.attached.map((policy) => [policy.arn, policy]));
  const done = steps.flatMap((step) => (step.kind === "add-version" || step.kind === "attach" ? [step.arn] : []));
  const touched = new Map([...steps.flatMap(named), ...later.attached.map(({ arn, name }) => [arn, name] as const)]);
  const taking = [...new Set([...done, ...later.attached.map(({ arn }) => arn)])].map((arn): TakingStep => {
    const name = touched.get(arn) ?? "";
    const old = had.get(arn);
    return old ? { kind: "set-version", name, arn, document: old.json, versionId: old.versionId } : { kind: "detach", name, arn };
  });
  const written = steps.flatMap((step) => (step.kind === "put-inline" ? [[step.name, step.document] as const] : []));
  const inline = new Map([...written, ...later.inline.map(({ name, json }) => [name, json] as const)]);
  return [
    ...taking.filter(({ kind }) => kind === "set-version"),
    ...taking.filter(({ kind }) => kind === "detach"),
    ...[...inline].map(([name, document]) => ({ kind: "delete-inline" as const, name, document })),
  ];
}

/** Refined policies that are not as the review found them. */
function refinedSince(before: RoleState, now: RoleState): RefinedPolicies {
  const had = new Map(before.attached.map((policy) => [policy.arn, policy]));
  const hadInline = new Set(before.inline.map(({ name }) => name));
  return {
    attached: refinedOf(now).filter(({ arn, json }) => !sameDocument(had.get(arn), json)),
    inline: now.inline.filter(({ name }) => isRefinedInline(now.name, name) && !hadInline.has(name)),
  };
}

/** What tells a policy of a role from its others, attached or inline. */
function policyKey(policy: { readonly name: string; readonly arn?: string }): string {
  return policy.arn ?? inlineKey(policy.name);
}

function named(step: ChangeStep): (readonly [arn: string, name: string])[] {
  return "arn" in step ? [[step.arn, step.name]] : [];
}

function sameDocument(old: AttachedPolicy | undefined, json: string): boolean {
  return old !== undefined && sameJson(old.json) === sameJson(json);
}

interface Carried {
  readonly before: RoleState;
  /** What the role carries once everything is back, by policyKey; each step that is taken changes it. */
  readonly carried: Map<string, AttachedPolicy | InlinePolicy>;
}

function takeAway(
  steps: readonly TakingStep[],
  { before, carried }: Carried,
  catalogue: ActionCatalogue,
): { taken: readonly TakingStep[]; stays: readonly TakingStep[] } {
  const taken: TakingStep[] = [];
  const stays: TakingStep[] = [];
  for (const step of steps) {
    const key = policyKey(step);
    const current = carried.get(key);
    const old = before.attached.find(({ arn }) => arn === key);
    const left = [...carried].flatMap(([other, { document }]) => (other === key ? (old?.document ?? []) : document));
    // A deny that comes back with the old policies was there before, and is part of what is restored.
    if (current && !coversButDenied([current.document], left, catalogue)) {
      stays.push(step);
      continue;
    }
    taken.push(step);
    if (old) carried.set(key, old);
    else carried.delete(key);
  }
  return { taken, stays };
}
