import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

/** A consumer by its stream and name; its ARN ends in the time at which it was registered. */
function consumer({ request: { streamARN, consumerName } }: CloudTrailRecord): readonly string[] | undefined {
  return typeof streamARN === "string" && typeof consumerName === "string" ? [`${streamARN}/consumer/${consumerName}:*`] : undefined;
}

export const kinesis = service("kinesis", {
  told: {
    arns: consumer,
    alone: false,
    source: "Service Authorization Reference: Amazon Kinesis Data Streams, Resource types; API Reference: DeregisterStreamConsumer",
  },
  encryptionContext: {
    key: "aws:kinesis:arn",
    decrypting: ["GetRecords", "GetShardIterator"],
    encrypting: ["PutRecord", "PutRecords"],
    source: "Amazon Kinesis Data Streams Developer Guide: Data protection, Permissions to use user-generated KMS keys",
  },
  blindSpots: [
    {
      kind: "data-event",
      holder: /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/[^/*?]+/,
      actions: ["GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"],
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  implied: [
    {
      seen: ["DescribeStream", "DescribeStreamSummary"],
      purposes: ["lambda"],
      implies: ["GetRecords", "GetShardIterator"],
      on: "same-resources",
      because: "a function whose role describes a stream is fed from it",
      source: "AWS Lambda Developer Guide: Using Lambda with Amazon Kinesis (AWSLambdaKinesisExecutionRole)",
    },
  ],
});
