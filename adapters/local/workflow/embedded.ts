import { WhittleError } from "#core/errors.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import { packageFile } from "../../package-file.ts";
import type { LocalCallbacks } from "./callbacks.ts";
import { readWorkflow, type States } from "./definition.ts";
import { ExecutionFailedError, runWorkflow, type WorkflowPorts } from "./run.ts";

/** A name that an execution had already; Step Functions' own name for it. */
class ExecutionExistsError extends WhittleError {
  readonly code = "execution-exists";
  constructor(name: string) {
    super(`An execution named ${name} was started already.`);
    this.name = "StepFunctions.ExecutionAlreadyExistsException";
  }
}

export interface EmbeddedWorkflow {
  /** Runs a state machine by its file's name, and whatever it starts, to the end. Throws ExecutionFailedError of the first one alone. */
  run(machine: string, input: unknown): Promise<unknown>;
  /** Starts one beside, under a name that none had before; whoever runs another waits for it too. False where the name was taken. */
  start(machine: string, name: string, input: unknown): boolean;
}

/**
 * The deployed state machines, run in this process. An execution that starts others goes on when no more than a few of them run that wait
 * for nobody, so that what a thousand reviews hold is never in memory at once.
 */
export function embeddedWorkflow({
  invoke,
  callbacks,
  clock,
  atOnce = 1,
  onIdle = () => undefined,
}: {
  invoke: WorkflowPorts["invoke"];
  callbacks: LocalCallbacks;
  clock: Clock;
  /** So many executions run side by side, at the most, beside those that wait for somebody. */
  atOnce?: number;
  /** Is told which execution has ended, or waits for somebody. */
  onIdle?: (name: string) => void;
}): EmbeddedWorkflow {
  const names = new Set<string>();
  const busy = new Set<Promise<void>>();
  const started: Promise<unknown>[] = [];
  const machines = new Map<string, States>();
  const ports: WorkflowPorts = { invoke, callbacks, start };

  function start(machine: string, name: string, input: unknown): Promise<void> {
    if (names.has(name)) throw new ExecutionExistsError(name);
    names.add(name);
    const idle = Promise.withResolvers<void>();
    const ended = execute(machine, name, input, idle.resolve).catch(onlyExecutionFailed);
    started.push(ended.finally(idle.resolve));
    const rests = idle.promise.then(() => {
      busy.delete(rests);
      onIdle(name);
    });
    busy.add(rests);
    return busy.size < atOnce ? Promise.resolve() : Promise.race(busy);
  }

  function execute(machine: string, id: string, input: unknown, onWaiting: () => void = () => undefined): Promise<unknown> {
    return runWorkflow(read(machine), input, { id, machine, startTime: clock.now() }, { ...ports, onWaiting });
  }

  function read(machine: string): States {
    const known = machines.get(machine) ?? readWorkflow(packageFile(`statemachine/${machine}.asl.json`));
    machines.set(machine, known);
    return known;
  }

  return {
    async run(machine, input) {
      const output = await execute(machine, `${machine}-${clock.now()}`, input);
      for (const execution of started) await execution;
      return output;
    },
    start(machine, name, input) {
      if (names.has(name)) return false;
      start(machine, name, input);
      return true;
    },
  };
}

/** A review that failed is in the record by now; the others go on. */
function onlyExecutionFailed(error: unknown): void {
  if (!(error instanceof ExecutionFailedError)) throw error;
}
