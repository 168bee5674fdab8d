import { planChange } from "../change/plan.ts";
import { NoFreeSlotError } from "../errors.ts";
import type { Proposal } from "../model/proposal.ts";
import type { RoleState } from "../model/role-state.ts";
import type { Settings } from "../settings.ts";

const REHEARSAL_TAG = "whittle:rehearsal-days";

/** The longest rehearsal, in days. */
export const MOST_REHEARSAL_DAYS = 14;

export interface PlannedRehearsal {
  /** 0 for none. */
  readonly days: number;
  /** What the approver should know about it. */
  readonly notes: readonly string[];
}

/**
 * For how many days an approved change of a role is rehearsed: as the role's tag `whittle:rehearsal-days` says, else as the setting does.
 * None where the role has no room for the old and the new policies side by side.
 */
export function rehearsalFor(role: RoleState, proposal: Proposal, { rehearsalDays }: Pick<Settings, "rehearsalDays">): PlannedRehearsal {
  const tag = role.tags[REHEARSAL_TAG]?.trim();
  if (rehearsalDays === undefined) return { days: 0, notes: tag === undefined || tag === "0" ? [] : [EMBEDDED] };
  const asked = tag === undefined ? rehearsalDays : daysOf(tag);
  const misread =
    asked === undefined
      ? [
          `The tag ${REHEARSAL_TAG} says ${tag}; allowed are 0 to ${MOST_REHEARSAL_DAYS}. The stack's RehearsalDays applies: ${rehearsalDays}.`,
        ]
      : [];
  const days = asked ?? rehearsalDays;
  if (days === 0) return { days, notes: misread };
  return isRoomFor(role, { ...proposal, rehearsalDays: days })
    ? { days, notes: [...misread, rehearsedNote(days)] }
    : { days: 0, notes: [...misread, NO_ROOM] };
}

function daysOf(tag: string): number | undefined {
  const days = /^\d{1,2}$/.test(tag) ? Number(tag) : Number.NaN;
  return days <= MOST_REHEARSAL_DAYS ? days : undefined;
}

function isRoomFor(role: RoleState, proposal: Proposal): boolean {
  try {
    planChange(role, proposal);
    return true;
  } catch (error) {
    if (error instanceof NoFreeSlotError) return false;
    throw error;
  }
}

function rehearsedNote(days: number): string {
  return `Rehearsal: after approval the refined policy is attached, and nothing is detached for ${days === 1 ? "1 day" : `${days} days`}. If a live call would be denied in that time, you are asked again.`;
}

const NO_ROOM = "No rehearsal: the role has no free slot for the old and the new policies side by side.";
const EMBEDDED = `No rehearsal: the tag ${REHEARSAL_TAG} works where Whittle is deployed. An embedded run sees no live calls; it tests the proposal on the later calls of the log.`;
