import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { snsNotifier } from "#adapters/aws/sns-notifier.ts";
import { ThrottledError, WhittleError } from "#core/errors.ts";

const aws = mockClient(SNSClient);
const topics = { approval: "approval-topic", alarm: "alarm-topic", chat: "chat-topic", escalation: "escalation-topic" };
const faults: unknown[] = [];
const notifier = snsNotifier(topics, (fault) => faults.push(fault), new SNSClient({ maxAttempts: 1 }));

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
  await notifier.publish({
    subject: "Subject",
    body: "Body",
    chat: "{}",
    kind,
    reviewId: "review",
    account: "111122223333",
    owner: "payments",
  });
  const MessageAttributes = {
    kind: { DataType: "String", StringValue: kind },
    reviewId: { DataType: "String", StringValue: "review" },
    account: { DataType: "String", StringValue: "111122223333" },
    owner: { DataType: "String", StringValue: "payments" },
  };
  expect(aws.calls().map(({ args }) => args[0].input)).toEqual([
    { TopicArn: topic, Subject: "Subject", Message: "Body", MessageAttributes },
    { TopicArn: "chat-topic", Message: "{}", MessageAttributes },
  ]);
});

test("what chat does not take is reported, and the message counts as told", async () => {
  aws.reset();
  aws.on(PublishCommand).resolves({});
  aws.on(PublishCommand, { TopicArn: "chat-topic" }).rejects(Object.assign(new Error("gone"), { name: "NotFoundException" }));
  await notifier.publish({ subject: "Subject", body: "Body with a link", chat: "{}", kind: "closing" });
  expect(aws.calls()).toHaveLength(2);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toBeInstanceOf(WhittleError);
  expect(JSON.stringify(faults)).not.toContain("link");
});

test("what the mail's topic does not take is an error, and chat hears nothing", async () => {
  aws.reset();
  aws.on(PublishCommand).rejects(Object.assign(new Error("slow down"), { name: "ThrottledException" }));
  await expect(notifier.publish({ subject: "Subject", body: "Body", chat: "{}", kind: "closing" })).rejects.toThrow(ThrottledError);
  expect(aws.calls()).toHaveLength(1);
});
