import type { Clock } from "#core/review/ports/machine.ts";

export const systemClock: Clock = { now: () => new Date().toISOString() };
