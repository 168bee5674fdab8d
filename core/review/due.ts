import type { RoleState } from "./model/role-state.ts";
import type { RoleHistory } from "./ports/review-store.ts";
import type { Settings } from "./settings.ts";
import { daysBefore } from "./time.ts";

const CYCLE_DAYS_TAG = "whittle:cycle-days";
const DAYS = /^[1-9]\d{0,2}$/;
const MOST_DAYS = 365;

/** How many days lie between two reviews of a role, and the value of its tag `whittle:cycle-days` where that is no whole number from 1 to 365. */
export interface CycleDays {
  readonly days: number;
  readonly unreadable?: string;
}

export function cycleDaysOf(role: Pick<RoleState, "tags">, { reviewCycleDays }: Pick<Settings, "reviewCycleDays">): CycleDays {
  const tag = role.tags[CYCLE_DAYS_TAG];
  if (tag === undefined) return { days: reviewCycleDays };
  const days = DAYS.test(tag) ? Number(tag) : MOST_DAYS + 1;
  return days <= MOST_DAYS ? { days } : { days: reviewCycleDays, unreadable: tag };
}

/** Since when, or from when on, a role is to be reviewed again (ISO 8601 in UTC); undefined for one that never was. */
export function dueSince(history: RoleHistory | undefined, cycleDays: number): string | undefined {
  return history?.settledAt === undefined ? undefined : daysBefore(history.settledAt, -cycleDays);
}

/**
 * Where a role stands in line; the smallest comes first: who has been due for the longest. One that was never tried has been since it was made:
 * before all others, whoever makes roles every day would keep them from being reviewed.
 * A review that failed counts as a try: a role that fails every day goes to the end of the line every day.
 */
export function placeInLine({ createdAt }: Pick<RoleState, "createdAt">, history: RoleHistory | undefined, cycleDays: number): string {
  const { triedAt, settledAt } = history ?? {};
  const last = triedAt ?? settledAt;
  if (last === undefined) return new Date(createdAt).toISOString();
  return settledAt === last ? daysBefore(last, -cycleDays) : last;
}
