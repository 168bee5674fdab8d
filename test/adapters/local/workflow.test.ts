import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type LocalCallbacks, localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { readWorkflow } from "#adapters/local/workflow/definition.ts";
import { embeddedWorkflow } from "#adapters/local/workflow/embedded.ts";
import { isRecord } from "#adapters/local/workflow/paths.ts";
import { runWorkflow } from "#adapters/local/workflow/run.ts";
import { systemClock } from "#adapters/machine.ts";
import { ThrottledError } from "#core/errors.ts";
import { workflowCases } from "./workflow-cases.ts";

const folder = mkdtempSync(join(tmpdir(), "workflow-"));

function machineFile(machine: unknown): URL {
  const file = join(folder, "machine.json");
  writeFileSync(file, JSON.stringify(machine));
  return pathToFileURL(file);
}

function functions(callbacks: LocalCallbacks) {
  let tries = 0;
  return async (name: string, payload: unknown): Promise<unknown> => {
    if (name === "throttled-twice" && ++tries < 3) throw new ThrottledError("echo");
    if (name === "throttled-twice") return { tries };
    if (name === "call-back" && isRecord(payload)) await callbacks.succeed(String(payload.token), { verdict: "approved" });
    return payload;
  };
}

describe("a state machine", () => {
  test.each(workflowCases)("$name", async ({ machine, input, output, fails }) => {
    const callbacks = localCallbacks();
    const ports = { invoke: functions(callbacks), start: () => undefined, callbacks };
    const running = runWorkflow(
      readWorkflow(machineFile(machine)),
      input,
      { id: "e1", machine: "case", startTime: "2026-11-01T00:00:00.000Z" },
      ports,
    );
    if (fails) await expect(running.catch((error) => ({ error: error.error ?? error.name, cause: error.message }))).resolves.toEqual(fails);
    else expect(await running).toEqual(output);
  });

  test.each([
    [{ StartAt: "P", States: { P: { Type: "Parallel", Branches: [], End: true } } }, /States.P/],
    [
      { StartAt: "T", States: { T: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Parameters: {}, End: true } } },
      /States.T.Resource/,
    ],
    [{ StartAt: "W", States: { W: { Type: "Wait", Seconds: 5, End: true } } }, /States.W/],
  ])("what the embedded run does not know is refused before it starts: %j", (machine, message) => {
    expect(() => readWorkflow(machineFile(machine))).toThrow(message);
  });
});

test("the deployed state machines can all be run embedded", () => {
  for (const name of ["review-cycle", "role-review", "role-restore"])
    expect(readWorkflow(new URL(`../../../statemachine/${name}.asl.json`, import.meta.url)).StartAt).toBeTruthy();
});

test("a second execution of a review does nothing: its own is named after it", async () => {
  const ran: string[] = [];
  const invoke = async (name: string) => {
    ran.push(name);
    return { reviewId: "r1", next: "end" };
  };
  const workflow = embeddedWorkflow({ callbacks: localCallbacks(), clock: systemClock, invoke });
  await expect(workflow.run("role-review", { reviewId: "r1" })).rejects.toMatchObject({ error: "NotItsOwnExecution" });
  expect(ran).toEqual([]);
});

/** A cycle over three reviews, `next` being what each does after its proposal; gives the steps that ran, by review. */
async function cycleSteps(callbacks: LocalCallbacks, next: string, ask: (reviewId: string, token: string) => Promise<void>) {
  const ran: string[] = [];
  const workflow = embeddedWorkflow({
    callbacks,
    clock: systemClock,
    async invoke(name, payload) {
      const reviewId = isRecord(payload) ? String(payload.reviewId) : "";
      ran.push(`${name} ${reviewId}`);
      if (name === "discover-roles")
        return { cycleId: "c", nextCycle: { name: "" }, reviews: [{ reviewId: "r1" }, { reviewId: "r2" }, { reviewId: "r3" }] };
      if (name === "send-digest") return { status: "DONE", checks: 0, waitSeconds: 0 };
      if (name === "start-generation") return { reviewId, jobId: "j", startedAt: "", checks: 0, waitSeconds: 1 };
      if (name === "check-generation") return { reviewId, status: "SUCCEEDED" };
      if (name === "propose-policy") return { reviewId, next, rounds: { first: 60, second: 60, last: "second" } };
      if (name === "request-approval" && isRecord(payload)) await ask(reviewId, String(payload.taskToken));
      // As real steps do, it leaves the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      return { reviewId };
    },
  });
  await workflow.run("review-cycle", {});
  return ran;
}

describe("a cycle", () => {
  test("ends one review before it starts the next, so that memory does not grow with the roles", async () => {
    const ran = await cycleSteps(localCallbacks(), "end", async () => undefined);
    const perReview = ["start-generation", "check-generation", "propose-policy", "close-review"];
    expect(ran.filter((step) => /r\d$/.test(step))).toEqual(["r1", "r2", "r3"].flatMap((id) => perReview.map((step) => `${step} ${id}`)));
  });

  test("does not wait for an approver: all are asked before anybody answers", async () => {
    const callbacks = localCallbacks();
    const tokens: string[] = [];
    const asked: string[] = [];
    const ran = await cycleSteps(callbacks, "ask", async (reviewId, token) => {
      asked.push(reviewId);
      tokens.push(token);
      if (tokens.length === 3)
        setImmediate(async () => {
          for (const each of tokens) await callbacks.succeed(each, { verdict: "rejected" });
        });
    });
    expect(asked).toEqual(["r1", "r2", "r3"]);
    expect(ran.filter((step) => step.startsWith("close-review")).sort()).toEqual(["close-review r1", "close-review r2", "close-review r3"]);
  });
});

test("a cycle is followed by the one that it names, with the input that it gives it, until one names none", async () => {
  const left = [
    { name: "second", input: { since: "1" } },
    { name: "third", input: { since: "2" } },
    { name: "", input: {} },
  ];
  const inputs: unknown[] = [];
  const workflow = embeddedWorkflow({
    callbacks: localCallbacks(),
    clock: systemClock,
    async invoke(name, payload) {
      if (name === "send-digest") return { status: "DONE", checks: 0, waitSeconds: 0 };
      inputs.push(isRecord(payload) ? [payload.cycleId, payload.input] : payload);
      return { cycleId: "c", nextCycle: left.shift(), reviews: [] };
    },
  });
  await workflow.run("review-cycle", { dryRun: true });
  expect(inputs).toEqual([
    [expect.stringContaining("review-cycle-"), { dryRun: true }],
    ["second", { since: "1" }],
    ["third", { since: "2" }],
  ]);
});

test("one review that fails does not stop the others, and one execution is started once", async () => {
  const ran: string[] = [];
  const workflow = embeddedWorkflow({
    callbacks: localCallbacks(),
    clock: systemClock,
    async invoke(name, payload) {
      const reviewId = isRecord(payload) ? String(payload.reviewId) : "";
      ran.push(`${name} ${reviewId}`);
      if (name === "discover-roles")
        return { cycleId: "c", nextCycle: { name: "" }, reviews: [{ reviewId: "r1" }, { reviewId: "r2" }, { reviewId: "r2" }] };
      if (name === "send-digest") return { status: "DONE", checks: 0, waitSeconds: 0 };
      if (name === "start-generation") return { reviewId, jobId: "j", startedAt: "", checks: 0, waitSeconds: 1 };
      if (name === "check-generation") return { reviewId, status: "SUCCEEDED" };
      if (name === "propose-policy" && reviewId === "r1") throw new Error("broken");
      if (name === "propose-policy") return { reviewId, next: "end" };
      return { reviewId, code: "Error", message: "broken" };
    },
  });
  await workflow.run("review-cycle", {});
  expect(ran.filter((step) => /^(propose|close|report)/.test(step))).toEqual([
    "propose-policy r1",
    "report-failure r1",
    "propose-policy r2",
    "close-review r2",
  ]);
});
