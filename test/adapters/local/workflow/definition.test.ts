import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { readWorkflow } from "#adapters/local/workflow/definition.ts";
import { embeddedWorkflow } from "#adapters/local/workflow/embedded.ts";

function read(machine: unknown) {
  const file = join(mkdtempSync(join(tmpdir(), "machine-")), "machine.asl.json");
  writeFileSync(file, JSON.stringify(machine));
  return readWorkflow(pathToFileURL(file));
}

const task = (more: object = {}) => ({
  Type: "Task",
  Resource: "arn:${Partition}:states:::lambda:invoke",
  Parameters: { FunctionName: "${ProposePolicyFunction}" },
  End: true,
  ...more,
});

test("a task calls the step that its function is named after, and what it leaves out is as the States Language says", () => {
  const { States } = read({
    StartAt: "A",
    States: { A: task({ Retry: [{ ErrorEquals: ["States.ALL"] }], Catch: [{ ErrorEquals: ["X"], Next: "A" }] }) },
  });
  expect(States.A).toMatchObject({
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "propose-policy" },
    ResultPath: "$",
    OutputPath: "$",
    Retry: [{ MaxAttempts: 3 }],
    Catch: [{ ResultPath: "$" }],
  });
  expect(
    read({ StartAt: "A", States: { A: task({ Parameters: { StateMachineArn: "${RoleReviewStateMachine}" } }) } }).States.A,
  ).toMatchObject({
    Parameters: { StateMachineArn: "role-review" },
    Retry: [],
    Catch: [],
  });
});

test.each<[string, object]>([
  ["a member that it does not know", task({ HeartbeatSeconds: 5 })],
  ["a retrier's member that it does not know", task({ Retry: [{ ErrorEquals: ["X"], Other: 1 }] })],
  ["a choice by numbers", { Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: 1, Next: "A" }], Default: "A" }],
  ["a map that runs side by side", { Type: "Map", ItemsPath: "$", MaxConcurrency: 5, ItemProcessor: {}, End: true }],
])("a state machine with %s is refused by name", (_, state) => {
  expect(() => read({ StartAt: "A", States: { A: state } })).toThrow(
    /machine\.asl\.json uses what the embedded run does not know: States\.A/,
  );
});

test("an execution is started once under its name", async () => {
  const workflow = embeddedWorkflow({
    invoke: async () => {
      throw new Error("nothing works");
    },
    callbacks: localCallbacks(),
    clock: { now: () => "2026-11-01T00:00:00.000Z" },
  });
  const start = (name: string) => workflow.start("role-restore", name, { reviewId: "r1" });
  expect([start("one"), start("one"), start("two")]).toEqual([true, false, true]);
});
