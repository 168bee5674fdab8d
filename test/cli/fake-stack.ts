import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, vi } from "vitest";
import { reviewItem } from "#adapters/aws/dynamodb/review-item.ts";
import type { Review } from "#core/review/model/review.ts";

const REGION = "eu-west-1";
export const arnOf = (name: string) => `arn:aws:states:${REGION}:111122223333:stateMachine:${name}`;
export const PAGE = "https://page.example.com";

export const OUTPUTS: Readonly<Record<string, string>> = {
  ReviewCycleArn: arnOf("cycle"),
  RoleRestoreArn: arnOf("restore"),
  ReviewTableName: "reviews",
  PageUrl: PAGE,
};

/** A stack named `whittle`, as the command line meets it. */
export function fakeStack() {
  const cloudFormation = mockClient(CloudFormationClient);
  const table = mockClient(DynamoDBClient);
  const machines = mockClient(SFNClient);
  beforeAll(() => {
    vi.stubEnv("AWS_REGION", REGION);
    machines.on(StartExecutionCommand).callsFake(({ name }) => ({ executionArn: `execution:${name}` }));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  return {
    cloudFormation,
    table,
    machines,
    /** Executions that were started since the last time that this was asked. */
    started() {
      const inputs = machines.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);
      machines.resetHistory();
      return inputs;
    },
    /** What the stack is from now on, and what its record holds. */
    holds({ outputs = OUTPUTS, signIn = "oidc", reviews = [] as readonly Review[] } = {}): void {
      cloudFormation.on(DescribeStacksCommand).resolves({
        Stacks: [
          {
            StackName: "whittle",
            CreationTime: new Date("2026-11-20T10:00:00.000Z"),
            StackStatus: "CREATE_COMPLETE",
            Parameters: [{ ParameterKey: "ApproverSignIn", ParameterValue: signIn }],
            Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        ],
      });
      // The index of reviews: open ones by one key, ended ones by another.
      table.on(QueryCommand).callsFake(({ ExpressionAttributeValues: asked }) => ({
        Items: reviews.filter(({ status }) => (status === "settled") === ":ended" in asked).map(reviewItem),
      }));
      table.on(GetItemCommand).resolves({});
    },
  };
}
