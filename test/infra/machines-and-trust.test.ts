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

test.each([
  ["template.yaml", 4],
  ["infra/access-role.yaml", 1],
  ["infra/watch-region.yaml", 1],
])("a service that works for many accounts takes up a role of %s for this account alone", (file, fewest) => {
  const ofServices = render(readTemplate(file), deployment)
    .filter(({ type }) => type === "AWS::IAM::Role")
    .map(({ name, properties }) => ({ name, trust: JSON.stringify(properties.AssumeRolePolicyDocument) }))
    .filter(({ trust }) => trust.includes('"Service":') && !trust.includes("lambda.amazonaws.com"));
  expect(ofServices.length).toBeGreaterThanOrEqual(fewest);
  // Access Analyzer does not always say for whom it acts.
  const ofThisAccount = /"Condition":\{"StringEquals(?:IfExists)?":\{"aws:SourceAccount":"\d{12}"\}\}/;
  expect(ofServices.filter(({ trust }) => !ofThisAccount.test(trust)).map(({ name }) => name)).toEqual([]);
});

test.each([
  ["template.yaml", ["ApprovalPageFunction", "RehearseCallFunction", "WatchRoleFunction"]],
  ["infra/slack.yaml", ["SendToSlackFunction"]],
])("a service calls a function for what %s names, and for nobody else's of its kind", (file, functions) => {
  const parameters = { ...deployment.parameters, ChatTopicArn: "arn:aws:sns:eu-central-1:111122223333:chat", WebhookSecretArn: "s" };
  const permissions = render(readTemplate(file), { ...deployment, parameters }).filter(({ type }) => type === "AWS::Lambda::Permission");
  const called = permissions.map(({ properties }) => String(properties.FunctionName));
  expect(called.sort()).toEqual(functions.map((name) => expect.stringContaining(name)));
  const open = permissions.filter(
    ({ properties }) => !/^arn:aws:[a-z-]+:eu-central-1:111122223333:[^*]/.test(String(properties.SourceArn)),
  );
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
