import type { EntryOf } from "../model/journal.ts";
import type { Decision } from "../model/review.ts";
import type { RoleState } from "../model/role-state.ts";
import { fingerprint, inlineKey, sameJson } from "./fingerprint.ts";
import type { ChangePlan } from "./plan/change-plan.ts";

/**
 * Is the role as it was, but for what the plan does? Every policy that the plan touches must stand as before it or as after it,
 * and all else must be as it was. So a run that was cut off anywhere is told from somebody else's change.
 */
export function isExplained(now: RoleState, before: RoleState, plan: ChangePlan): boolean {
  const touched = touchedPolicies(plan);
  if (fingerprint(now, touched) !== fingerprint(before, touched)) return false;
  const states = [documents(now), documents(before), documentsAfter(before, plan)] as const;
  return [...touched].every((arn) => {
    const [found, asBefore, asAfter] = states.map((state) => state.get(arn));
    return found === asBefore || found === asAfter;
  });
}

/** Does a role carry the same documents as before, and are its inline policies and its boundary the same? Versions may have other numbers. */
export function isAsBefore(now: RoleState, before: RoleState): boolean {
  const [carried, had] = [documents(now), documents(before)];
  const all = new Set([...carried.keys(), ...had.keys()]);
  return [...all].every((arn) => carried.get(arn) === had.get(arn)) && fingerprint(now, all) === fingerprint(before, all);
}

/** The documents that the role carries once the plan is carried out, by ARN. */
function documentsAfter(before: RoleState, { steps }: ChangePlan): ReadonlyMap<string, string> {
  const carried = new Map(documents(before));
  const written = new Map<string, string>();
  for (const step of steps) {
    if (step.kind === "create-policy") written.set(step.arn, sameJson(step.document));
    if (step.kind === "add-version" || step.kind === "set-version") carried.set(step.arn, sameJson(step.document));
    if (step.kind === "attach") carried.set(step.arn, written.get(step.arn) ?? "");
    if (step.kind === "detach") carried.delete(step.arn);
    if (step.kind === "put-inline") carried.set(inlineKey(step.name), sameJson(step.document));
    if (step.kind === "delete-inline") carried.delete(inlineKey(step.name));
  }
  return carried;
}

function documents(role: RoleState): ReadonlyMap<string, string> {
  const attached = role.attached.map(({ arn, json }) => [arn, sameJson(json)] as const);
  return new Map([...attached, ...role.inline.map(({ name, json }) => [inlineKey(name), sameJson(json)] as const)]);
}

/** Every policy that a plan writes, attaches, detaches or deletes. */
function touchedPolicies({ steps }: ChangePlan): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) => {
      if (step.kind === "verify" || step.kind === "provision") return [];
      return "arn" in step ? [step.arn] : [inlineKey(step.name)];
    }),
  );
}

/** How the journal keeps an approval that no longer counts: the role changed, unless `why` says what it used or that its rehearsal caught calls. */
export function setAsideEntry(
  { at: decidedAt, by, reason }: Decision,
  at: string,
  why: Pick<EntryOf<"approval-set-aside">, "usedSince" | "because"> = {},
): EntryOf<"approval-set-aside"> {
  return { kind: "approval-set-aside", at, by, decidedAt, ...(reason ? { reason } : {}), ...why };
}
