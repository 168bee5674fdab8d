import { NoFreeSlotError } from "../../errors.ts";
import type { AttachedPolicy, RoleState } from "../../model/role-state.ts";
import { mostAttached } from "../../policy-quota.ts";
import { replacedAndRetained } from "../../role-policies.ts";
import { isRefinedInline } from "../../selection.ts";
import { sameJson } from "../fingerprint.ts";
import type { ChangePlan, ChangeStep, InlineText, Planned, PolicyText, VersionBefore } from "./change-plan.ts";
import { freeName, refinedArn, refinedOf } from "./refined-policy.ts";
import { planSetChange } from "./set-plan.ts";

/**
 * Write, attach, read back, and only then detach: at every moment the role has what it had or what was approved.
 * A refined policy of an earlier review gets a new version, but one of them at most, and last: two could not change at the
 * same moment, and between the one and the other something would be missing. The others are written under a free name, and so is
 * one that others carry too: they keep it as it is. A change that is rehearsed gives none a new version: nothing may be lost before the rehearsal is over.
 * What has no place among the managed policies is written into the role, always under a name that it does not have.
 * Throws NoFreeSlotError where the role cannot carry the old and the new side by side.
 * A permission set has a plan of its own; see set-plan.ts.
 */
export function planChange(before: RoleState, proposal: Planned): ChangePlan {
  if (before.permissionSet) return planSetChange(before, before.permissionSet, proposal);
  const { stay, renewed, fresh } = arrange(before, proposal);
  const inline = arrangeInline(before, proposal);
  const free = mostAttached(before.attached.length) - before.attached.length;
  if (fresh.length > free) throw new NoFreeSlotError(before.name, fresh.length, free);
  const added = [...stay, ...fresh];
  const kept = new Set([...added, ...renewed].map(({ arn }) => arn));
  const leaving = proposal.replaces.filter(({ arn }) => !kept.has(arn));
  const steps: ChangeStep[] = [
    ...fresh.map((policy) => ({ kind: "create-policy" as const, ...policy })),
    ...fresh.map(({ name, arn }) => ({ kind: "attach" as const, name, arn })),
    ...inline.fresh.map((policy) => ({ kind: "put-inline" as const, ...policy })),
    ...(fresh.length + inline.fresh.length > 0 ? [{ kind: "verify" as const, policies: added, ...inlineExpected(inline.fresh) }] : []),
    ...renewed.flatMap(({ name, arn, document, before }) => [
      { kind: "add-version" as const, name, arn, document, before },
      { kind: "tag" as const, name, arn },
    ]),
    ...(renewed.length > 0 ? [{ kind: "verify" as const, policies: [...added, ...renewed.map(text)] }] : []),
    ...leaving.map(({ name, arn }) => ({ kind: "detach" as const, name, arn })),
    ...replacedAndRetained(before, proposal)
      .replaced.inline.filter(({ name }) => !inline.stay.has(name))
      .map(({ name, json }) => ({ kind: "delete-inline" as const, name, document: json })),
  ];
  return { roleName: before.name, roleArn: before.arn, reviewId: proposal.reviewId, steps };
}

/** The part of a plan that only adds: what stands on the role while the change is rehearsed. */
export function addingPart({ steps, ...plan }: ChangePlan): ChangePlan {
  const end = steps.findIndex(({ kind }) => kind === "detach" || kind === "delete-inline");
  return { ...plan, steps: end === -1 ? steps : steps.slice(0, end) };
}

interface Arrangement {
  /** On the role already, with the very document. */
  readonly stay: readonly PolicyText[];
  /** On the role already, to get a new version: one at most. */
  readonly renewed: readonly (PolicyText & { readonly before: VersionBefore })[];
  readonly fresh: readonly PolicyText[];
}

function arrange(before: RoleState, { policies, rehearsalDays }: Pick<Planned, "policies" | "rehearsalDays">): Arrangement {
  const carried = new Map(refinedOf(before).map((policy) => [policy.name, policy]));
  const wanted = policies
    .filter(({ inline }) => !inline)
    .map(({ name, document }) => ({ name, arn: refinedArn(before, name), document: JSON.stringify(document) }));
  const isUnchanged = ({ name, document }: PolicyText) => {
    const now = carried.get(name);
    return now !== undefined && sameJson(now.json) === sameJson(document);
  };
  const changing = wanted.filter((policy) => !isUnchanged(policy));
  const inPlace = rehearsalDays ? undefined : changing.find(({ name }) => carried.has(name) && !carried.get(name)?.shared);
  const old = inPlace && carried.get(inPlace.name);
  const taken = new Set([...carried.keys(), ...wanted.filter(({ name }) => !carried.has(name)).map(({ name }) => name)]);
  return {
    stay: wanted.filter(isUnchanged),
    renewed: inPlace && old ? [{ ...inPlace, before: versionOf(old) }] : [],
    fresh: changing
      .filter((policy) => policy !== inPlace)
      .map((policy) => (carried.has(policy.name) ? renamed(before, policy, taken) : policy)),
  };
}

interface InlineArrangement {
  /** Names of refined policies that are in the role already, with the very document. */
  readonly stay: ReadonlySet<string>;
  readonly fresh: readonly InlineText[];
}

function arrangeInline({ name: roleName, inline }: RoleState, { policies }: Pick<Planned, "policies">): InlineArrangement {
  const stay = new Set<string>();
  const fresh: InlineText[] = [];
  const taken = new Set(inline.map(({ name }) => name));
  for (const policy of policies.filter((each) => each.inline)) {
    const document = JSON.stringify(policy.document);
    const same = inline.find(({ name, json }) => isRefinedInline(roleName, name) && sameJson(json) === sameJson(document));
    const name = same?.name ?? (taken.has(policy.name) ? freeName(roleName, (each) => taken.has(each)) : policy.name);
    taken.add(name);
    if (same) stay.add(name);
    else fresh.push({ name, document });
  }
  return { stay, fresh };
}

/** The inline policies that a step must see, where there are any. */
function inlineExpected(inline: readonly InlineText[]): { readonly inline?: readonly InlineText[] } {
  return inline.length === 0 ? {} : { inline };
}

function renamed(role: RoleState, policy: PolicyText, taken: Set<string>): PolicyText {
  const name = freeName(role.name, (each) => taken.has(each));
  taken.add(name);
  return { ...policy, name, arn: refinedArn(role, name) };
}

function versionOf({ versionId, json }: AttachedPolicy): VersionBefore {
  return { versionId, document: json };
}

function text({ name, arn, document }: PolicyText): PolicyText {
  return { name, arn, document };
}
