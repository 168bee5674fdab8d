import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import stated from "./machines.json" with { type: "json" };
import { withoutReasons } from "./plain.ts";

const Retriers = v.record(v.string(), v.looseObject({ ErrorEquals: v.array(v.string()) }));
const Machine = v.looseObject({ States: v.record(v.string(), v.looseObject({ Type: v.string() })) });
const { retriers, machines } = v.parse(
  v.strictObject({ retriers: Retriers, machines: v.record(v.string(), Machine) }),
  withoutReasons(stated),
);
const Processor = v.looseObject({ States: v.record(v.string(), v.unknown()) });
const Parameters = v.looseObject({ FunctionName: v.pipe(v.string(), v.regex(/^\$\{\w+\}$/)) });

export const MACHINES = Object.keys(machines);

/** What machines.json says of a state machine, in the form of `machineOf`. */
export function statedMachine(name: string): unknown {
  return machines[name];
}

/**
 * A state machine without its comments. A task that invokes a function says which it `calls`, or `awaits`; each retrier that machines.json
 * has a name for is called so, whatever the order of its errors.
 */
export function machineOf(definition: unknown): unknown {
  const { Comment: _, States, ...rest } = v.parse(v.looseObject({ States: v.record(v.string(), v.unknown()) }), definition);
  return { ...rest, States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, stateOf(state)])) };
}

function stateOf(state: unknown): unknown {
  const { Comment: _, Resource, Parameters: parameters, Retry, ItemProcessor, ...rest } = v.parse(v.looseObject({}), state);
  return {
    ...rest,
    ...invocation(Resource, parameters),
    ...(Retry === undefined ? {} : { Retry: v.parse(v.array(v.unknown()), Retry).map(retrierName) }),
    ...(ItemProcessor === undefined ? {} : { ItemProcessor: machineOf(v.parse(Processor, ItemProcessor)) }),
  };
}

function invocation(Resource: unknown, parameters: unknown): Readonly<Record<string, unknown>> {
  const word = WORDS[String(Resource)];
  const { success, output } = v.safeParse(Parameters, parameters);
  if (word === undefined || !success)
    return { ...(Resource === undefined ? {} : { Resource }), ...(parameters === undefined ? {} : { Parameters: parameters }) };
  const { FunctionName, ...more } = output;
  return { [word]: FunctionName.slice(2, -1), ...more };
}

const WORDS: Readonly<Record<string, string>> = {
  "arn:${Partition}:states:::lambda:invoke": "calls",
  "arn:${Partition}:states:::lambda:invoke.waitForTaskToken": "awaits",
};

function retrierName(retrier: unknown): unknown {
  const sorted = inOrder(retrier);
  return Object.keys(retriers).find((name) => isDeepStrictEqual(inOrder(retriers[name]), sorted)) ?? retrier;
}

function inOrder(retrier: unknown): unknown {
  const { ErrorEquals, ...rest } = v.parse(v.looseObject({ ErrorEquals: v.array(v.string()) }), retrier);
  return { ...rest, ErrorEquals: ErrorEquals.toSorted() };
}
