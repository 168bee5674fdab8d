import { describe, expect, test } from "vitest";
import { mayTag, taggingActionOf, taggingOnCreation } from "#core/usage/tagging-on-creation.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { record } from "./records.ts";

function infoOf(action: string) {
  const info = catalogue.find(action);
  if (!info) throw new Error(`The catalogue has ${action}.`);
  return info;
}

function tagging(action: string, requestParameters: object, eventName = action.split(":")[1]) {
  const [service = ""] = action.split(":");
  return taggingOnCreation(record({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters }), infoOf(action), catalogue);
}
const PLACE = "eu-west-1:111122223333";

describe("a call that tags what it makes needs the tagging action on that", () => {
  test.each<[string, string, object, string, readonly string[]]>([
    ["a queue of its name", "sqs:CreateQueue", { queueName: "jobs", tags: { a: "b" } }, "sqs:TagQueue", [`arn:aws:sqs:${PLACE}:jobs`]],
    [
      "a function of its name",
      "lambda:CreateFunction",
      { functionName: "f", tags: { a: "b" } },
      "lambda:TagResource",
      [`arn:aws:lambda:${PLACE}:function:f`],
    ],
    [
      "a topic, by a list of tags",
      "sns:CreateTopic",
      { name: "t", tags: [{ key: "a", value: "b" }] },
      "sns:TagResource",
      [`arn:aws:sns:${PLACE}:t`],
    ],
    [
      "a volume, whose id nobody knows before, and not the image that is named",
      "ec2:RunInstances",
      { imageId: "ami-1", tagSpecificationSet: { items: [{ resourceType: "volume", tags: [{ key: "a", value: "b" }] }] } },
      "ec2:CreateTags",
      [`arn:aws:ec2:${PLACE}:volume/*`],
    ],
  ])("%s", (_, action, request, name, resources) => {
    expect(tagging(action, request)).toEqual({ action: name, resources });
  });

  test("also where the parameter is named after what is made: userPoolTags of CreateUserPool", () => {
    expect(tagging("cognito-idp:CreateUserPool", { poolName: "p", userPoolTags: { a: "b" } })?.action).toBe("cognito-idp:TagResource");
    expect(tagging("cognito-idp:CreateUserPool", { poolName: "p", userPoolTags: {} })).toBeUndefined();
    expect(tagging("cognito-idp:CreateUserPool", { poolName: "p", identityPoolTags: { a: "b" } })).toBeUndefined();
  });
});

describe("no tagging action is needed", () => {
  test.each<[string, string, object]>([
    ["where there are no tags", "sqs:CreateQueue", { queueName: "jobs" }],
    ["where the list of tags is empty", "sns:CreateTopic", { name: "t", tags: [] }],
    ["where the tags hold nothing", "sqs:CreateQueue", { queueName: "jobs", tags: { a: "" } }],
    ["by a call that deletes", "sqs:DeleteQueue", { queueUrl: "q", tags: { a: "b" } }],
    ["by a call that only tags", "ec2:CreateTags", { tags: [{ key: "a", value: "b" }] }],
    ["where another member than one of tags is filled", "sqs:CreateQueue", { queueName: "jobs", attributes: { a: "b" } }],
  ])("%s", (_, action, request) => {
    expect(tagging(action, request)).toBeUndefined();
  });
});

test.each([
  ["sqs:CreateQueue", "sqs:TagQueue"],
  ["ec2:RunInstances", "ec2:CreateTags"],
  ["sns:CreateTopic", "sns:TagResource"],
])("what %s makes is tagged by %s", (action, expected) => {
  expect(taggingActionOf(action, catalogue)?.action).toBe(expected);
});

test.each([
  ["sqs:CreateQueue", true],
  ["sqs:TagQueue", false],
  ["sqs:SendMessage", false],
  ["ec2:CreateTags", false],
  ["ec2:RunInstances", true],
])("a request of %s may hold tags beside what it does: %s", (action, expected) => {
  expect(mayTag(infoOf(action))).toBe(expected);
});
