import { globSync, readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { REFUSALS } from "#core/steps/change/restore-request.ts";
import afterSteps from "./after-steps.cases.json" with { type: "json" };
import { most } from "./aws-limits/limits.ts";
import { templateFunctionTimeouts } from "./template.ts";

const machines = ["review-accounts", "review-cycle", "role-review", "role-restore", "tell-denied", "read-trail"];

/** What passes by itself: AWS asks to slow down or has a fault, Lambda cannot run or loses a function (Step Functions Developer Guide, "Handle transient Lambda service exceptions"). */
const PASSING = [
  "ThrottledError",
  "ServiceFaultError",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
  "Runtime.ExitError",
];
/** A failed cycle, and a message about denied calls, is told by the alarm on its machine; what cannot be reported, by the alarm on report-failure. */
const TOLD_BY_AN_ALARM = ["ReviewAccount", "ListAccounts", "DiscoverRoles", "StartNextCycle", "TellSingly", "TellDenied", "ReportFailure"];
/** A failed run over the trail fails the reviews that wait for it, each of which is reported. */
const TOLD_BY_REVIEWS = ["ListTrail", "ReadPart"];
/** These come to a report themselves; a request that cannot be held back for the digest is asked by itself. */
const REPORTING = [...TOLD_BY_AN_ALARM, "CloseReview", "RequestApproval"];

const Retrier = v.object({
  ErrorEquals: v.array(v.string()),
  MaxAttempts: v.number(),
  IntervalSeconds: v.optional(v.number()),
  BackoffRate: v.optional(v.number()),
  MaxDelaySeconds: v.optional(v.number()),
  JitterStrategy: v.optional(v.string()),
});
const Task = v.object({
  Type: v.literal("Task"),
  Resource: v.string(),
  Parameters: v.looseObject({ FunctionName: v.optional(v.string()) }),
  TimeoutSeconds: v.optional(v.number()),
  TimeoutSecondsPath: v.optional(v.string()),
  Retry: v.optional(v.array(Retrier), () => []),
  Catch: v.optional(v.array(v.object({ ErrorEquals: v.array(v.string()), Next: v.string() })), () => []),
  Next: v.optional(v.string()),
});
/** What leads to the default is not among them. */
const Choice = v.array(v.looseObject({ Variable: v.string(), StringEquals: v.optional(v.string()), Next: v.string() }));
const Other = v.looseObject({ Type: v.picklist(["Choice", "Pass", "Wait", "Fail", "Map"]) });
type Task = v.InferOutput<typeof Task>;

const errors = new Set(
  globSync(new URL("../../core/**/*.ts", import.meta.url).pathname)
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/class (\w+Error) extends/g)])
    .map(([, name = ""]) => name),
);

const definitionOf = (machine: string) =>
  JSON.parse(readFileSync(new URL(`../../statemachine/${machine}.asl.json`, import.meta.url), "utf8"));

test.each([
  ["AwaitDigest", "RequestApproval"],
  ["RequestApproval", "AskAgain"],
  ["AskAgain", "IsThereAThirdRound"],
  ["AskOnceMore", "ExpireReview"],
])("where nobody decides while a review is in %s, it goes on with %s", (name, next) => {
  const { Catch } = v.parse(Task, definitionOf("role-review").States[name]);
  expect(Catch.find(({ ErrorEquals }) => ErrorEquals.includes("States.Timeout"))?.Next).toBe(next);
});

test("a review that nobody decided expires, whether it was asked about twice or three times", () => {
  const { IsThereAThirdRound, AskOnceMore, ExpireReview, IsApproved } = definitionOf("role-review").States;
  expect(IsThereAThirdRound).toMatchObject({
    Choices: [{ Variable: "$.rounds.last", StringEquals: "third", Next: "AskOnceMore" }],
    Default: "ExpireReview",
  });
  expect([AskOnceMore.Next, ExpireReview.Next]).toEqual(["IsApproved", "IsApproved"]);
  expect(IsApproved).toMatchObject({
    Choices: [{ Variable: "$.decision.verdict", StringEquals: "approved", Next: "ApplyPolicy" }],
    Default: "CloseReview",
  });
});

test("a review whose change was watched long enough is cleaned up, and closed whatever comes of that", () => {
  const { IsApplied, Watch, CleanUp } = definitionOf("role-review").States;
  expect([IsApplied.Default, Watch.SecondsPath, Watch.Next]).toEqual(["Watch", "$.watchSeconds", "CleanUp"]);
  expect([CleanUp.Next, CleanUp.Catch]).toEqual(["CloseReview", [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "CloseReview" }]]);
});

test("a change that may stand in part is undone, whichever step of it fails", () => {
  const { States } = definitionOf("role-review");
  const undone = Object.keys(States).filter((name) => States[name].Catch?.at(-1)?.Next === "UndoChange");
  expect(undone).toEqual(expect.arrayContaining(["ApplyPolicy", "RehearseChange", "TakeBack"]));
});

test("a role whose failure cannot even be reported does not stop the roles after it", () => {
  const { States } = definitionOf("review-cycle").States.EachRole.ItemProcessor;
  const { Next } = v.parse(Task, States.ReportFailure).Catch.find(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")) ?? {};
  expect(Next === undefined ? undefined : States[Next]).toMatchObject({ Type: "Pass", End: true });
});

test("a cycle that reviewed all accounts but one, or could not list one unit, ends as failed", () => {
  const { HaveAllEnded, ...states } = definitionOf("review-accounts").States;
  const [failed, unlisted] = v.parse(Choice, HaveAllEnded.Choices);
  expect(failed).toMatchObject({ Variable: "$.hasFailures", BooleanEquals: true });
  expect(unlisted).toMatchObject({ Variable: "$.unlisted[0]", IsPresent: true });
  expect([states[failed?.Next ?? ""]?.Next, states[unlisted?.Next ?? ""]?.Type]).toEqual(["AccountsFailed", "Fail"]);
  expect(HaveAllEnded.Default).toBe("AllReviewed");
});

test("the list of a run's parts is read again where S3 does not give it", () => {
  const { EachPart } = definitionOf("read-trail").States;
  expect(EachPart.Retry).toMatchObject([{ ErrorEquals: ["States.ItemReaderFailed"], MaxAttempts: 7, BackoffRate: 2 }]);
});

test("parts wait for an hour where more are read at once than the account has functions", () => {
  const { MaxConcurrency, ItemProcessor } = definitionOf("read-trail").States.EachPart;
  expect(MaxConcurrency).toBeGreaterThan(most("lambda-concurrency"));
  const { Retry } = v.parse(Task, ItemProcessor.States.ReadPart);
  const retry = Retry.find(({ ErrorEquals }) => ErrorEquals.includes("Lambda.TooManyRequestsException"));
  expect(retry?.ErrorEquals, "other errors do not use its tries up").toEqual(["Lambda.TooManyRequestsException"]);
  const { IntervalSeconds = 0, MaxAttempts = 0, BackoffRate = 1, MaxDelaySeconds = 0 } = retry ?? {};
  const longest = Array.from({ length: MaxAttempts }, (_, n) => Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** n));
  // With full jitter, half of it on average.
  expect(longest.reduce((sum, seconds) => sum + seconds / 2, 0)).toBeGreaterThan(3000);
});

test("a cycle is followed by the one that it names once its digest is told, and ends where it names none", () => {
  const { IsMoreDue, StartNextCycle } = definitionOf("review-cycle").States;
  expect([IsMoreDue.Choices, IsMoreDue.Default]).toEqual([
    [{ Variable: "$.nextCycle.name", StringEquals: "", Next: "CycleEnded" }],
    "StartNextCycle",
  ]);
  expect(StartNextCycle).toMatchObject({
    Parameters: { "StateMachineArn.$": "$$.StateMachine.Id", "Name.$": "$.nextCycle.name", "Input.$": "$.nextCycle.input" },
    Catch: [{ ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"], Next: "CycleEnded" }],
    Next: "CycleEnded",
  });
});

test("where the digest of a cycle cannot be told, its requests are told singly", () => {
  const { SendDigest, TellSingly } = definitionOf("review-cycle").States;
  expect([SendDigest.Catch[0].Next, SendDigest.Parameters.Payload.singly]).toEqual(["TellSingly", undefined]);
  expect(TellSingly.Parameters.Payload.singly).toBe(true);
});

test.each([...REFUSALS.map(({ name }) => name), "InvalidInputError", "ReviewNotFoundError"])(
  "a restore that %s refuses is told as a refusal, and not as a failure",
  (error) => {
    const { Catch } = v.parse(Task, definitionOf("role-restore").States.RestoreRole);
    expect(Catch.find(({ ErrorEquals }) => ErrorEquals.includes(error))?.Next).toBe("ReadCause");
  },
);

test.each(
  afterSteps.flatMap(({ machine, step, told, then }) =>
    Object.entries(then).map(([result, next]) => ({ machine, step, told, result, next })),
  ),
)("$machine: where $step says $result, $next comes", ({ machine, step, told, result, next }) => {
  const { States } = definitionOf(machine);
  const states = step in States ? States : States.EachRole.ItemProcessor.States;
  const { Choices, Default } = states[states[step].Next];
  const chosen = v.parse(Choice, Choices).find(({ Variable, StringEquals }) => Variable === `$.${told}` && StringEquals === result);
  expect(chosen?.Next ?? Default).toBe(next);
});

test.each([
  ["AwaitDigest", 0, { TimeoutSeconds: 86_400 }],
  ["RequestApproval", 1, { TimeoutSecondsPath: "$.rounds.first" }],
  ["AskAgain", 2, { TimeoutSecondsPath: "$.rounds.second" }],
  ["AskOnceMore", 3, { TimeoutSecondsPath: "$.rounds.third" }],
])("%s asks round %i, and waits for as long as that round lasts", (name, round, limit) => {
  const state = definitionOf("role-review").States[name];
  expect(state).toMatchObject({ Parameters: { Payload: { round } }, ...limit });
});

test.each([
  ["role-review", "WaitForWindow", "$.waitSeconds", "ApplyPolicy"],
  ["role-review", "WaitForPullRequest", "$.waitSeconds", "FollowPullRequest"],
  ["role-review", "WaitForCalls", "$.waitSeconds", "RehearseChange"],
  ["review-cycle", "WaitForProposals", "$.digest.waitSeconds", "SendDigest"],
  ["tell-denied", "Gather", "$.waitSeconds", "TellDenied"],
])("%s: %s waits for %s, and then comes %s", (machine, name, SecondsPath, Next) => {
  expect(definitionOf(machine).States[name]).toMatchObject({ Type: "Wait", SecondsPath, Next });
});

describe.each(machines)("statemachine/%s.asl.json", (machine) => {
  const text = readFileSync(new URL(`../../statemachine/${machine}.asl.json`, import.meta.url), "utf8").replaceAll("${Partition}", "aws");
  const tasks = [...tasksOf(JSON.parse(text))];

  test("is valid in the Amazon States Language", () => {
    const { isValid, errorsText } = aslValidator(JSON.parse(text));
    expect(isValid, isValid ? "" : errorsText()).toBe(true);
    expect(tasks.length).toBeGreaterThan(0);
  });

  test.each(tasks)("%s tries again what passes by itself, backing off to a limit, with jitter", (_, { Resource, Retry }) => {
    const retries = Retry.filter(({ MaxAttempts }) => MaxAttempts > 0);
    const retried = new Set(retries.flatMap(({ ErrorEquals }) => ErrorEquals));
    if (Resource.includes("lambda:invoke")) expect(PASSING.filter((error) => !retried.has(error))).toEqual([]);
    else expect([...retried]).toEqual(["States.ALL"]);
    for (const retry of retries) {
      expect(retry).toMatchObject({ JitterStrategy: "FULL", BackoffRate: expect.any(Number), MaxDelaySeconds: expect.any(Number) });
      expect(retry.BackoffRate).toBeGreaterThan(1);
    }
  });

  test.each(tasks)("%s has a time limit, longer than its function's own", (_, task) => {
    if (task.TimeoutSecondsPath !== undefined) return expect(task.TimeoutSecondsPath).toMatch(/^\$\.rounds\./);
    const own = task.Parameters.FunctionName === undefined ? 0 : timeoutOf(task.Parameters.FunctionName);
    expect(task.TimeoutSeconds).toBeGreaterThanOrEqual(own);
  });

  test.each(tasks)("%s leads any failure to a report, and a callback's time limit to what comes then", (name, { Resource, Catch }) => {
    if (Resource.endsWith(".waitForTaskToken")) expect(Catch[0]?.ErrorEquals).toEqual(["States.Timeout"]);
    if ([...TOLD_BY_AN_ALARM, ...TOLD_BY_REVIEWS].includes(name)) return;
    const all = Catch.find(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"));
    expect(Catch.at(-1)).toBe(all);
    expect(all && reports(all.Next, new Map(tasks))).toBe(true);
  });

  test("names no error that Whittle does not raise", () => {
    const named = tasks.flatMap(([, { Retry, Catch }]) => [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(named.filter((error) => !error.includes(".") && !errors.has(error))).toEqual([]);
  });
});

test("a quota of policy generations that is used up is waited for, longer than a throttled call", () => {
  const cycle = JSON.parse(readFileSync(new URL("../../statemachine/review-cycle.asl.json", import.meta.url), "utf8"));
  const [, start] = [...tasksOf(cycle)].find(([name]) => name === "StartGeneration") ?? [];
  const retry = start?.Retry.find(({ ErrorEquals }) => ErrorEquals.includes("QuotaExceededError"));
  expect(retry).toMatchObject({ IntervalSeconds: 60, MaxAttempts: 30, MaxDelaySeconds: 900 });
});

test.each([
  ["role-review", "ApplyPolicy"],
  ["role-review", "UndoChange"],
  ["role-review", "TakeBack"],
  ["role-restore", "RestoreRole"],
])("%s: %s waits for the lease of the role, and for IAM to show what it accepted", (machine, name) => {
  const { States } = JSON.parse(readFileSync(new URL(`../../statemachine/${machine}.asl.json`, import.meta.url), "utf8"));
  const { Retry } = v.parse(Task, States[name]);
  const of = (error: string) => Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  expect(of("RoleBusyError")).toMatchObject({ IntervalSeconds: 10, MaxAttempts: 40, MaxDelaySeconds: 300 });
  expect(of("ChangeNotVisibleError")?.MaxAttempts).toBeGreaterThanOrEqual(5);
});

/** Does a state report the failure, or (undoing first, or closing a review whose change stands) come to it? */
function reports(name: string, tasks: ReadonlyMap<string, Task>): boolean {
  if (REPORTING.includes(name)) return true;
  const next = tasks.get(name)?.Next;
  return next !== undefined && reports(next, tasks);
}

function timeoutOf(functionName: string): number {
  const seconds = templateFunctionTimeouts().get(functionName.replace(/^\$\{(\w+)\}$/, "$1"));
  expect(seconds, `${functionName} is in the template`).toBeDefined();
  return seconds ?? 0;
}

/** The tasks of a machine by name, those inside a Map among them. */
function* tasksOf(machine: { readonly States: Readonly<Record<string, unknown>> }): Generator<[string, Task]> {
  for (const [name, state] of Object.entries(machine.States)) {
    const parsed = v.parse(v.variant("Type", [Task, Other]), state);
    if (parsed.Type === "Task") yield [name, parsed];
    else if (parsed.Type === "Map")
      yield* tasksOf(v.parse(v.looseObject({ States: v.record(v.string(), v.unknown()) }), parsed.ItemProcessor));
  }
}
