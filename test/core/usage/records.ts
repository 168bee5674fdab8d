import { type Call, callOf } from "#core/cloudtrail/call.ts";
import { readRecord } from "#core/cloudtrail/record.ts";

export const ROLE = "arn:aws:iam::111122223333:role/app/worker";

/** A whole CloudTrail record of a session of ROLE, with what a test says differently. */
export function rawRecord(differing: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventVersion: "1.09",
    eventTime: "2026-03-02T10:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName: "ListBuckets",
    eventType: "AwsApiCall",
    awsRegion: "eu-west-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: "aws-sdk-go/1.41.4",
    recipientAccountId: "111122223333",
    requestParameters: null,
    responseElements: null,
    userIdentity: sessionOf(ROLE),
    ...differing,
  };
}

/** The `userIdentity` of a session of a role. */
export function sessionOf(roleArn: string, session = "i-0123456789abcdef0"): Record<string, unknown> {
  const [, partition, , , account] = roleArn.split(":");
  const name = roleArn.split("/").at(-1);
  return {
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    accessKeyId: "ASIAEXAMPLE",
    sessionContext: { sessionIssuer: { type: "Role", arn: roleArn, accountId: account, userName: name } },
  };
}

/** The same, read. Throws where the test's record is not readable. */
export function record(differing: Readonly<Record<string, unknown>> = {}): Call {
  const reading = readRecord(rawRecord(differing));
  if (!reading.readable) throw new Error(reading.because);
  return callOf(reading.record);
}
