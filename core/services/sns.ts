import { service } from "./knowledge.ts";

export const sns = service("sns", {
  events: [{ renamed: { PublishBatch: "Publish" }, source: "Amazon SNS API Reference: PublishBatch" }],
  calls: {
    CreateTopic: {
      repeatable: { namesChosen: true, source: "Amazon SNS API Reference: CreateTopic (of a name that exists it returns the ARN)" },
    },
    Publish: {
      told: {
        alone: true,
        arns: ({ request }) => (request.phoneNumber === undefined ? undefined : ["*"]),
        source: "Amazon SNS Developer Guide: Mobile text messaging (a phone number is no resource, so only `*` allows it)",
      },
    },
  },
  parameters: { TopicName: [".name", "topicname"] },
  passesRoles: [
    {
      sometimes: ["CreatePlatformApplication", "CreateTopic", "SetTopicAttributes"],
      to: ["sns.amazonaws.com"],
      source: "Amazon SNS Developer Guide: Message delivery status, IAM roles",
    },
  ],
  encryptionContext: {
    key: "aws:sns:topicArn",
    decrypting: ["Publish"],
    encrypting: ["Publish"],
    source: "Amazon SNS Developer Guide: Managing Amazon SNS encryption keys, Encryption context",
  },
  blindSpots: [{ kind: "data-event", actions: ["Publish"], source: "CloudTrail User Guide: Logging data events" }],
});
