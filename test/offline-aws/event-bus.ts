import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ACCOUNT, type OfflineAws, REGION } from "./offline-aws.ts";

const Answer = v.object({ FailedEntryCount: v.literal(0) });

/** CloudTrail's record of a call that IAM refused because no policy of the role allows it, as EventBridge gets it. */
export function deniedCall(roleName: string, action: string, eventName: string, resource: string) {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/i-0abc1234def567890`;
  return {
    eventVersion: "1.11",
    eventID: "7b0a5c1e-6f5e-4c6e-9d59-0f2f6b1f3b11",
    eventSource: `${action.split(":")[0]}.amazonaws.com`,
    eventName,
    eventType: "AwsApiCall",
    eventTime: new Date().toISOString().replace(/\.\d+/, ""),
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    sourceIPAddress: "10.0.0.7",
    userAgent: "aws-cli/2.31.0",
    errorCode: "AccessDenied",
    errorMessage: `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    userIdentity: {
      type: "AssumedRole",
      arn,
      accountId: ACCOUNT,
      principalId: "AROAEXAMPLE:i-0abc1234def567890",
      sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`, userName: roleName } },
    },
  };
}

/** Puts what CloudTrail says onto the default event bus, as only AWS itself may: the rules of the stack do the rest. */
export async function putCloudTrailEvent({ endpoint }: OfflineAws, detail: ReturnType<typeof deniedCall>): Promise<void> {
  const Source = `aws.${detail.eventSource.split(".")[0]}`;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSEvents.PutEvents",
      authorization: `AWS4-HMAC-SHA256 Credential=operator/20260101/${REGION}/events/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({ Entries: [{ Source, DetailType: "AWS API Call via CloudTrail", Detail: JSON.stringify(detail) }] }),
  });
  v.parse(Answer, await response.json());
}

/** CloudTrail's record of a call of a role that succeeded. */
export function liveCall(
  roleName: string,
  service: string,
  eventName: string,
  requestParameters: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  const { errorCode: _, errorMessage: __, ...record } = deniedCall(roleName, `${service}:${eventName}`, eventName, "*");
  return { ...record, eventID: randomUUID(), requestParameters, readOnly: false, ...more };
}

const Delivered = v.object({ delivered: v.array(v.unknown()) });

/** Has CloudTrail hand records over to EventBridge: the rules of the account do the rest. */
export async function putCloudTrailRecords(aws: OfflineAws, records: readonly object[]): Promise<void> {
  v.parse(Delivered, await aws.control("cloudtrail", { records }));
}
