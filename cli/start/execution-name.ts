import { randomIds, systemClock } from "#adapters/machine.ts";

/** When a person started it, and letters that no other start has: a name is used once (Step Functions API Reference, "StartExecution"). */
export function executionName(): string {
  return `by-hand-${systemClock.now().replace(/[-:]|\.\d+/g, "")}-${randomIds.next().slice(0, 6)}`;
}
