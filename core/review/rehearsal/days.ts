import { planChange } from "../change/plan/plan.ts";
import { NoFreeSlotError } from "../errors.ts";
import type { Note } from "../model/note.ts";
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
  readonly notes: readonly Note[];
}

/**
 * For how many days an approved change of a role is rehearsed: as the role's tag `whittle:rehearsal-days` says, else as the setting does.
 * None where the role has no room for the old and the new policies side by side, and none in a member account.
 */
export function rehearsalFor(
  role: RoleState,
  proposal: Proposal,
  settings: Pick<Settings, "rehearsalDays" | "isOfMember">,
): PlannedRehearsal {
  const { rehearsalDays, isOfMember } = settings;
  const tag = role.tags[REHEARSAL_TAG]?.trim();
  if (rehearsalDays === undefined)
    return { days: 0, notes: tag === undefined || tag === "0" ? [] : [{ id: "not-rehearsed", because: "embedded" }] };
  const asked = tag === undefined ? rehearsalDays : daysOf(tag);
  const misread: readonly Note[] = asked === undefined ? [{ id: "rehearsal-misread", value: tag ?? "", days: rehearsalDays }] : [];
  const days = asked ?? rehearsalDays;
  if (days > 0 && isOfMember) return { days: 0, notes: [...misread, { id: "not-rehearsed", because: "other-account" }] };
  if (days === 0) return { days, notes: misread };
  return isRoomFor(role, { ...proposal, rehearsalDays: days })
    ? { days, notes: [...misread, { id: "rehearsed", days }] }
    : { days: 0, notes: [...misread, { id: "not-rehearsed", because: "no-free-slot" }] };
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
