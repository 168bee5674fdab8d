import { expect, test } from "vitest";
import { fillPlaceholders } from "#core/usage/placeholders.ts";

const KNOWN = { partition: "aws-cn", region: "cn-north-1", account: "111122223333" };
const UNKNOWN = { partition: "", region: "", account: "" };

test.each([
  ["arn:${Partition}:sqs:${Region}:${Account}:jobs", "arn:aws-cn:sqs:cn-north-1:111122223333:jobs", "arn:aws:sqs:*:*:jobs"],
  [
    "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs",
    "arn:aws-cn:sqs:cn-north-1:111122223333:jobs",
    "arn:aws:sqs:*:*:jobs",
  ],
  ["arn:aws:sqs:${RegionName}:${AWSAccountId}:${QueueName}", "arn:aws:sqs:cn-north-1:111122223333:*", "arn:aws:sqs:*:*:*"],
  ["arn:aws:s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::*/*", "arn:aws:s3:::*/*"],
  ["arn:aws:s3:::a-${One}${Two}-b", "arn:aws:s3:::a-*-b", "arn:aws:s3:::a-*-b"],
  ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/*"],
  ["*", "*", "*"],
])("%s stands for %s, and for %s where the place is not known", (arn, known, unknown) => {
  expect([fillPlaceholders(arn, KNOWN), fillPlaceholders(arn, UNKNOWN)]).toEqual([known, unknown]);
});
