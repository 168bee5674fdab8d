import { describe, expect, test } from "vitest";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { randomFrom } from "#test/random.ts";
import { isDeep } from "#test/runs.ts";
import { portsOver } from "./ports.ts";

const DAY_MS = 86_400_000;
const START = Date.parse("2026-01-01T00:00:00Z");
const CYCLE = 30;
const at = (index: number) => new Date(START + index * DAY_MS).toISOString();

interface Year {
  readonly roles: number;
  readonly quota: number;
  readonly days: number;
  /** The share of reviews that fail. */
  readonly failing: number;
  /** Generations that people start by hand in the console, at most, a day. */
  readonly byHand: number;
}

/** A daily tick over many roles: how long each waited past its cycle, and whether the day's quota was ever passed. */
async function livesThrough({ roles, quota, days, failing, byHand }: Year) {
  const random = randomFrom(7);
  const names = Array.from({ length: roles }, (_, index) => ({ name: `Role${String(index).padStart(4, "0")}` }));
  const ports = portsOver(names, { generationsPerDay: quota, reviewsPerCycle: 100 });
  const lastDone = new Map<string, number>();
  let longest = 0;
  let passedQuota = 0;
  for (let index = 0; index < days; index += 1) {
    const elsewhere = Math.floor(random() * (byHand + 1));
    const generations = { ...ports.generations, startedSince: async () => elsewhere };
    ports.at(at(index));
    const { reviews } = await discoverRoles({ ...ports, generations }, { cycleId: `cycle-${index}`, startedAt: at(index), input: {} });
    if (reviews.length + elsewhere > Math.max(quota, elsewhere)) passedQuota += 1;
    for (const { reviewId, roleName } of reviews) {
      const fails = random() < failing;
      await ports.store.update(reviewId, fails ? "fail" : "skip", { updatedAt: at(index), closedAt: at(index) });
      if (fails) continue;
      const before = lastDone.get(roleName);
      if (before !== undefined) longest = Math.max(longest, index - before);
      lastDone.set(roleName, index);
    }
  }
  const waitingNow = names.map(({ name }) => days - 1 - (lastDone.get(name) ?? -1));
  return { longest: Math.max(longest, ...waitingNow), passedQuota };
}

describe("a year of daily ticks, with failures and with people who use the quota too", { timeout: 180_000 }, () => {
  const size = isDeep ? { roles: 120, quota: 5, byHand: 1 } : { roles: 48, quota: 2, byHand: 0 };

  test("as many roles as four fifths of the quota are each reviewed within their cycle, and none waits for long", async () => {
    const { longest, passedQuota } = await livesThrough({ ...size, days: isDeep ? 365 : 150, failing: 0.03 });
    expect(passedQuota).toBe(0);
    expect(longest).toBeLessThanOrEqual(CYCLE + 7);
  });

  test("twice as many wait two rounds, and one whose review failed a third: none starves", async () => {
    const { longest, passedQuota } = await livesThrough({ ...size, roles: size.roles * 2, days: isDeep ? 365 : 150, failing: 0.03 });
    expect(passedQuota).toBe(0);
    expect(longest).toBeLessThanOrEqual(4 * CYCLE);
  });
});
