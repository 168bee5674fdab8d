import type { Window } from "#core/usage/activity.ts";

/** The name of the run that reads a window. An execution's name takes no colons and dots. */
export function runName({ from, to }: Window): string {
  return `${from}_${to}`.replace(/[:.]/g, "");
}
