import { activityOf } from "#core/evidence/from-tally.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { Activity } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { asAction } from "#test/names.ts";
import { roleWith } from "./roles.ts";

/** A role whose log leaves something to ask. */
export interface Asking {
  readonly trust?: string;
  readonly policies: readonly string[];
  readonly retained?: readonly string[];
  readonly calls: readonly Call[];
  /** `SERVICE DAY ACTION@DAY …` */
  readonly lastAccessed?: readonly string[];
  readonly keep?: readonly string[];
  readonly remove?: readonly string[];
}

export interface Case extends Asking {
  readonly name: string;
  /** `ACTION RESOURCE` */
  readonly allows: readonly string[];
  readonly refuses: readonly string[];
  /** `ID DEFAULT ACTION`; `any` for any question. */
  readonly asks: readonly string[];
  readonly asksNothingAbout?: readonly string[];
}

interface Call {
  readonly event: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly additional?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly via?: string;
}

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const SOURCES: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

/** What a role was seen to do, in a log without gaps. */
export function activityIn(calls: readonly Call[], roleArn: string): Activity {
  const tally = createTally([roleArn]);
  for (const record of recordsOf(calls, roleArn)) tally.add(record, catalogue);
  return { ...activityOf(tally.snapshot(), roleArn, { window }, catalogue), gaps: [] };
}

/** The CloudTrail records of a role's calls. */
export function recordsOf(calls: readonly Call[], roleArn: string): readonly Record<string, unknown>[] {
  return calls.map(({ event, request = null, answer = null, additional, error, via }) => {
    const [prefix = "", eventName] = event.split(":");
    return rawRecord({
      eventSource: `${SOURCES[prefix] ?? prefix}.amazonaws.com`,
      eventName,
      requestParameters: request,
      responseElements: answer,
      userIdentity: { ...sessionOf(roleArn), ...(via ? { invokedBy: via } : {}) },
      ...(additional ? { additionalEventData: additional } : {}),
      ...(error ? { errorCode: error } : {}),
    });
  });
}

/** Five services of which the log shows the use, and not by which actions. */
export const FIVE: Asking = {
  policies: ["AmazonS3FullAccess", "AmazonDynamoDBFullAccess", "AmazonSQSFullAccess", "AmazonSNSFullAccess", "AmazonKinesisFullAccess"],
  calls: [
    { event: "kms:Decrypt", request: { encryptionContext: { "aws:dynamodb:tableName": "orders" } } },
    { event: "sqs:GetQueueUrl", request: { queueName: "jobs" } },
    { event: "s3:GetBucketLocation", request: { bucketName: "reports" } },
    { event: "dynamodb:DescribeTable", request: { tableName: "orders" } },
    { event: "sns:GetTopicAttributes", request: { topicArn: "arn:aws:sns:eu-west-1:111122223333:alerts" } },
    { event: "kinesis:DescribeStream", request: { streamName: "clicks" } },
  ],
};

/** What is proposed for a role of these policies that made these calls. */
export function proposalOf({ trust = "ec2", policies, retained = [], calls, lastAccessed, keep = [], remove = [] }: Asking): Proposal {
  const principal =
    trust === "oidc" ? { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks" } : { Service: `${trust}.amazonaws.com` };
  const role = roleWith([...policies, ...retained], {
    trust: JSON.stringify({ Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" } }),
  });
  const activity = activityIn(calls, role.arn);
  return propose({
    review: { id: "r", window },
    role,
    roleFingerprint: "f",
    activity,
    ...(lastAccessed ? { lastAccessed: lastAccessed.map(accessed) } : {}),
    keep: [],
    answers: { keep, remove },
    proposedAt: window.to,
    catalogue,
  });
}

function accessed(text: string): LastAccessed {
  const [service = "", day, ...actions] = text.split(" ");
  const used = actions.map((each) => {
    const [name, at] = each.split("@");
    return { action: asAction(`${service}:${name}`), at: `${at}T00:00:00Z` };
  });
  return { service, at: `${day}T00:00:00Z`, actions: used };
}
