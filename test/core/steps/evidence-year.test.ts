import { describe, expect, test } from "vitest";
import { autoGenerations } from "#adapters/aws/auto-generations.ts";
import { REVIEWS_PER_CYCLE } from "#adapters/aws/settings.ts";
import { QuotaExceededError } from "#core/errors.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { daysBefore } from "#core/review/time.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { randomFrom } from "#test/random.ts";
import { isDeep } from "#test/runs.ts";
import { portsOver } from "./ports.ts";

const DAY_MS = 86_400_000;
const START = Date.parse("2026-01-01T00:00:00Z");
const CYCLE = 30;
/** Five thousand roles and Access Analyzer's quota of a day; in short, a quota of few places and a cycle that takes fewer than a day's share. */
const SIZE = isDeep
  ? { roles: 5000, days: 365, quota: 50, reviewsPerCycle: REVIEWS_PER_CYCLE }
  : { roles: 250, days: 75, quota: 5, reviewsPerCycle: 5 };

/** Access Analyzer as it is documented: so many a day and not one more, whoever asks, and busy now and then. */
function accessAnalyzer(now: () => string, random: () => number) {
  const started: string[] = [];
  const since = (instant: string) => started.filter((at) => at > instant).length;
  const generations: PolicyGenerations = {
    async start({ clientToken }) {
      const isBusy = random() < 0.05;
      if (isBusy || since(daysBefore(now(), 1)) >= SIZE.quota)
        throw new QuotaExceededError("access-analyzer:StartPolicyGeneration", "no place.");
      started.push(now());
      return { jobId: clientToken };
    },
    check: async () => ({ status: "IN_PROGRESS" }),
    cancel: async () => {},
    startedSince: async (instant) => since(instant),
  };
  return { generations, byPeople: () => started.push(now()), total: () => started.length, since };
}

/** A daily tick over a fleet by `auto`, with reviews that fail and people who use the console: what each role waited, and by which engine. */
async function livesThrough() {
  const random = randomFrom(11);
  const names = Array.from({ length: SIZE.roles }, (_, index) => `Role${String(index).padStart(4, "0")}`);
  const ports = portsOver(
    names.map((name) => ({ name })),
    { generationsPerDay: Number.POSITIVE_INFINITY, reviewsPerCycle: SIZE.reviewsPerCycle },
  );
  const { now } = ports.clock;
  const engine = accessAnalyzer(now, random);
  let byIam = 0;
  const lastAccessed: PolicyGenerations = {
    ...engine.generations,
    async start() {
      byIam += 1;
      return { jobId: `report-${byIam}` };
    },
  };
  const generations = autoGenerations({
    accessAnalyzer: engine.generations,
    lastAccessed,
    generationsPerDay: SIZE.quota,
    clock: ports.clock,
  });
  const lastDone = new Map<string, number>();
  let longest = 0;
  let people = 0;
  let reviews = 0;
  let cycles = 0;
  const takeDay = async (day: number, cycleId: string, input: unknown): Promise<void> => {
    const cycle = await discoverRoles({ ...ports, generations }, { cycleId, startedAt: now(), input });
    for (const { reviewId, roleName } of cycle.reviews) {
      await startGeneration({ ...ports, generations }, { reviewId });
      reviews += 1;
      const fails = random() < 0.03;
      await ports.store.update(reviewId, fails ? "fail" : "skip", { updatedAt: now(), closedAt: now() });
      if (fails) continue;
      longest = Math.max(longest, day - (lastDone.get(roleName) ?? -1));
      lastDone.set(roleName, day);
    }
    cycles += 1;
    if (cycle.nextCycle.name !== "") await takeDay(day, cycle.nextCycle.name, cycle.nextCycle.input);
  };
  for (let day = 0; day < SIZE.days; day += 1) {
    ports.at(new Date(START + day * DAY_MS).toISOString());
    for (let count = Math.floor(random() * 3); count > 0; count -= 1, people += 1) engine.byPeople();
    await takeDay(day, `cycle-${day}`, {});
    expect(engine.since(daysBefore(now(), 1)), "generations in a day, other people's too").toBeLessThanOrEqual(SIZE.quota);
  }
  const waiting = names.map((name) => SIZE.days - 1 - (lastDone.get(name) ?? -1));
  return { longest: Math.max(longest, ...waiting), byIam, byAccessAnalyzer: engine.total() - people, reviews, cycles };
}

describe("a fleet beyond Access Analyzer's quota, by auto", { timeout: 3_600_000 }, () => {
  test("has each role reviewed within its cycle and a try or two, and spends the quota without ever passing it", async () => {
    const { longest, byIam, byAccessAnalyzer, reviews, cycles } = await livesThrough();
    expect(longest).toBeLessThanOrEqual(CYCLE + 3);
    expect(byIam + byAccessAnalyzer).toBe(reviews);
    expect(byAccessAnalyzer).toBeGreaterThan(0);
    expect(byIam).toBeGreaterThan(byAccessAnalyzer);
    expect(cycles, "more than a day's tick starts").toBeGreaterThan(SIZE.days);
  });
});
