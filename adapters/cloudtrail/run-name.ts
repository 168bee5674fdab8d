import type { Window } from "#core/usage/activity.ts";

/** The name of the run that reads an account's logs of a window. An execution's name takes no colons and dots. */
export function runName(account: string, { from, to }: Window): string {
  return `${account}_${from}_${to}`.replace(/[:.]/g, "");
}
