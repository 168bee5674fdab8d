import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { NoFreeSlotError } from "../errors.ts";
import type { Proposal } from "../proposal.ts";
import type { AttachedPolicy, PolicyRef, RoleState } from "../role-state.ts";
import { isRefined } from "../selection.ts";
import { sameJson } from "./fingerprint.ts";
import { type ChangePlan, type ChangeStep, MOST_ATTACHED } from "./plan.ts";
import { refinedOf } from "./refined-policy.ts";

export interface RestoreInput {
  readonly before: RoleState;
  readonly proposal: Pick<Proposal, "reviewId" | "replaces">;
  readonly now: RoleState;
}

export interface RestorePlan extends ChangePlan {
  /** Refined policies that stay as they are, because taking them away would take something that nothing else allows. */
  readonly stays: readonly PolicyRef[];
}

/**
 * From the role as it is now, whatever happened to it since, back to what the review found: what it detached comes back first,
 * then the refined policies go or get the version back that they had. What is so already makes no step. Each step that takes something
 * away is proven to take nothing that the role may then not do any more; one that cannot be proven is left out and named.
 * Throws NoFreeSlotError where the role has no room for what must come back.
 */
export function planRestore({ before, proposal, now }: RestoreInput, catalogue: ActionCatalogue): RestorePlan {
  const carried = new Map(now.attached.map((policy) => [policy.arn, policy]));
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const replacedBefore = before.attached.filter(({ arn }) => replaced.has(arn));
  const back = replacedBefore.filter(({ arn }) => !carried.has(arn));
  const free = MOST_ATTACHED - now.attached.length;
  if (back.length > free) throw new NoFreeSlotError(now.name, back.length, free);
  for (const policy of back) carried.set(policy.arn, policy);
  const { taken, stays } = takeAway({ before, now, carried }, catalogue);
  const steps: ChangeStep[] = [
    ...back.flatMap(backSteps),
    ...(back.length > 0 ? [{ kind: "verify" as const, policies: back.map(expected) }] : []),
    ...taken.filter(({ kind }) => kind === "set-version"),
    ...(taken.length > 0
      ? [{ kind: "verify" as const, policies: [...carried.values()].filter(({ arn }) => replaced.has(arn)).map(expected) }]
      : []),
    ...taken.filter(({ kind }) => kind === "detach"),
  ];
  return { roleName: now.name, roleArn: now.arn, reviewId: proposal.reviewId, steps, stays };
}

/** A refined policy may have been deleted meanwhile; it is written again as it was. */
function backSteps({ arn, name, json }: AttachedPolicy): ChangeStep[] {
  const attach = { kind: "attach" as const, name, arn };
  return isRefined(arn) ? [{ kind: "create-policy", name, arn, document: json }, attach] : [attach];
}

function expected({ arn, name, json }: AttachedPolicy) {
  return { arn, name, ...(isRefined(arn) ? { document: json } : {}) };
}

interface Taking {
  readonly before: RoleState;
  readonly now: RoleState;
  /** What the role carries at that point of the plan, by ARN; grows shorter as steps are taken. */
  readonly carried: Map<string, AttachedPolicy>;
}

type TakingStep = Extract<ChangeStep, { kind: "set-version" | "detach" }>;

function takeAway({ before, now, carried }: Taking, catalogue: ActionCatalogue): { taken: TakingStep[]; stays: PolicyRef[] } {
  const had = new Map(before.attached.map((policy) => [policy.arn, policy]));
  const changes = refinedOf(now).filter(({ arn, json }) => {
    const old = had.get(arn);
    return old === undefined || sameJson(old.json) !== sameJson(json);
  });
  const taken: TakingStep[] = [];
  const stays: PolicyRef[] = [];
  for (const policy of changes.toSorted((a, b) => Number(had.has(b.arn)) - Number(had.has(a.arn)))) {
    const old = had.get(policy.arn);
    const left = [...carried.values()].flatMap((other) => (other.arn === policy.arn ? (old ?? []) : other));
    const { name, arn } = policy;
    if (
      !isCovered(
        policy.document,
        [...left, ...now.inline].map(({ document }) => document),
        catalogue,
      )
    ) {
      stays.push({ name, arn });
      continue;
    }
    taken.push(old ? { kind: "set-version", name, arn, document: old.json, versionId: old.versionId } : { kind: "detach", name, arn });
    if (old) carried.set(arn, old);
    else carried.delete(arn);
  }
  return { taken, stays };
}

/** A deny that comes back with the old policies was there before, and is part of what is restored. */
function isCovered(document: PolicyDocument, left: readonly PolicyDocument[], catalogue: ActionCatalogue): boolean {
  return uncovered([document], left, catalogue).every(({ because }) => because === "denied");
}
