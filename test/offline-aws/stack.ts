import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as v from "valibot";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { type OfflineAws, operator, startOfflineAws } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";
import { until } from "./until.ts";

const Messages = v.array(v.object({ topic: v.string(), subject: v.nullish(v.string(), ""), message: v.string() }));
const Calls = v.array(
  v.object({
    service: v.string(),
    action: v.string(),
    role: v.nullable(v.string()),
    status: v.nullable(v.number()),
    error: v.nullable(v.string()),
    denied: v.optional(v.boolean(), false),
  }),
);

export interface Execution {
  readonly status: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly output?: string | undefined;
}

/** A deployed stack and what a test asks of it. */
export async function deployStack(more: Readonly<Record<string, string>>) {
  const aws: OfflineAws = await startOfflineAws({ ...parameters, ...more }, ["--enforce-iam", "--time-scale", "0.001"]);
  const settings = operator(aws.endpoint);
  const sfn = new SFNClient(settings);
  const output = (name: string) => aws.outputs[name] ?? "";
  return {
    aws,
    iam: new IAMClient(settings),
    store: dynamodbReviewStore(output("ReviewTableName"), { client: new DynamoDBClient(settings) }),
    output,
    async messages() {
      return v.parse(Messages, await aws.control("sns"));
    },
    async calls() {
      return v.parse(Calls, await aws.control("calls"));
    },
    async startCycle(input: unknown): Promise<string> {
      // AWS makes a name up; the offline AWS does not.
      const name = randomUUID();
      const command = new StartExecutionCommand({ stateMachineArn: output("ReviewCycleArn"), name, input: JSON.stringify(input) });
      return (await sfn.send(command)).executionArn ?? "";
    },
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
    async executions(machine: "ReviewCycleArn" | "RoleReviewArn") {
      return (await sfn.send(new ListExecutionsCommand({ stateMachineArn: output(machine) }))).executions ?? [];
    },
  };
}

export type DeployedStack = Awaited<ReturnType<typeof deployStack>>;
