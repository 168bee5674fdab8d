import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  paginateListExecutions,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import * as v from "valibot";
import type { Stack } from "#core/review/doctor/facts.ts";
import type { Deployment, Execution } from "#core/review/ports/deployment.ts";
import { call, unlessNotFound } from "../aws/errors.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { outputOf } from "./stack.ts";

/** The stack's output that names each state machine. Only a stack with members, or with permission sets, has all. */
const MACHINES: readonly { readonly machine: Execution["machine"]; readonly output: string; readonly mayLack?: true }[] = [
  { machine: "review-accounts", output: "ReviewAccountsArn", mayLack: true },
  { machine: "review-cycle", output: "ReviewCycleArn" },
  { machine: "role-review", output: "RoleReviewArn" },
  { machine: "role-review", output: "SetReviewArn", mayLack: true },
  { machine: "role-restore", output: "RoleRestoreArn" },
  { machine: "role-restore", output: "SetRestoreArn", mayLack: true },
  { machine: "tell-denied", output: "TellDeniedArn" },
];

const OfReview = v.pipe(v.string(), v.parseJson(), v.looseObject({ reviewId: v.string() }));

/** What runs in a stack, with the operator's own credentials. Throws StackTooOldError where the stack's outputs do not name it. */
export function stackDeployment(stack: Stack, { profile }: Pick<AwsAccess, "profile">): Deployment {
  const { region, outputs } = stack;
  const sfn = new SFNClient(settingsOf({ profile, region }));
  const scheduler = new SchedulerClient(settingsOf({ profile, region }));
  const arns = MACHINES.filter(({ output, mayLack }) => !mayLack || outputs[output] !== undefined).map(({ machine, output }) => ({
    machine,
    stateMachineArn: outputOf(stack, output),
  }));
  const schedule = outputOf(stack, "ScheduleName");
  return {
    isScheduled: async () => (await readSchedule(scheduler, schedule))?.State === "ENABLED",
    turnScheduleOff: () => turnOff(scheduler, schedule),
    running: async () => {
      const found: Execution[] = [];
      for (const { machine, stateMachineArn } of arns) {
        for (const listed of await listRunning(sfn, stateMachineArn)) found.push(await executionOf(sfn, machine, listed));
      }
      return found;
    },
    stop: ({ arn: executionArn }, cause) =>
      call("states:StopExecution", async () => {
        await sfn.send(new StopExecutionCommand({ executionArn, error: "StackRemoved", cause }));
      }),
  };
}

/** Undefined where it was deleted by hand: nothing starts a cycle then. */
async function readSchedule(client: SchedulerClient, Name: string) {
  return await call("scheduler:GetSchedule", () => unlessNotFound(() => client.send(new GetScheduleCommand({ Name }))));
}

/** An update replaces all of a schedule, so what it is stays (EventBridge Scheduler API Reference, "UpdateSchedule"). */
async function turnOff(client: SchedulerClient, Name: string): Promise<void> {
  const found = await readSchedule(client, Name);
  if (found?.State !== "ENABLED") return;
  const { ScheduleExpression, FlexibleTimeWindow, Target, Description, ScheduleExpressionTimezone, GroupName } = found;
  const kept = { Name, ScheduleExpression, FlexibleTimeWindow, Target, Description, ScheduleExpressionTimezone, GroupName };
  await call("scheduler:UpdateSchedule", () => client.send(new UpdateScheduleCommand({ ...kept, State: "DISABLED" })));
}

async function listRunning(client: SFNClient, stateMachineArn: string): Promise<readonly ExecutionListItem[]> {
  return await call("states:ListExecutions", async () => {
    const found: ExecutionListItem[] = [];
    for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn, statusFilter: "RUNNING" }))
      found.push(...executions);
    return found;
  });
}

/** A review's execution has the review's name; the others say in their input what they work for. */
async function executionOf(
  client: SFNClient,
  machine: Execution["machine"],
  { executionArn, name }: ExecutionListItem,
): Promise<Execution> {
  const arn = executionArn ?? "";
  if (machine === "role-review") return { machine, arn, reviewId: name };
  if (machine !== "role-restore") return { machine, arn, reviewId: undefined };
  const { input } = await call("states:DescribeExecution", () => client.send(new DescribeExecutionCommand({ executionArn: arn })));
  const asked = v.safeParse(OfReview, input);
  return { machine, arn, reviewId: asked.success ? asked.output.reviewId : undefined };
}
