import { setTimeout } from "node:timers/promises";
import type { Pauses } from "#core/review/ports/machine.ts";

export const timerPauses: Pauses = { pause: (seconds) => setTimeout(seconds * 1000) };
