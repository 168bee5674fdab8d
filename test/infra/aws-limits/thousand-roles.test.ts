import { expect, test } from "vitest";
import { REVIEWS_PER_CYCLE } from "#adapters/aws/settings.ts";
import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { embeddedWorkflow } from "#adapters/local/workflow/embedded.ts";
import { type Step, steps } from "#core/steps/index.ts";
import { portsOver } from "#test/core/steps/ports.ts";
import { isDeep } from "#test/runs.ts";
import { most } from "./limits.ts";

const DAY_MS = 86_400_000;
/** Of a task that is throttled once, and of the choice and the wait that may stand around it (Step Functions API Reference, HistoryEvent). */
const EVENTS_A_CALL = 12;

/** The steps of the cycle's own machine. What each review does after that has an execution of its own. */
const CYCLE_STEPS = new Map<string, Step>(
  Object.entries(steps).filter(([name]) => ["discover-roles", "start-generation", "check-generation", "send-digest"].includes(name)),
);

interface Large {
  readonly roles: number;
  /** Generations a day. */
  readonly quota: number;
  readonly cycleDays?: number;
}

/** An account of so many tagged roles with long names, whose cycles run on the state machine files, one a day. */
function largeAccount({ roles, quota, cycleDays = 30 }: Large) {
  const names = Array.from({ length: roles }, (_, index) => `${"r".repeat(60)}${String(index).padStart(4, "0")}`);
  const ports = portsOver(
    names.map((name) => ({ name })),
    { reviewsPerCycle: REVIEWS_PER_CYCLE, generationsPerDay: quota, digestFrom: 0, reviewCycleDays: cycleDays },
  );
  const started = new Map<string, string>();
  const generations: typeof ports.generations = {
    ...ports.generations,
    async start(generation) {
      if (!started.has(generation.clientToken)) started.set(generation.clientToken, ports.clock.now());
      return { jobId: `job-${generation.clientToken}` };
    },
    startedSince: async (instant) => [...started.values()].filter((at) => at >= instant).length,
  };
  ports.job({ status: "SUCCEEDED", result: { kind: "documents", documents: ["{}"], isComplete: true } });
  /** Of each cycle, one after the other. */
  const runs: { calls: number; largest: number; started: number }[] = [];
  const invoke = async (name: string, payload: unknown) => {
    const step = CYCLE_STEPS.get(name);
    if (!step) return { ...Object(payload), next: "end" };
    if (name === "discover-roles") runs.push({ calls: 0, largest: 0, started: 0 });
    const result = await step({ ...ports, generations }, payload);
    const run = runs.at(-1);
    if (!run) throw new Error("A cycle begins with its roles.");
    run.calls += 1;
    run.started += name === "start-generation" ? 1 : 0;
    run.largest = Math.max(run.largest, JSON.stringify(payload).length, JSON.stringify(result).length);
    return result;
  };
  const workflow = embeddedWorkflow({ invoke, callbacks: localCallbacks(), clock: ports.clock });
  return {
    names,
    started,
    /** A day's cycle and those that follow it, each with what it took. The first one's output is the largest state of any. */
    async tick(day: number) {
      ports.at(new Date(Date.parse("2026-11-01T00:00:00.000Z") + day * (DAY_MS + 1)).toISOString());
      runs.length = 0;
      const output = JSON.stringify(await workflow.run("review-cycle", {}));
      return runs.map((run) => ({ ...run, largest: Math.max(run.largest, output.length) }));
    },
    reviewed: async () =>
      [...(await ports.store.history(names.map((name) => `111122223333/${name}` as const))).values()].filter(
        ({ openReviewId }) => openReviewId !== undefined,
      ).length,
  };
}

test("a thousand roles are all taken, day by day, within the quota, an execution's history and a state's payload", async () => {
  const large = { roles: 1000, quota: 50 };
  const account = largeAccount(large);
  for (let day = 0; day < large.roles / large.quota; day += 1) {
    const cycles = await account.tick(day);
    expect(cycles.map(({ started }) => started)).toEqual([large.quota]);
    for (const { calls, largest } of cycles) {
      expect(calls * EVENTS_A_CALL).toBeLessThanOrEqual(most("execution-history"));
      expect(largest).toBeLessThanOrEqual(most("state-payload"));
    }
  }
  expect(await account.reviewed()).toBe(large.roles);
  expect(account.started.size).toBe(large.roles);
}, 180_000);

/** Far below what AWS allows: half of a history, and less than half of a payload. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 100_000;

test("of ten thousand roles without a quota, one tick takes all that are due every day, in cycles that follow each other, each within 10,000 events and 100 KB", async () => {
  const large = { roles: isDeep ? 10_000 : 300, quota: Number.POSITIVE_INFINITY, cycleDays: 1 };
  const account = largeAccount(large);
  const cycles = await account.tick(0);
  expect(cycles.map(({ started }) => started)).toEqual(Array(large.roles / REVIEWS_PER_CYCLE).fill(REVIEWS_PER_CYCLE));
  for (const { calls, largest } of cycles) {
    expect(calls * EVENTS_A_CALL).toBeLessThanOrEqual(MOST_EVENTS);
    expect(largest).toBeLessThanOrEqual(MOST_BYTES);
  }
  expect(await account.reviewed()).toBe(large.roles);
}, 3_600_000);
