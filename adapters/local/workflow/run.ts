import { WhittleError } from "#core/errors.ts";
import type { LocalCallbacks } from "./callbacks.ts";
import type { State, States, TaskState } from "./definition.ts";
import { fill, isRecord, place, type Scope, valueAt } from "./paths.ts";

export interface WorkflowPorts {
  /** Runs a step by its function's name. */
  invoke(name: string, payload: unknown): Promise<unknown>;
  /**
   * Starts another state machine. Where it gives a promise, the starting execution goes on when that resolves.
   * Throws ExecutionExistsError for a name that was used.
   */
  start(machine: string, name: string, input: unknown): Promise<void> | undefined;
  readonly callbacks: LocalCallbacks;
  /** Is told that the execution waits for somebody who has not called back. */
  onWaiting?(): void;
}

export interface Execution {
  readonly id: string;
  readonly machine: string;
  readonly startTime: string;
}

/** A Fail state was reached, or an error that no state catches. */
export class ExecutionFailedError extends WhittleError {
  readonly code = "execution-failed";
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/**
 * Runs a state machine to its end and gives its output. Waits and the pauses before retries take no time: embedded, only
 * people are waited for. Throws ExecutionFailedError.
 */
export async function runWorkflow(machine: States, input: unknown, execution: Execution, ports: WorkflowPorts): Promise<unknown> {
  let name: string | undefined = machine.StartAt;
  let data = input;
  while (name !== undefined) {
    const state: State | undefined = machine.States[name];
    if (!state) throw new ExecutionFailedError("States.Runtime", `There is no state ${name}.`);
    ({ data, next: name } = await enter(state, { data, context: contextOf(execution) }, execution, ports));
  }
  return data;
}

interface Moved {
  readonly data: unknown;
  readonly next: string | undefined;
}

function contextOf({ id, machine, startTime }: Execution, token?: string) {
  return {
    Execution: { Id: id, Name: id, StartTime: startTime },
    StateMachine: { Id: machine },
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
}

async function enter(state: State, scope: Scope, execution: Execution, ports: WorkflowPorts): Promise<Moved> {
  switch (state.Type) {
    case "Task":
      return runTask(state, scope, execution, ports);
    case "Choice":
      return {
        data: scope.data,
        next: state.Choices.find((choice) => valueAt(choice.Variable, scope) === wanted(choice, scope))?.Next ?? state.Default,
      };
    case "Wait":
      return { data: scope.data, next: state.Next };
    case "Pass":
      return { data: leave(state, state.Parameters ? fill(state.Parameters, scope) : scope.data, scope), next: state.Next };
    case "Map":
      return { data: leave(state, await runMap(state, scope, execution, ports), scope), next: state.Next };
    case "Fail":
      throw new ExecutionFailedError(textAt(state.Error, state.ErrorPath, scope), textAt(state.Cause, state.CausePath, scope));
  }
}

function wanted(choice: Extract<State, { Type: "Choice" }>["Choices"][number], scope: Scope): unknown {
  return "StringEquals" in choice ? choice.StringEquals : valueAt(choice.StringEqualsPath, scope);
}

function textAt(text: string | undefined, path: string | undefined, scope: Scope): string {
  return text ?? (path === undefined ? "" : String(valueAt(path, scope)));
}

function leave(
  { ResultPath, OutputPath }: { readonly ResultPath: string | null; readonly OutputPath: string },
  result: unknown,
  { data, context }: Scope,
): unknown {
  return valueAt(OutputPath, { data: place(result, ResultPath, data), context });
}

async function runMap(
  state: Extract<State, { Type: "Map" }>,
  scope: Scope,
  execution: Execution,
  ports: WorkflowPorts,
): Promise<unknown[]> {
  const items = valueAt(state.ItemsPath, scope);
  const results: unknown[] = [];
  for (const item of Array.isArray(items) ? items : []) results.push(await runWorkflow(state.ItemProcessor, item, execution, ports));
  return results;
}

async function runTask(state: TaskState, scope: Scope, execution: Execution, ports: WorkflowPorts): Promise<Moved> {
  const tries = new Map<unknown, number>();
  for (;;) {
    try {
      const result = await callResource(state, scope, execution, ports);
      const selected = state.ResultSelector ? fill(state.ResultSelector, { ...scope, data: result }) : result;
      return { data: leave(state, selected, scope), next: state.Next };
    } catch (error) {
      const name = nameOf(error);
      const retrier = state.Retry.find(({ ErrorEquals }) => matchesError(ErrorEquals, name));
      const tried = tries.get(retrier) ?? 0;
      if (retrier && tried < retrier.MaxAttempts) {
        tries.set(retrier, tried + 1);
        continue;
      }
      const catcher = state.Catch.find(({ ErrorEquals }) => matchesError(ErrorEquals, name));
      if (!catcher) throw new ExecutionFailedError(name, messageOf(error));
      return { data: place({ Error: name, Cause: causeOf(error) }, catcher.ResultPath, scope.data), next: catcher.Next };
    }
  }
}

async function callResource(state: TaskState, scope: Scope, execution: Execution, ports: WorkflowPorts): Promise<unknown> {
  switch (state.Resource) {
    case "arn:aws:states:::lambda:invoke": {
      const { FunctionName, Payload } = lambdaCall(fill(state.Parameters, scope));
      return { Payload: await ports.invoke(FunctionName, Payload), StatusCode: 200 };
    }
    case "arn:aws:states:::lambda:invoke.waitForTaskToken": {
      const { token, answer } = ports.callbacks.expect(secondsOf(state, scope));
      const { FunctionName, Payload } = lambdaCall(fill(state.Parameters, { ...scope, context: contextOf(execution, token) }));
      const asked = ports.invoke(FunctionName, Payload).then(() => ports.callbacks.isWaiting(token) && ports.onWaiting?.());
      const [, output] = await Promise.all([asked, answer]).finally(() => ports.callbacks.forget(token));
      return output;
    }
    case "arn:aws:states:::states:startExecution": {
      const call = fill(state.Parameters, scope);
      if (isRecord(call)) await ports.start(String(call.StateMachineArn), String(call.Name), call.Input);
      return {};
    }
  }
}

function lambdaCall(call: unknown): { FunctionName: string; Payload: unknown } {
  return isRecord(call) ? { FunctionName: String(call.FunctionName), Payload: call.Payload } : { FunctionName: "", Payload: undefined };
}

function secondsOf(state: TaskState, scope: Scope): number {
  return state.TimeoutSecondsPath === undefined
    ? (state.TimeoutSeconds ?? Number.POSITIVE_INFINITY)
    : Number(valueAt(state.TimeoutSecondsPath, scope));
}

function matchesError(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes("States.ALL");
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** As Lambda writes it. */
function causeOf(error: unknown): string {
  return JSON.stringify({ errorType: nameOf(error), errorMessage: messageOf(error) });
}
