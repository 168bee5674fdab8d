import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type StackStatus,
} from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { deployStack } from "../../scripts/deploy/change-set.ts";

const deployment = {
  name: "whittle",
  templateUrl: "https://b.s3.eu-central-1.amazonaws.com/t.yaml",
  parameters: { Email: "a@example.com" },
  known: ["Email", "TagKey", "New"],
};
const stack = (StackStatus: StackStatus) => ({
  Stacks: [{ StackName: "whittle", CreationTime: new Date(), StackStatus, Parameters: [{ ParameterKey: "TagKey", ParameterValue: "t" }] }],
});

function cloudFormation() {
  const mock = mockClient(CloudFormationClient);
  mock.on(CreateChangeSetCommand).resolves({});
  mock.on(ExecuteChangeSetCommand).resolves({});
  mock.on(DescribeChangeSetCommand).resolves({ Status: "CREATE_COMPLETE" });
  return { mock, run: () => deployStack(new CloudFormationClient({ region: "eu-central-1" }), deployment, () => {}) };
}

test("an update keeps the values that nobody gave, and leaves new parameters to their defaults", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolvesOnce(stack("CREATE_COMPLETE")).resolves(stack("UPDATE_COMPLETE"));
  expect(await run()).toBe(true);
  expect(mock.commandCalls(CreateChangeSetCommand)[0]?.args[0].input).toMatchObject({
    ChangeSetType: "UPDATE",
    Parameters: [
      { ParameterKey: "Email", ParameterValue: "a@example.com" },
      { ParameterKey: "TagKey", UsePreviousValue: true },
    ],
  });
});

test("nothing to change is no failure", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolves(stack("CREATE_COMPLETE"));
  mock.on(DescribeChangeSetCommand).resolves({ Status: "FAILED", StatusReason: "The submitted information didn't contain changes." });
  expect(await run()).toBe(false);
  expect(mock.commandCalls(ExecuteChangeSetCommand)).toEqual([]);
});

test("a change set that is refused says why", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolves(stack("CREATE_COMPLETE"));
  mock.on(DescribeChangeSetCommand).resolves({ Status: "FAILED", StatusReason: "TrailArn is given, so AccessRoleArn must be given too." });
  await expect(run()).rejects.toThrow("CloudFormation refuses the change of stack whittle: TrailArn is given");
});

test("a stack that fails names what failed first, without what was cancelled for it, and how to go on", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolvesOnce({ Stacks: [] }).resolves(stack("ROLLBACK_COMPLETE"));
  const event = (LogicalResourceId: string, ResourceStatusReason: string) => ({
    StackId: "s",
    EventId: LogicalResourceId,
    StackName: "whittle",
    Timestamp: new Date(),
    ResourceStatus: "CREATE_FAILED" as const,
    LogicalResourceId,
    ResourceStatusReason,
  });
  const StackEvents = [
    event("PageApi", "Resource creation cancelled"),
    event("Later", "second"),
    event("StepErrorsAlarm", "Too many metrics"),
  ];
  mock.on(DescribeStackEventsCommand).resolves({ StackEvents });
  await expect(run()).rejects.toThrow(
    "The stack whittle ended as ROLLBACK_COMPLETE:\n  StepErrorsAlarm: Too many metrics\n  Later: second\nDelete what is left of it before you try again: aws cloudformation delete-stack --stack-name whittle",
  );
});

test.each([
  ["is new", { Stacks: [] }, "CREATE"],
  // A change set of a stack that was never made leaves an empty one behind.
  ["was never made", stack("REVIEW_IN_PROGRESS"), "CREATE"],
  ["is there", stack("UPDATE_ROLLBACK_COMPLETE"), "UPDATE"],
])("a stack that %s", async (_, before, ChangeSetType) => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolvesOnce(before).resolves(stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"));
  expect(await run()).toBe(true);
  expect(mock.commandCalls(CreateChangeSetCommand)[0]?.args[0].input).toMatchObject({ ChangeSetType, TemplateURL: deployment.templateUrl });
  const made = mock.commandCalls(CreateChangeSetCommand)[0]?.args[0].input;
  const executed = mock.commandCalls(ExecuteChangeSetCommand)[0]?.args[0].input;
  expect(executed).toEqual({ StackName: "whittle", ChangeSetName: made?.ChangeSetName });
});

test("an update that was rolled back is a failure, of which old events are no reason", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).resolvesOnce(stack("UPDATE_COMPLETE")).resolves(stack("UPDATE_ROLLBACK_COMPLETE"));
  const event = { StackId: "s", EventId: "1", StackName: "whittle", ResourceStatus: "UPDATE_FAILED" as const };
  mock.on(DescribeStackEventsCommand).resolves({
    StackEvents: [
      { ...event, LogicalResourceId: "Now", ResourceStatusReason: "why", Timestamp: new Date() },
      { ...event, LogicalResourceId: "LastYear", ResourceStatusReason: "old", Timestamp: new Date(0) },
    ],
  });
  await expect(run()).rejects.toThrow(/^The stack whittle ended as UPDATE_ROLLBACK_COMPLETE:\n {2}Now: why$/);
});

test("what CloudFormation refuses to tell is no missing stack", async () => {
  const { mock, run } = cloudFormation();
  mock.on(DescribeStacksCommand).rejects(Object.assign(new Error("Rate exceeded"), { name: "Throttling" }));
  await expect(run()).rejects.toThrow("Rate exceeded");
  expect(mock.commandCalls(CreateChangeSetCommand)).toEqual([]);
});
