import type { InlinePolicy, RoleState, SetIdentity } from "../../model/role-state.ts";
import { INLINE_NAME, joinInline, splitInline } from "../../permission-sets/inline-policy.ts";
import { sameJson } from "../fingerprint.ts";
import type { ChangePlan, ChangeStep, Planned } from "./change-plan.ts";

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

/** Brings the set to its accounts. */
export const PROVISION = { kind: "provision" } as const;

/** A plan of these steps for a set as it is. */
export function planOf(
  { name, arn }: RoleState,
  permissionSet: SetIdentity,
  { reviewId }: Planned,
  steps: readonly ChangeStep[],
): ChangePlan {
  return { roleName: name, roleArn: arn, reviewId, permissionSet, steps };
}

function verifyInline(document: string): ChangeStep {
  return { kind: "verify", policies: [], inline: [{ name: INLINE_NAME, document }] };
}

/** A set has one inline policy: what is written takes the place of what was there. Written again where `always`, since a reading may be late. */
export function inlineSteps(from: string | undefined, to: string | undefined, always = false): readonly ChangeStep[] {
  if (to === undefined) return from === undefined ? [] : [{ kind: "delete-inline", name: INLINE_NAME, document: from }];
  if (!always && from !== undefined && sameJson(from) === sameJson(to)) return [];
  return [{ kind: "put-inline", name: INLINE_NAME, document: to, ...(from === undefined ? {} : { before: from }) }];
}

/** The inline policy as JSON text; undefined where the set has none. */
export function inlineOf({ inline }: RoleState): string | undefined {
  return inline.find(({ name }) => name === INLINE_NAME)?.json;
}

/** Its inline policy as two: what people wrote, and what a review did. */
export function partsOf(set: RoleState): readonly InlinePolicy[] {
  const json = inlineOf(set);
  return json === undefined ? [] : splitInline(set.name, json);
}

/** What the set's inline policy is to be. A proposal without a refined policy leaves what it does not replace. */
export function inlineAfter(before: RoleState, { policies, replacesInline }: Planned): string | undefined {
  const [refined] = policies;
  if (refined) return JSON.stringify(refined.document);
  const staying = partsOf(before).filter(({ name }) => !replacesInline.includes(name));
  return staying.length === partsOf(before).length ? inlineOf(before) : textOf(joinInline(staying, []));
}

/** A document as JSON text. */
export function textOf(policy: ReturnType<typeof joinInline>): string | undefined {
  return policy && JSON.stringify(policy);
}
