import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListPoliciesCommand } from "@aws-sdk/client-iam";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { reviewItem } from "#adapters/aws/dynamodb/review-item.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { whittle } from "./in-process.ts";

const REGION = "eu-west-1";
const machine = (name: string) => `arn:aws:states:${REGION}:111122223333:stateMachine:${name}`;
const OUTPUTS = {
  ReviewCycleArn: machine("cycle"),
  RoleReviewArn: machine("review"),
  RoleRestoreArn: machine("restore"),
  TellDeniedArn: machine("denied"),
  ScheduleName: "daily",
  ReviewTableName: "reviews",
};

const cloudFormation = mockClient(CloudFormationClient);
const table = mockClient(DynamoDBClient);
const machines = mockClient(SFNClient);
const scheduler = mockClient(SchedulerClient);
const iam = mockClient(IAMClient);
let founding: Proposal;

beforeAll(async () => {
  founding = await foundingProposal();
  vi.stubEnv("AWS_REGION", REGION);
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: "whittle",
        CreationTime: new Date("2026-11-20T10:00:00Z"),
        StackStatus: "CREATE_COMPLETE",
        Outputs: Object.entries(OUTPUTS).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
  scheduler.on(GetScheduleCommand).resolves({ State: "DISABLED" });
  iam.on(ListPoliciesCommand).resolves({ Policies: [] });
});
afterAll(() => vi.unstubAllEnvs());

function stackWith(reviews: readonly ReviewStatus[], running: readonly string[] = []): void {
  const items = reviews.map((status, index) => reviewItem(reviewOf(founding, { id: `review${index}`, status })));
  table.on(QueryCommand).resolves({ Items: items });
  table.on(GetItemCommand).resolves(items[0] ? { Item: items[0] } : {});
  machines.on(ListExecutionsCommand).resolves({ executions: [] });
  for (const name of running)
    machines.on(ListExecutionsCommand, { stateMachineArn: machine(name) }).resolves({
      executions: [
        { executionArn: `execution:${name}`, name: "review0", stateMachineArn: machine(name), status: "RUNNING", startDate: new Date() },
      ],
    });
}

describe("whittle uninstall --yes", () => {
  test("ends with exit code 0 where nothing is under way", async () => {
    stackWith([]);
    const { code, out } = await whittle("uninstall", "--yes", "--wait", "0");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("Everything has ended.") });
  });

  test.each(["applying", "restoring"] as const)(
    "ends with exit code 1 and names a review that is %s: it is not cut off",
    async (status) => {
      stackWith([status], ["review"]);
      const { code, out } = await whittle("uninstall", "--yes", "--wait", "0");
      expect(code).toBe(1);
      expect(out).toContain("Still under way, and not cut off:");
      expect(out).toContain(`${status}, review review0`);
    },
  );
});
