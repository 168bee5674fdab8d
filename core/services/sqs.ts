import { formatArn } from "#core/aws/arn.ts";
import { partitionOf } from "#core/aws/partition.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

export const sqs = service("sqs", {
  calls: {
    CreateQueue: {
      repeatable: { namesChosen: true, source: "Amazon SQS API Reference: CreateQueue (of a queue that exists it returns the URL)" },
    },
  },
  events: [
    {
      renamed: {
        SendMessageBatch: "SendMessage",
        DeleteMessageBatch: "DeleteMessage",
        ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
      },
      source: "Amazon SQS API Reference: batch operations need the permission of the single one",
    },
  ],
  parameters: { QueueName: ["queuename"] },
  ownerParameter: { name: "queueownerawsaccountid", source: "Amazon SQS API Reference: GetQueueUrl, QueueOwnerAWSAccountId" },
  told: {
    alone: false,
    arns: ({ request }) => queueFromUrl(request),
    source: "Amazon SQS Developer Guide: Queue and message identifiers (`https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`)",
  },
  tagging: { action: "TagQueue" },
  blindSpots: [
    {
      kind: "data-event",
      actions: ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage", "SendMessage"],
      alsoShown: ["GetQueueAttributes", "GetQueueUrl"],
      source: "Amazon SQS Developer Guide: Logging Amazon SQS API calls using AWS CloudTrail, data events",
    },
  ],
  encryptionContext: {
    key: "aws:sqs:arn",
    decrypting: ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"],
    encrypting: ["SendMessage", "GetQueueUrl"],
    source: "Amazon SQS Developer Guide: Key management, Encryption context",
  },
  implied: [
    {
      seen: ["GetQueueAttributes"],
      purposes: ["lambda"],
      implies: ["DeleteMessage", "ReceiveMessage"],
      on: "same-resources",
      because: "a function whose role asks for a queue's attributes is fed from it",
      source: "AWS Lambda Developer Guide: Using Lambda with Amazon SQS (AWSLambdaSQSQueueExecutionRole)",
    },
  ],
});

/** The oldest host name of all, `queue.amazonaws.com`, is us-east-1's (Amazon SQS Developer Guide, "Legacy endpoints"). */
function queueFromUrl({ queueUrl }: JsonObject): readonly string[] | undefined {
  const [, host = "", account = "", name = ""] = /^https?:\/\/([^/:]+)(?::\d+)?\/(\d{12})\/([^/?]+)$/.exec(String(queueUrl)) ?? [];
  const region = host === "queue.amazonaws.com" ? "us-east-1" : /(?:^|\.)([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(host)?.[1];
  return region === undefined
    ? undefined
    : [formatArn({ partition: partitionOf(region), service: "sqs", region, account, resource: name })];
}
