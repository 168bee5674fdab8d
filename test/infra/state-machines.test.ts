import { readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { describe, expect, test } from "vitest";

const machines = ["review-cycle", "role-review", "role-restore"];

describe.each(machines)("statemachine/%s.asl.json", (name) => {
  const text = readFileSync(new URL(`../../statemachine/${name}.asl.json`, import.meta.url), "utf8");

  test("is valid in the Amazon States Language", () => {
    const { isValid, errorsText } = aslValidator(JSON.parse(text));
    expect(isValid, isValid ? "" : errorsText()).toBe(true);
  });

  test("gives every task a time limit and a retry that backs off with jitter", () => {
    const tasks = statesOf(JSON.parse(text)).filter(([, state]) => state.Type === "Task");
    expect(tasks.length).toBeGreaterThan(0);
    for (const [state, task] of tasks) {
      expect(task.TimeoutSeconds ?? task.TimeoutSecondsPath, `${state} has a time limit`).toBeDefined();
      const retries = (task.Retry ?? []).filter((retry) => retry.MaxAttempts !== 0);
      expect(retries.length, `${state} is retried`).toBeGreaterThan(0);
      for (const retry of retries) {
        expect(retry.BackoffRate, state).toBeGreaterThan(1);
        expect(retry.JitterStrategy, state).toBe("FULL");
      }
    }
  });
});

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly Retry?: readonly { readonly MaxAttempts: number; readonly BackoffRate?: number; readonly JitterStrategy?: string }[];
  readonly ItemProcessor?: Machine;
}
interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

/** The states of a machine, those inside a Map among them. */
function statesOf(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}
