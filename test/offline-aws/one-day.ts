import { setTimeout } from "node:timers/promises";

const DAY_MS = 86_400_000;
/** Longer than a slow machine takes for what is to happen on one day. */
const NEEDED_MS = 300_000;

/** Waits for the next day (UTC) where this one ends soon: what is counted by the day begins and ends on the same one. */
export async function withinOneDay(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < NEEDED_MS) await setTimeout(left + 1000);
}
