import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeContinuousBackupsCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { partFacts } from "#adapters/operator/parts.ts";

const dynamodb = mockClient(DynamoDBClient);
const events = mockClient(EventBridgeClient);
const scheduler = mockClient(SchedulerClient);
const sfn = mockClient(SFNClient);
const fault = (name: string) => Object.assign(new Error(name), { name });
const stack = { name: "whittle", region: "eu-west-1", account: "111122223333", status: "CREATE_COMPLETE", parameters: {} };
const partsOf = (outputs: Readonly<Record<string, string>>) => partFacts({ ...stack, outputs }, { profile: undefined });

beforeEach(() => {
  for (const client of [dynamodb, events, scheduler, sfn]) client.reset();
});

test("reads the parts that the outputs name, and asks for no others", async () => {
  scheduler.on(GetScheduleCommand, { Name: "daily" }).resolves({ State: "DISABLED", ScheduleExpression: "rate(1 day)" });
  events.on(DescribeRuleCommand, { Name: "denied" }).resolves({ State: "ENABLED" });
  sfn.on(DescribeStateMachineCommand).resolves({});
  const PointInTimeRecoveryDescription = { PointInTimeRecoveryStatus: "ENABLED" as const };
  dynamodb.on(DescribeContinuousBackupsCommand, { TableName: "reviews" }).resolves({
    ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED", PointInTimeRecoveryDescription },
  });
  const outputs = { ScheduleName: "daily", DeniedCallRuleName: "denied", ReviewCycleArn: "arn:cycle", ReviewTableName: "reviews" };
  expect(await partsOf(outputs)).toEqual({
    schedule: { known: { state: "DISABLED", expression: "rate(1 day)" } },
    watchRule: { name: "denied", state: { known: "ENABLED" } },
    lostMachines: { known: [] },
    tables: [{ name: "reviews", backups: { known: true } }],
  });
  expect(sfn.calls()).toHaveLength(1);
});

test("knows of each part that is not there that it is not", async () => {
  scheduler.on(GetScheduleCommand).rejects(fault("ResourceNotFoundException"));
  events.on(DescribeRuleCommand).rejects(fault("ResourceNotFoundException"));
  sfn.on(DescribeStateMachineCommand).rejects(fault("StateMachineDoesNotExist"));
  dynamodb.on(DescribeContinuousBackupsCommand).rejects(fault("TableNotFoundException"));
  const outputs = { ScheduleName: "daily", DeniedCallRuleName: "denied", TellDeniedArn: "arn:tell", AuditTableName: "audit" };
  expect(await partsOf(outputs)).toEqual({
    schedule: { known: null },
    watchRule: { name: "denied", state: { known: null } },
    lostMachines: { known: ["arn:tell"] },
    tables: [{ name: "audit", backups: { known: null } }],
  });
});

test("asks the approval page itself, and says that it could not where nobody answers", async () => {
  const server = createServer((_, response) => response.writeHead(502).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  expect((await partsOf({ PageUrl: `http://127.0.0.1:${port}` })).page).toEqual({ known: 502 });
  await new Promise((resolve) => server.close(resolve));
  expect((await partsOf({ PageUrl: `http://127.0.0.1:${port}` })).page).toMatchObject({ unanswered: { isDenied: false } });
});
