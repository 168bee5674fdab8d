import { readFileSync } from "node:fs";
import * as v from "valibot";
import { expect, test } from "vitest";
import { REVIEWS_PER_CYCLE } from "#adapters/aws/settings.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { MOST_SKIPPED_TOLD } from "#core/steps/discover-roles.ts";
import { MOST_ACCOUNTS } from "#core/steps/list-accounts.ts";
import { most } from "./limits.ts";
import { readTemplate } from "./render.ts";

const State = v.looseObject({
  Type: v.string(),
  Next: v.optional(v.string()),
  Default: v.optional(v.string()),
  Choices: v.optional(v.array(v.looseObject({ Next: v.string() }))),
});
const States = v.looseObject({ StartAt: v.string(), States: v.record(v.string(), State) });
const Cycle = v.looseObject({
  ...States.entries,
  TimeoutSeconds: v.number(),
  States: v.intersect([v.record(v.string(), State), v.looseObject({ EachRole: v.looseObject({ ItemProcessor: States }) })]),
});
type States = v.InferOutput<typeof States>;

const cycle = v.parse(Cycle, JSON.parse(readFileSync(new URL("../../../statemachine/review-cycle.asl.json", import.meta.url), "utf8")));

/** Each kind of state writes so many events, and a task three for each try (Step Functions API Reference, HistoryEvent). */
const ENTERED_AND_EXITED = 2;
const TRY = 3;
const MORE: Readonly<Record<string, number>> = { Task: 2 * TRY, Map: 2 };
const ITERATION = 2;
const EXECUTION = 2;
/** The digest waits for the last proposals: at most a hundred rounds of a task, a choice and a wait. */
const DIGEST = 100 * (3 * ENTERED_AND_EXITED + 2 * TRY);

/** The events of a way through a machine; every task is throttled once. `loops` says how often each choice goes its default way. */
function eventsOf(machine: States, loops: Readonly<Record<string, number>>): number {
  const left = new Map(Object.entries(loops));
  let events = 0;
  for (let name: string | undefined = machine.StartAt; name !== undefined; name = nextOf(machine, name, left)) {
    events += ENTERED_AND_EXITED + (MORE[machine.States[name]?.Type ?? ""] ?? 0);
  }
  return events;
}

function nextOf(machine: States, name: string, left: Map<string, number>): string | undefined {
  const { Next, Choices = [], Default } = machine.States[name] ?? {};
  const loops = left.get(name);
  if (loops === undefined) return Next ?? Default;
  left.set(name, loops - 1);
  return loops > 0 ? Default : Choices[0]?.Next;
}

/** How often a generation is looked at until so many seconds are over, by the waits that the step itself asks for. */
async function checksWithin(seconds: number): Promise<number> {
  let checks = 0;
  for (let waited = 20; waited < seconds; checks += 1) {
    const { waitSeconds } = await checkGeneration(
      {
        generations: { check: async () => ({ status: "IN_PROGRESS" }) },
        store: { get: async () => ({ roleName: "MyRole" }) },
        clock: { now: () => "2026-11-25T10:00:00.000Z" },
      } as unknown as Parameters<typeof checkGeneration>[0],
      { reviewId: "r", jobId: "j", startedAt: "2026-11-25T10:00:00.000Z", checks },
    );
    waited += waitSeconds;
  }
  return checks;
}

test("the largest cycle, at its time limit and with every task throttled once, stays within an execution's history", async () => {
  const checks = await checksWithin(cycle.TimeoutSeconds / REVIEWS_PER_CYCLE);
  const ofRole = ITERATION + eventsOf(cycle.States.EachRole.ItemProcessor, { IsGenerated: checks });
  const total = EXECUTION + DIGEST + eventsOf(cycle, {}) + REVIEWS_PER_CYCLE * ofRole;
  expect(checks).toBeGreaterThan(5);
  expect(total).toBeLessThanOrEqual(most("execution-history"));
});

const Accounts = v.looseObject({
  ...States.entries,
  States: v.intersect([v.record(v.string(), State), v.looseObject({ EachAccount: v.looseObject({ ItemProcessor: States }) })]),
});

test("the cycles of the most accounts, each started with every try, stay within an execution's history and a state's payload", () => {
  const text = readFileSync(new URL("../../../statemachine/review-accounts.asl.json", import.meta.url), "utf8");
  const machine = v.parse(Accounts, JSON.parse(text));
  const TRIES = 4;
  const SUBMITTED = 1;
  const tried = ITERATION + eventsOf(machine.States.EachAccount.ItemProcessor, {}) + (TRIES - 2) * TRY + SUBMITTED;
  expect(EXECUTION + eventsOf(machine, { HaveAllEnded: 0 }) + MOST_ACCOUNTS * tried).toBeLessThanOrEqual(most("execution-history"));
  const accounts = Array(MOST_ACCOUNTS).fill("111122223333");
  const leftOut = Array(MOST_ACCOUNTS).fill({ account: "111122223333", state: "PENDING_CLOSURE" });
  const cycles = accounts.map((account) => ({ account, result: "reviewed" }));
  const state = {
    input: { dryRun: true },
    units: "u".repeat(1024),
    listed: { accounts, leftOut, unlisted: Array(60).fill("x".repeat(300)) },
    cycles,
  };
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(most("state-payload"));
});

test("what the largest cycle hands from state to state stays within a state's payload", () => {
  const name = "n".repeat(64);
  const review = { reviewId: "r".repeat(26), roleName: name };
  const skipped = { roleName: name, reason: "x".repeat(400) };
  const state = {
    cycleId: "c".repeat(300),
    dryRun: false,
    reviews: Array(REVIEWS_PER_CYCLE).fill(review),
    skipped: Array(MOST_SKIPPED_TOLD).fill(skipped),
    skippedCount: 5000,
    results: Array(REVIEWS_PER_CYCLE).fill({
      reviewId: review.reviewId,
      result: "unreported",
      code: "x".repeat(64),
      message: "x".repeat(400),
    }),
  };
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(most("state-payload"));
});

test("a review has time for two rounds of asking and the watch, and ends within a year", () => {
  const { TimeoutSeconds } = v.parse(
    v.looseObject({ TimeoutSeconds: v.number() }),
    JSON.parse(readFileSync(new URL("../../../statemachine/role-review.asl.json", import.meta.url), "utf8")),
  );
  const { ApprovalDays, WatchHours } = readTemplate("template.yaml").Parameters;
  const days = 2 * (1 + (ApprovalDays?.MaxValue ?? 0)) + (WatchHours?.MaxValue ?? 0) / 24;
  expect(TimeoutSeconds).toBeGreaterThan(days * 86_400);
  expect(TimeoutSeconds).toBeLessThanOrEqual(most("execution-time"));
});
