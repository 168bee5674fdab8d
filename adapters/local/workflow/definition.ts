import { readFileSync } from "node:fs";
import * as v from "valibot";
import { WhittleError } from "#core/errors.ts";

/** A state machine file uses something that the embedded run does not know. */
class UnsupportedWorkflowError extends WhittleError {
  readonly code = "unsupported-workflow";
  constructor(file: string, detail: string) {
    super(`${file} uses what the embedded run does not know: ${detail}`);
  }
}

const Template = v.record(v.string(), v.unknown());
const Retrier = v.strictObject({
  ErrorEquals: v.array(v.string()),
  IntervalSeconds: v.optional(v.number()),
  MaxAttempts: v.optional(v.number(), 3),
  BackoffRate: v.optional(v.number()),
  MaxDelaySeconds: v.optional(v.number()),
  JitterStrategy: v.optional(v.string()),
});
const Catcher = v.strictObject({ ErrorEquals: v.array(v.string()), ResultPath: v.optional(v.nullable(v.string()), "$"), Next: v.string() });
const common = { Comment: v.optional(v.string()), Next: v.optional(v.string()), End: v.optional(v.boolean()) };
const paths = { ResultPath: v.optional(v.nullable(v.string()), "$"), OutputPath: v.optional(v.string(), "$") };

const Task = v.strictObject({
  Type: v.literal("Task"),
  ...common,
  ...paths,
  Resource: v.picklist([
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:states:::states:startExecution",
  ]),
  Parameters: Template,
  ResultSelector: v.optional(Template),
  TimeoutSeconds: v.optional(v.number()),
  TimeoutSecondsPath: v.optional(v.string()),
  Retry: v.optional(v.array(Retrier), () => []),
  Catch: v.optional(v.array(Catcher), () => []),
});
const Choice = v.strictObject({
  Type: v.literal("Choice"),
  Comment: v.optional(v.string()),
  Choices: v.array(
    v.union([
      v.strictObject({ Variable: v.string(), StringEquals: v.string(), Next: v.string() }),
      v.strictObject({ Variable: v.string(), StringEqualsPath: v.string(), Next: v.string() }),
    ]),
  ),
  Default: v.string(),
});
const Pass = v.strictObject({ Type: v.literal("Pass"), ...common, ...paths, Parameters: v.optional(Template) });
const Wait = v.strictObject({ Type: v.literal("Wait"), ...common, SecondsPath: v.string() });
const Fail = v.strictObject({
  Type: v.literal("Fail"),
  Comment: v.optional(v.string()),
  Error: v.optional(v.string()),
  ErrorPath: v.optional(v.string()),
  Cause: v.optional(v.string()),
  CausePath: v.optional(v.string()),
});
const Simple = v.variant("Type", [Task, Choice, Pass, Wait, Fail]);
const Inner = v.strictObject({
  ProcessorConfig: v.strictObject({ Mode: v.literal("INLINE") }),
  StartAt: v.string(),
  States: v.record(v.string(), Simple),
});
const MapState = v.strictObject({
  Type: v.literal("Map"),
  ...common,
  ...paths,
  ItemsPath: v.string(),
  MaxConcurrency: v.literal(1),
  ItemProcessor: Inner,
});
const Machine = v.strictObject({
  Comment: v.optional(v.string()),
  StartAt: v.string(),
  TimeoutSeconds: v.optional(v.number()),
  States: v.record(v.string(), v.variant("Type", [Task, Choice, Pass, Wait, Fail, MapState])),
});

export type TaskState = v.InferOutput<typeof Task>;
export type State = v.InferOutput<typeof Machine>["States"][string];
export type States = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };

/**
 * Reads a state machine file as it is deployed. `${ProposePolicyFunction}` becomes the step's name `propose-policy`.
 * Throws UnsupportedWorkflowError for any state, field or resource that the embedded run would not carry out.
 */
export function readWorkflow(file: URL): States {
  const text = readFileSync(file, "utf8")
    .replace(/\$\{Partition\}/g, "aws")
    .replace(/\$\{(\w+?)(?:Function|StateMachine)\}/g, (_, name: string) => kebab(name));
  const read = v.safeParse(Machine, JSON.parse(text));
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new UnsupportedWorkflowError(file.pathname, `${v.getDotPath(issue)}: ${issue.message}`);
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
