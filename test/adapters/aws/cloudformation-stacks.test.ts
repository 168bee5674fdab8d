import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { cloudFormationStacks } from "#adapters/aws/cloudformation-stacks.ts";
import { ThrottledError } from "#core/errors.ts";

const mock = mockClient(CloudFormationClient);
const stacks = cloudFormationStacks({ account: "111122223333", client: {} }, new CloudFormationClient({ region: "us-east-1" }));
afterEach(() => mock.reset());

const resource = (change: object = {}) => ({
  StackName: "web",
  LogicalResourceId: "InstanceRole",
  PhysicalResourceId: "MyRole",
  ResourceType: "AWS::IAM::Role",
  ResourceStatus: "UPDATE_COMPLETE" as const,
  Timestamp: new Date(0),
  ...change,
});
const other = resource({ LogicalResourceId: "Table", PhysicalResourceId: "MyTable", ResourceType: "AWS::DynamoDB::Table" });

test.each([
  ["the stack that made the role, and the role's name in it", [other, resource()], { stack: "web", logicalId: "InstanceRole" }],
  ["no stack where something else of that name is the stack's", [other, resource({ ResourceType: "AWS::Logs::LogGroup" })], undefined],
  ["no stack where the stack has another role", [resource({ PhysicalResourceId: "OtherRole" })], undefined],
  ["no stack where the stack was deleted and left the role behind", [resource({ ResourceStatus: "DELETE_SKIPPED" })], undefined],
  ["the stack alone where it has more resources than are told", Array.from({ length: 100 }, () => other), { stack: "web" }],
])("gives %s", async (_, StackResources, expected) => {
  mock.on(DescribeStackResourcesCommand, { PhysicalResourceId: "MyRole" }).resolves({ StackResources });
  expect(await stacks.ownerOf("MyRole")).toEqual(expected);
});

test("gives no stack where CloudFormation knows none", async () => {
  mock.on(DescribeStackResourcesCommand).rejects(named("ValidationError", "Stack for MyRole does not exist"));
  expect(await stacks.ownerOf("MyRole")).toBeUndefined();
});

test("does not take a call that CloudFormation cannot read for no stack", async () => {
  mock.on(DescribeStackResourcesCommand).rejects(named("ValidationError", "1 validation error detected: Value at 'physicalResourceId'"));
  await expect(stacks.ownerOf("MyRole")).rejects.toThrow("validation error");
});

test("does not take a throttled call for no stack", async () => {
  mock.on(DescribeStackResourcesCommand).rejects(named("Throttling", "Rate exceeded"));
  await expect(stacks.ownerOf("MyRole")).rejects.toThrow(ThrottledError);
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
