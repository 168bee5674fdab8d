import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as v from "valibot";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { type OfflineAws, operator, startOfflineAws, TEMPLATE } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";
import { until } from "./until.ts";

const BUNDLES = new URL("../../dist/", import.meta.url);

const Messages = v.array(v.object({ topic: v.string(), subject: v.nullish(v.string(), ""), message: v.string() }));
const Invocations = v.array(v.object({ function: v.string(), event: v.looseObject({ taskToken: v.optional(v.string()) }) }));
const Calls = v.array(
  v.object({
    service: v.string(),
    action: v.string(),
    role: v.nullable(v.string()),
    status: v.nullable(v.number()),
    error: v.nullable(v.string()),
    denied: v.optional(v.boolean(), false),
    params: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
);

export interface Execution {
  readonly status: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly output?: string | undefined;
}

/** A deployed stack and what a test asks of it. */
export async function deployStack(more: Readonly<Record<string, string>>, flags: readonly string[] = [], template = TEMPLATE) {
  if (!existsSync(new URL("discover-roles/", BUNDLES))) throw new Error("There are no bundles in dist: run npm run build first.");
  const aws: OfflineAws = await startOfflineAws({ ...parameters, ...more }, ["--enforce-iam", "--time-scale", "0.001", ...flags], template);
  const settings = operator(aws.endpoint);
  const sfn = new SFNClient(settings);
  const output = (name: string) => aws.outputs[name] ?? "";
  async function start(machine: "ReviewCycleArn" | "ReviewAccountsArn" | "RoleRestoreArn", input: unknown): Promise<string> {
    // AWS makes a name up; the offline AWS does not.
    const name = randomUUID();
    const command = new StartExecutionCommand({ stateMachineArn: output(machine), name, input: JSON.stringify(input) });
    return (await sfn.send(command)).executionArn ?? "";
  }
  return {
    aws,
    iam: new IAMClient(settings),
    store: dynamodbReviewStore(output("ReviewTableName"), { client: new DynamoDBClient(settings) }),
    output,
    /** Every message that SNS was given. */
    async messages() {
      return v.parse(Messages, await aws.control("sns"));
    },
    /** Every AWS call that was made, by whom and with what outcome. */
    async calls() {
      return v.parse(Calls, await aws.control("calls"));
    },
    /** The task tokens that functions were given. */
    async taskTokens() {
      return v.parse(Invocations, await aws.control("invocations")).flatMap(({ event }) => event.taskToken ?? []);
    },
    /** What a function was invoked with, by its logical id, each invocation that has ended. */
    async invocationsOf(logicalId: string) {
      const invocations = v.parse(Invocations, await aws.control("invocations"));
      return invocations.filter((invocation) => invocation.function === `stack-${logicalId}`).map(({ event }) => event);
    },
    startCycle: (input: unknown) => start("ReviewCycleArn", input),
    startAccounts: (input: unknown) => start("ReviewAccountsArn", input),
    startRestore: (input: unknown) => start("RoleRestoreArn", input),
    /** Waits until an execution has ended. */
    ended(executionArn: string, seconds = 60): Promise<Execution> {
      return until(
        `the end of ${executionArn}`,
        async () => {
          const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
          return execution.status === "RUNNING" ? undefined : { ...execution, status: execution.status ?? "" };
        },
        seconds,
      );
    },
    /** What each execution of role-review gave out. */
    async outputsOfReviews(): Promise<(string | undefined)[]> {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: output("RoleReviewArn") }));
      const ended = executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn })));
      return (await Promise.all(ended)).map((execution) => execution.output);
    },
  };
}

export type DeployedStack = Awaited<ReturnType<typeof deployStack>>;
