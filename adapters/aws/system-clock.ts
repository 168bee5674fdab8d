import type { Clock } from "#core/review/ports.ts";

export const systemClock: Clock = { now: () => new Date().toISOString() };
