import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Clock, Ids, Pauses } from "#core/review/ports/machine.ts";

export const systemClock: Clock = { now: () => new Date().toISOString() };

export const timerPauses: Pauses = { pause: (seconds) => setTimeout(seconds * 1000) };

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** 128 random bits as 26 characters of lower-case base 32 (RFC 4648). */
export const randomIds: Ids = {
  next() {
    let bits = BigInt(`0x${randomBytes(16).toString("hex")}`);
    let text = "";
    for (let i = 0; i < 26; i += 1) {
      text += ALPHABET[Number(bits & 31n)];
      bits >>= 5n;
    }
    return text;
  },
};
