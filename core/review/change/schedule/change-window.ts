/** When approved changes may be made, in UTC. */
export interface ChangeWindow {
  /** Days of the week, 0 for Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day: from the first on, before the second. */
  readonly hours: readonly [from: number, to: number];
  /** First and last days, `YYYY-MM-DD`, on which nothing is changed. */
  readonly freezes: readonly (readonly [first: string, last: string])[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How far ahead is looked. What is frozen for longer is looked at again then. */
const MOST_DAYS = 366;

/**
 * Returns when a change may be made, ISO 8601: `now` where the window is open, else when it opens next. Where it does not open within a
 * year, the instant at which to ask again.
 */
export function nextChangeAt({ days, hours: [from, to], freezes }: ChangeWindow, now: string): string {
  const instant = Date.parse(now);
  const today = instant - (instant % DAY);
  for (let day = today; day < today + MOST_DAYS * DAY; day += DAY) {
    if (isOpenOn({ days, freezes }, day) && instant < day + to * MINUTE)
      return new Date(Math.max(instant, day + from * MINUTE)).toISOString();
  }
  return new Date(today + MOST_DAYS * DAY).toISOString();
}

/** How many days of those from one instant to a later one had an open window. */
export function openDays(window: Pick<ChangeWindow, "days" | "freezes">, from: string, to: string): number {
  const first = Date.parse(from) - (Date.parse(from) % DAY);
  const count = Math.max(0, Math.floor((Date.parse(to) - first) / DAY));
  return Array.from({ length: count }, (_, index) => first + index * DAY).filter((day) => isOpenOn(window, day)).length;
}

function isOpenOn({ days, freezes }: Pick<ChangeWindow, "days" | "freezes">, day: number): boolean {
  const date = new Date(day).toISOString().slice(0, 10);
  return days.includes(new Date(day).getUTCDay()) && !freezes.some(([first, last]) => first <= date && date <= last);
}
