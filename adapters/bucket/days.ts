import type { Window } from "#core/usage/activity.ts";

/** `…/CloudTrail/REGION/YYYY/MM/DD/` (CloudTrail User Guide, "Finding your CloudTrail log files"), or the beginning of it from the year on. */
const DAY = /(?:^|\/)CloudTrail\/[a-z0-9-]+\/(\d{4})\/(?:(\d{2})\/(?:(\d{2})\/)?)?$/;
const DAY_MS = 86_400_000;

/**
 * May a folder of a trail hold records of a window? A log lies in the folder of the day on which it was delivered, which is minutes after
 * the calls, so the day after the window counts too. A folder that is no day, month or year of CloudTrail's may.
 */
export function mayHold(folder: string, { from, to }: Partial<Window>): boolean {
  const [, year, month, day] = DAY.exec(folder) ?? [];
  if (year === undefined) return true;
  const first = `${year}-${month ?? "01"}-${day ?? "01"}`;
  const last = `${year}-${month ?? "12"}-${day ?? "31"}`;
  if (from !== undefined && last < from.slice(0, 10)) return false;
  return to === undefined || first <= new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10);
}
