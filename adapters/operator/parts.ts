import { DescribeContinuousBackupsCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { PartFacts, RecordTable, Schedule, Stack, Told } from "#core/review/doctor/facts.ts";
import { errorName } from "../aws/errors.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { told } from "./told.ts";

const MACHINES = [
  "ReviewAccountsArn",
  "ReviewCycleArn",
  "RoleReviewArn",
  "RoleRestoreArn",
  "SetReviewArn",
  "SetRestoreArn",
  "TellDeniedArn",
];
const TABLES = ["ReviewTableName", "AuditTableName"];
const MOST_WAITING_MS = 15_000;

/** The parts of a stack that its outputs name, as they are now. */
export async function partFacts({ region, outputs }: Stack, { profile }: Pick<AwsAccess, "profile">): Promise<PartFacts> {
  const settings = settingsOf({ profile, region });
  const { ScheduleName: schedule, DeniedCallRuleName: rule, PageUrl: page } = outputs;
  const dynamodb = new DynamoDBClient(settings);
  return {
    ...(schedule === undefined ? {} : { schedule: await scheduleNow(new SchedulerClient(settings), schedule) }),
    ...(rule === undefined ? {} : { watchRule: { name: rule, state: await ruleState(new EventBridgeClient(settings), rule) } }),
    ...(page === undefined ? {} : { page: await told("GET of the approval page", () => statusOf(page)) }),
    lostMachines: await lostMachines(
      new SFNClient(settings),
      MACHINES.flatMap((output) => outputs[output] ?? []),
    ),
    tables: await Promise.all(TABLES.flatMap((output) => outputs[output] ?? []).map((name) => tableNow(dynamodb, name))),
  };
}

function scheduleNow(client: SchedulerClient, Name: string): Promise<Told<Schedule | null>> {
  const ask = async () => {
    const { State = "", ScheduleExpression = "" } = await client.send(new GetScheduleCommand({ Name }));
    return { state: State, expression: ScheduleExpression };
  };
  return told<Schedule | null>("scheduler:GetSchedule", ask, { errors: ["ResourceNotFoundException"], value: null });
}

function ruleState(client: EventBridgeClient, Name: string): Promise<Told<string | null>> {
  const ask = async () => (await client.send(new DescribeRuleCommand({ Name }))).State ?? null;
  return told<string | null>("events:DescribeRule", ask, { errors: ["ResourceNotFoundException"], value: null });
}

/** Its front door, which shows nothing of any review. */
async function statusOf(url: string): Promise<number> {
  const { status } = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(MOST_WAITING_MS) });
  return status;
}

function lostMachines(client: SFNClient, arns: readonly string[]): Promise<Told<readonly string[]>> {
  return told("states:DescribeStateMachine", async () => {
    const lost: string[] = [];
    for (const stateMachineArn of arns) {
      try {
        await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
      } catch (error) {
        if (errorName(error) !== "StateMachineDoesNotExist") throw error;
        lost.push(stateMachineArn);
      }
    }
    return lost;
  });
}

async function tableNow(client: DynamoDBClient, name: string): Promise<RecordTable> {
  const ask = async () => {
    const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName: name }));
    return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
  };
  const absent = { errors: ["TableNotFoundException", "ResourceNotFoundException"], value: null };
  return { name, backups: await told<boolean | null>("dynamodb:DescribeContinuousBackups", ask, absent) };
}
