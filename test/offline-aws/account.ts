import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { decodeDocument } from "#adapters/aws/iam/documents.ts";
import { ACCOUNT } from "./offline-aws.ts";

export const SSM_CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
export const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
export const SQS_FULL = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
export const LOGS_FULL = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";

const EC2_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** What Access Analyzer generates for the founding scenario: placeholders, services that a retained policy covers, no PutLogEvents. */
export const GENERATED = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "SupportedServiceSid0", Effect: "Allow", Action: ["ssm:DescribeAssociation", "ssm:UpdateInstanceInformation"], Resource: "*" },
    { Sid: "SupportedServiceSid1", Effect: "Allow", Action: ["logs:DescribeLogGroups"], Resource: "*" },
    {
      Sid: "SupportedServiceSid2",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:DescribeLogStreams"],
      Resource: "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}",
    },
    {
      Sid: "SupportedServiceSid3",
      Effect: "Allow",
      Action: ["logs:CreateLogStream"],
      Resource: "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}",
    },
  ],
};

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** An instance role as Systems Manager Patch Manager needs it, with CloudWatchLogsFullAccess beside. */
export async function createInstanceRole(client: IAMClient, RoleName: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: EC2_TRUST, Tags }));
  for (const arn of [SSM_CORE, LOGS_FULL]) await attach(client, RoleName, arn);
}

export async function attach(client: IAMClient, RoleName: string, PolicyArn: string): Promise<void> {
  await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

export interface Attached {
  readonly arn: string;
  readonly document: string;
}

/** What a role carries now, by ARN. */
export async function attachedTo(client: IAMClient, RoleName: string): Promise<Attached[]> {
  const { AttachedPolicies = [] } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const arns = AttachedPolicies.map((policy) => policy.PolicyArn ?? "").sort();
  return Promise.all(arns.map(async (arn) => ({ arn, document: await documentOf(client, arn) })));
}

async function documentOf(client: IAMClient, PolicyArn: string): Promise<string> {
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
  return decodeDocument(PolicyVersion?.Document ?? "");
}
