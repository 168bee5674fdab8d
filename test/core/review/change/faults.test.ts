import { describe, expect, test } from "vitest";
import { carryOut } from "#core/review/change/carry-out/carry-out.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { sample } from "#test/runs.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID } from "./account.ts";
import { appliedRole, type Ending, endingOf } from "./endings.ts";
import { APPLY, type Entry, FAULTS, type Fault, RESTORE, type Run, runWithFaults, watched } from "./faults.ts";
import { founding, inlined, mover, narrow, type Scenario, unused, worker } from "./scenarios.ts";

/** IAM shows a change this long after it was accepted. */
const LAG_SECONDS = 5;
const LASTING = ["throttled", "access denied", "killed before"] as const;

/** What is run, from which state, with which faults always in it. */
interface Story {
  readonly entry: Entry;
  readonly prepare: (account: ApprovedAccount) => Promise<void>;
  readonly always: readonly Fault[];
}

const nothing = async () => {};
const stories: Readonly<Record<string, (scenario: Scenario) => Promise<Story>>> = {
  apply: async () => ({ entry: APPLY, prepare: nothing, always: [] }),
  restore: async () => ({ entry: RESTORE, prepare: applied, always: [] }),
  /** The last policy cannot be detached, so that all that was done before must be undone. */
  compensation: async (scenario) => {
    const { calls } = await runWithFaults(await approvedAccount(scenario, { lagSeconds: LAG_SECONDS }), APPLY, []);
    const place = calls.findLast(({ method }) => method === "changes.detach")?.place ?? 0;
    return { entry: APPLY, prepare: nothing, always: [{ place, kind: "access denied" }] };
  },
};

let runs = 0;
let violations = 0;
const endings = new Map<Ending, number>();

describe.each([founding, worker, mover, narrow, inlined, unused])("$name", (scenario) => {
  test.each(Object.keys(stories))("%s: any fault at any call, then retried by the workflow", { timeout: 120_000 }, async (name) => {
    const story = await stories[name]?.(scenario);
    if (!story) throw new Error(`There is no story ${name}.`);
    const asApplied = await appliedRole(scenario);
    const { run: clean } = await tell(scenario, story, []);
    const problems: string[] = [];
    for (const fault of sample(allFaults(clean))) {
      const { account, run } = await tell(scenario, story, [fault]);
      const ending = await endingOf(account, run, asApplied);
      count(run, ending);
      if (run.violations.length > 0 || ending.startsWith("untrue")) problems.push(problemText(fault, run, ending));
    }
    expect(problems).toEqual([]);
  });
});

test("what a step did that is killed each time is undone by the step after it", async () => {
  const { calls } = await runWithFaults(await approvedAccount(founding), APPLY, []);
  const place = calls.find(({ method }) => method === "changes.attach")?.place ?? -1;
  const account = await approvedAccount(founding);
  await runWithFaults(account, APPLY, [{ place, kind: "killed after", lasting: true }]);
  account.time.pass(3600);
  expect(account.iam.accepted(account.before.name)).toEqual(account.before);
});

test("at least 300 runs, and no moment without the old or the approved permissions", () => {
  console.info(`fault runs: ${runs}, violations: ${violations}, endings: ${JSON.stringify(Object.fromEntries(endings))}`);
  expect(runs).toBeGreaterThanOrEqual(300);
  expect(violations).toBe(0);
});

describe("the watch over permissions sees a plan", () => {
  const detachFirst = ({ steps, ...plan }: ChangePlan): ChangePlan => ({
    ...plan,
    steps: steps.toSorted((a, b) => Number(b.kind === "detach") - Number(a.kind === "detach")),
  });
  const unverified = ({ steps, ...plan }: ChangePlan): ChangePlan => ({ ...plan, steps: steps.filter(({ kind }) => kind !== "verify") });
  const versionFirst = ({ steps, ...plan }: ChangePlan): ChangePlan => ({
    ...plan,
    steps: steps.toSorted((a, b) => Number(b.kind === "add-version") - Number(a.kind === "add-version")),
  });

  test.each([
    ["as it is made", founding, (plan: ChangePlan) => plan, false],
    ["that detaches first", founding, detachFirst, true],
    ["that does not wait for IAM to show what it attached", founding, unverified, true],
    ["as it is made", mover, (plan: ChangePlan) => plan, false],
    ["that gives a policy its new version before what left it is elsewhere", mover, versionFirst, true],
  ])("%s", async (_, scenario, change, isSeen) => {
    const account = await approvedAccount(scenario, { lagSeconds: LAG_SECONDS, status: "applying" });
    const { ports, violations } = watched(account);
    await carryOut(ports, change(planChange(account.before, account.proposal)), "applying");
    expect(violations.length > 0).toBe(isSeen);
    expect(entriesOf(await account.store.journal(REVIEW_ID), "step").filter(({ state }) => state === "failed")).toEqual([]);
  });
});

async function applied(account: ApprovedAccount): Promise<void> {
  await runWithFaults(account, APPLY, []);
  account.time.pass(3600);
}

async function tell(scenario: Scenario, story: Story, faults: readonly Fault[]): Promise<{ account: ApprovedAccount; run: Run }> {
  const account = await approvedAccount(scenario, { lagSeconds: LAG_SECONDS });
  await story.prepare(account);
  return { account, run: await runWithFaults(account, story.entry, [...story.always, ...faults]) };
}

/** Lasting faults are IAM's alone: where the record is gone for good, nobody can write the truth into it. */
function allFaults({ calls }: Run): readonly Fault[] {
  return calls.flatMap(({ place, method }) => [
    ...FAULTS.map((kind) => ({ place, kind })),
    ...(/^(changes|roles)\./.test(method) ? LASTING.map((kind) => ({ place, kind, lasting: true })) : []),
  ]);
}

function count(run: Run, ending: Ending): void {
  runs += 1;
  violations += run.violations.length;
  endings.set(ending, (endings.get(ending) ?? 0) + 1);
}

function problemText({ place, kind, lasting }: Fault, { calls, violations }: Run, ending: Ending): string {
  return `${kind}${lasting ? ", lasting," : ""} at ${place} ${calls[place]?.method}: ${ending}, ${violations.length} violations`;
}
