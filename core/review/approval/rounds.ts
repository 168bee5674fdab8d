import type { Settings } from "../settings.ts";
import { secondsOf } from "../time.ts";

/** What a round of asking begins with; without any, it only goes on waiting. */
export type RoundTells = "request" | "reminder" | "escalation";

/** A wait for a decision: what is told when it begins, and how long it lasts. */
export interface Round {
  readonly tells: readonly RoundTells[];
  readonly seconds: number;
}

/**
 * How the time to decide is divided: a request, a reminder at half time and, where the operator wants one, an escalation after so
 * many hours, each in its place. Two rounds, or three. What falls on one moment is told in one round; what falls past the end is not told.
 */
export function roundsOf({ approvalDays, escalationHours }: Pick<Settings, "approvalDays" | "escalationHours">): readonly Round[] {
  const half = Math.round((approvalDays * 86_400) / 2);
  const end = 2 * half;
  const escalation = secondsOf(escalationHours);
  const events: { readonly at: number; readonly tells: RoundTells }[] = [
    { at: 0, tells: "request" },
    { at: half, tells: "reminder" },
    ...(escalation > 0 && escalation < end ? [{ at: escalation, tells: "escalation" as const }] : []),
  ];
  const moments = [...new Set(events.map(({ at }) => at))].sort((a, b) => a - b);
  return moments.map((at, index) => ({
    tells: events.filter((event) => event.at === at).map(({ tells }) => tells),
    seconds: (moments[index + 1] ?? end) - at,
  }));
}

/** The whole time to decide. */
export function secondsToDecide(settings: Pick<Settings, "approvalDays" | "escalationHours">): number {
  return roundsOf(settings).reduce((sum, { seconds }) => sum + seconds, 0);
}
