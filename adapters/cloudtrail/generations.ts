import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import { accountOf } from "#core/aws/arn.ts";
import { InvalidInputError } from "#core/errors.ts";
import { parsedJson } from "#core/json-text.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import type { Activity, Window } from "#core/usage/activity.ts";
import { clientSettings } from "../aws/client-settings.ts";
import { call } from "../aws/errors.ts";
import { startOnce } from "../aws/step-functions/start-once.ts";
import { accountsText, runName } from "./run-name.ts";

/** One role's evidence, or one permission set's, out of one run over the trail. */
export interface TrailJob {
  readonly run: string;
  readonly roleArn: string;
  readonly window: Window;
}

export interface CloudTrailEngine {
  /** The state machine read-trail. */
  readonly machineArn: string;
  /** The accounts that a role works in: its own, or all of a permission set's. */
  readonly accountsOf: (roleArn: string) => Promise<readonly string[]>;
  /** Makes a role's activity from what a run that has ended left. */
  readonly activityOf: (job: TrailJob) => Promise<Activity>;
}

/**
 * The trail's own log files in the place of Access Analyzer. A run of the state machine read-trail serves every role of an account with the same window, so
 * the roles of a cycle share one. It ends by its own time limit, so no role's job cancels it.
 */
export function cloudTrailGenerations(
  { machineArn, accountsOf, activityOf }: CloudTrailEngine,
  client = new SFNClient(clientSettings),
): PolicyGenerations {
  return {
    async start({ roleArn, window: asked }) {
      // Logs lie in folders of whole days.
      const window = { from: `${asked.from.slice(0, 10)}T00:00:00.000Z`, to: asked.to };
      const accounts = await accountsOf(roleArn);
      const run = runName(accountsText(accounts), window);
      await startOnce(client, machineArn, { name: run, input: { run, account: accountsText(accounts), ...window } });
      // Which accounts a set has may change until the job is looked at.
      const named = accounts.length === 1 ? "" : `${run}/`;
      return { jobId: `${window.from}/${window.to}/${named}${roleArn}`, window };
    },
    async check(jobId) {
      const job = jobOf(jobId);
      const executionArn = `${machineArn.replace(":stateMachine:", ":execution:")}:${job.run}`;
      const execution = await call("states:DescribeExecution", () => client.send(new DescribeExecutionCommand({ executionArn })));
      if (execution.status === "SUCCEEDED") return { status: "SUCCEEDED", result: { kind: "activity", activity: await activityOf(job) } };
      return execution.status === "RUNNING" || execution.status === "PENDING_REDRIVE" ? { status: "IN_PROGRESS" } : failed(execution);
    },
    cancel: async () => {},
    startedSince: async () => 0,
  };
}

function jobOf(jobId: string): TrailJob {
  const [, from, to, run, roleArn] = /^([^/]+)\/([^/]+)\/(?:([^/]+)\/)?(arn:.+)$/.exec(jobId) ?? [];
  if (from === undefined || to === undefined || roleArn === undefined)
    throw new InvalidInputError("jobId", "is no job of the engine cloudtrail.");
  return { run: run ?? runName(accountOf(roleArn), { from, to }), roleArn, window: { from, to } };
}

function failed({ status = "FAILED", error, cause = "", name = "" }: DescribeExecutionCommandOutput) {
  const message = `The run ${name} of the state machine read-trail ended as ${status}: ${messageIn(cause)} Remove the cause and redrive the run, or wait for the next cycle.`;
  return { status: "FAILED" as const, code: error ?? status, message };
}

/** What the cause of a failed execution says: Lambda wraps an error's message in JSON. */
export function messageIn(cause: string): string {
  const { errorMessage } = Object(parsedJson(cause));
  return typeof errorMessage === "string" ? errorMessage : cause;
}
