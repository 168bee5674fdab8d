import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { snsNotifier } from "#adapters/aws/sns-notifier.ts";

const aws = mockClient(SNSClient);
const topics = { approval: "approval-topic", alarm: "alarm-topic", chat: "chat-topic", escalation: "escalation-topic" };
const notifier = snsNotifier(topics, new SNSClient({}));

test.each([
  ["approval-request" as const, "approval-topic"],
  ["reminder" as const, "approval-topic"],
  ["escalation" as const, "escalation-topic"],
  ["closing" as const, "approval-topic"],
  ["denied" as const, "approval-topic"],
  ["alarm" as const, "alarm-topic"],
])("a message of kind %s goes to the %s, and to chat", async (kind, topic) => {
  aws.reset();
  aws.on(PublishCommand).resolves({});
  await notifier.publish({ subject: "Subject", body: "Body", chat: "{}", kind, reviewId: "review" });
  const MessageAttributes = {
    kind: { DataType: "String", StringValue: kind },
    reviewId: { DataType: "String", StringValue: "review" },
  };
  expect(aws.calls().map(({ args }) => args[0].input)).toEqual([
    { TopicArn: topic, Subject: "Subject", Message: "Body", MessageAttributes },
    { TopicArn: "chat-topic", Message: "{}", MessageAttributes },
  ]);
});
