import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTemplate, render } from "./aws-limits/render.ts";

const template = readTemplate("template.yaml");
const deployment = { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters: { Evidence: "auto", TrailBucket: "b" } };
const resources = render(template, deployment);
const named = (type: string) => resources.filter((resource) => resource.type === type);

test("no state machine logs what its executions hold: task tokens would stand in a log", () => {
  const machines = named("AWS::Serverless::StateMachine");
  expect(machines.length).toBeGreaterThan(3);
  const logging = machines.map(({ name, properties }) => [name, properties.Logging]);
  expect(logging).toEqual(machines.map(({ name }) => [name, expect.objectContaining({ IncludeExecutionData: false })]));
});

test("a service that works for many accounts takes up a role for this account alone", () => {
  const ofOthers = named("AWS::IAM::Role").filter(
    ({ properties }) => !JSON.stringify(properties.AssumeRolePolicyDocument).includes("lambda.amazonaws.com"),
  );
  expect(ofOthers.length).toBeGreaterThan(3);
  const ofThisAccount = /"Condition":\{"StringEquals":\{"aws:SourceAccount":"\d{12}"\}\}/;
  const open = ofOthers.filter(({ properties }) => !ofThisAccount.test(JSON.stringify(properties.AssumeRolePolicyDocument)));
  expect(open.map(({ name }) => name)).toEqual([]);
});

test("no function may write any part of the record: each names the kinds of items that it writes", () => {
  const keys = [...JSON.stringify(named("AWS::IAM::Role")).matchAll(/"dynamodb:LeadingKeys":(\[[^\]]*\]|"[^"]*")/g)].map(
    ([, found = ""]) => found,
  );
  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter((found) => !/^[["]+[A-Z]+#\*/.test(found))).toEqual([]);
});

test("no function may read or write the whole bucket of summaries: each names the folders that it needs", () => {
  const objects = [...JSON.stringify(named("AWS::IAM::Role")).matchAll(/"arn:aws:s3:::(whittle-summarybucket-[^/"]+\/[^"]*)"/g)].map(
    ([, found = ""]) => found,
  );
  expect(objects.length).toBeGreaterThan(5);
  expect(objects.filter((found) => !/\/(?:runs|parts|summaries)\/\*$/.test(found))).toEqual([]);
});

test("sign-in without anybody who may decide is not deployed", () => {
  const rules = JSON.stringify(template.Rules);
  const nobody = { "Fn::And": ["ApproverGroups", "ApproverEmails"].map((name) => ({ "Fn::Equals": [{ Ref: name }, ""] })) };
  expect(rules).toContain(JSON.stringify({ "Fn::Not": [nobody] }));
});

test("a cycle that Step Functions could not start is started again", () => {
  const [schedule] = named("AWS::Scheduler::Schedule");
  expect(schedule?.properties).toMatchObject({ Target: { RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 } } });
});

test("a change that waits for its window is made when it opens, and a failed restore is told of as its own execution's", () => {
  const states = (file: string) => JSON.parse(readFileSync(new URL(`../../statemachine/${file}`, import.meta.url), "utf8")).States;
  expect(states("role-review.asl.json").WaitForWindow.Next).toBe("ApplyPolicy");
  expect(states("role-restore.asl.json").ReportFailure.Parameters.Payload).toMatchObject({ "by.$": "$.execution.id" });
});
