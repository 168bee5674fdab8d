import { describe, expect, test } from "vitest";
import { isOfKind, isOneOf, templatesOf } from "#core/usage/arn-template.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import cases from "./arn-template.cases.json" with { type: "json" };

const PLACES = ["Partition", "Region", "Account"];

/** What the Service Authorization Reference calls a type's ARN, taken apart. */
function templateOf(action: string, type: string) {
  const info = catalogue.find(action);
  const template = info && templatesOf(info).find((each) => each.type === type);
  if (!template) throw new Error(`${action} has no type ${type}.`);
  return template;
}

describe("the ARN template of a type", () => {
  test.each(cases)("$name", ({ action, type, own, is, isNot }) => {
    const { pattern, variables } = templateOf(action, type);
    expect(variables.filter((each) => each.own && !PLACES.includes(each.name)).map(({ name }) => name)).toEqual(own);
    expect([...is, ...isNot].filter((arn) => pattern.test(arn))).toEqual(is);
  });

  test.each([
    ["a name by no id", "RecorderName", ["recordername", "recordernames"], ["recorderid"]],
    ["an id by no name", "RecorderId", ["recorderid", "recorderids"], ["recordername"]],
  ])("fills, where the ARN holds both, %s", (_, name, told, others) => {
    const { variables } = templateOf("config:PutConfigurationRecorder", "ConfigurationRecorder");
    const { parameters = [] } = variables.find((each) => each.name === name) ?? {};
    expect([...told, ...others].filter((parameter) => parameters.includes(parameter))).toEqual(told);
  });
});

test.each([
  ["a name", "appflow:StartFlow", "flow", [".name", ".id", ".identifier"]],
  ["an id that AWS makes up", "config:DeleteConfigRule", "ConfigRule", [".id", ".identifier"]],
])(
  "what a request calls no more than its name or id fills %s that the ARN ends in, and no id is filled by a name",
  (_, action, type, bare) => {
    const own = templateOf(action, type).variables.filter((each) => each.own && !PLACES.includes(each.name));
    expect(own.flatMap(({ parameters }) => parameters).filter((parameter) => parameter.startsWith("."))).toEqual(bare);
  },
);

test.each([
  ["is the action's only one, though the reference does not require it", "elasticbeanstalk:DescribeApplications", "application", true],
  ["is the only one of several that is required", "appstream:CreateFleet", "fleet", true],
  ["another is required in place of", "appstream:CreateFleet", "image", false],
  ["is required with another: an image builder is called so, and not its image", "appstream:CreateImageBuilder", "image", false],
  ["is that other", "appstream:CreateImageBuilder", "image-builder", false],
])("what a request calls `name` and no more is the name of a type that %s: %s, %s: %s", (_, action, type, expected) => {
  const { variables } = templateOf(action, type);
  expect(variables.some(({ parameters }) => parameters.includes(".name"))).toBe(expected);
});

test.each([
  ["rds:ListTagsForResource", true],
  ["elasticloadbalancing:AddTags", true],
  ["route53:ChangeTagsForResource", true],
  ["sqs:SendMessage", false],
  ["ec2:RunInstances", false],
])("a call of %s is about one of its types alone, whatever the reference marks as required: %s", (action, expected) => {
  const info = catalogue.find(action);
  expect(info && isOneOf(info)).toBe(expected);
});

test.each([
  ["queuename", "QueueName", true],
  ["queuenames", "QueueName", true],
  ["queueid", "QueueName", false],
  ["queuename", "QueueId", false],
  ["queueid", "QueueUuid", true],
  ["queue", "QueueName", true],
  ["queuename", "Resource", true],
])("what %s says may fill %s: %s", (word, name, expected) => {
  expect(isOfKind(word, { name })).toBe(expected);
});
