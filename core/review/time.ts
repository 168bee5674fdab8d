const DAY_MS = 86_400_000;

/** An instant some days before (or, negative, after) another; both ISO 8601 in UTC. */
export function daysBefore(instant: string, days: number): string {
  return new Date(Date.parse(instant) - days * DAY_MS).toISOString();
}

/** Whole seconds: what a state machine waits for. */
export function secondsOf(hours: number): number {
  return Math.round(hours * 3600);
}

export function secondsAfter(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** Whole and part days from one instant to a later one. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}
