import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetBucketPolicyCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { paginateListSubscriptionsByTopic, SNSClient } from "@aws-sdk/client-sns";
import { nameInArn } from "#core/aws/arn.ts";
import { engineOf, type LastCycle, type Stack, type StackFacts, type Told, type TopicFacts } from "#core/review/doctor/facts.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { daysBefore } from "#core/review/time.ts";
import { accessAnalyzerGenerations } from "../aws/access-analyzer/generations.ts";
import { errorName } from "../aws/errors.ts";
import { iamRoles } from "../aws/iam/roles.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { messageIn } from "../cloudtrail/generations.ts";
import { accountFolders } from "../cloudtrail/list-trail.ts";
import { memberFacts } from "./members.ts";
import { partFacts } from "./parts.ts";
import { setFacts } from "./permission-sets.ts";
import { outputOf } from "./stack.ts";
import { told } from "./told.ts";
import { trailFacts } from "./trail.ts";

interface Looking {
  readonly now: string;
  /** The name, with its path, of the operator's own role in each member. */
  readonly memberRole: string;
}

/** Reads all that `whittle doctor` looks at, with the operator's own credentials, and changes nothing. What cannot be read says why. */
export async function stackFacts(stack: Stack, access: AwsAccess, { now, memberRole }: Looking): Promise<StackFacts> {
  const settings = { ...settingsOf(access), region: stack.region };
  const roles = iamRoles(new IAMClient(settings));
  const engine = engineOf(stack);
  return {
    stack,
    ...(engine === "access-analyzer" ? await evidenceFacts(stack, settings, roles, now) : {}),
    ...(engine === "cloudtrail"
      ? { loggedRegions: await loggedRegions(stack, new S3Client({ ...settings, followRegionRedirects: true })) }
      : {}),
    roles: await told("iam:GetAccountAuthorizationDetails", () => allRoles(roles)),
    topics: await topicFacts(new SNSClient(settings), stack),
    parts: await partFacts(stack, access),
    lastCycle: await lastCycle(new SFNClient(settings), stack.outputs.ReviewAccountsArn ?? outputOf(stack, "ReviewCycleArn")),
    ...(await memberFacts(stack, settings, memberRole)),
    sets: await setFacts(stack, settings),
  };
}

/** What Access Analyzer needs for its generations. */
async function evidenceFacts({ parameters }: Stack, settings: ReturnType<typeof settingsOf>, roles: Roles, now: string) {
  const { TrailArn: trailArn = "", AccessRoleArn: accessRoleArn = "" } = parameters;
  const found = await trailFacts(new CloudTrailClient(settings), trailArn);
  const trail = "known" in found.trail ? found.trail.known : null;
  const generations = accessAnalyzerGenerations({ trailArn, accessRoleArn }, new AccessAnalyzerClient(settings));
  return {
    ...found,
    accessRole: await accessRole(roles, nameInArn(accessRoleArn)),
    ...(trail ? { bucketPolicy: await bucketPolicy(new S3Client({ ...settings, followRegionRedirects: true }), trail.bucket) } : {}),
    ...(trail?.keyArn === undefined ? {} : await keyFacts(new KMSClient(settings), trail.keyArn)),
    generationsToday: await told("access-analyzer:ListPolicyGenerations", () => generations.startedSince(daysBefore(now, 1))),
  };
}

/** Of which regions the log files are that list-trail would list, at most the first thousand folders of each place. */
function loggedRegions({ account, parameters }: Stack, client: S3Client): Promise<Told<readonly string[] | null>> {
  const { TrailBucket: bucket = "", TrailPrefix: prefix = "" } = parameters;
  const ask = async () => {
    const regions = new Set<string>();
    for (const Prefix of await accountFolders({ client, bucket, prefix }, account)) {
      const { CommonPrefixes = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, Delimiter: "/" }));
      for (const { Prefix: folder = "" } of CommonPrefixes) regions.add(folder.slice(Prefix.length, -1));
    }
    return [...regions].sort();
  };
  return told<readonly string[] | null>("s3:ListBucket", ask, { errors: ["NoSuchBucket"], value: null });
}

async function allRoles(roles: Roles): Promise<readonly RoleState[]> {
  const found: RoleState[] = [];
  for await (const role of roles.all()) found.push(role);
  return found;
}

function accessRole(roles: Roles, name: string): Promise<Told<RoleState | null>> {
  return told<RoleState | null>("iam:GetRole", () => roles.read(name), { errors: [RoleNotFoundError.name], value: null });
}

function bucketPolicy(client: S3Client, bucket: string): Promise<Told<string | null>> {
  const ask = async () => {
    try {
      return (await client.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy ?? "";
    } catch (error) {
      if (errorName(error) === "NoSuchBucketPolicy") return "";
      throw error;
    }
  };
  return told<string | null>("s3:GetBucketPolicy", ask, { errors: ["NoSuchBucket"], value: null });
}

async function keyFacts(client: KMSClient, KeyId: string): Promise<Pick<StackFacts, "keyPolicy" | "keyState">> {
  const policy = async () => (await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }))).Policy ?? null;
  const state = async () => (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState ?? null;
  const absent = { errors: ["NotFoundException"], value: null };
  return {
    keyPolicy: await told<string | null>("kms:GetKeyPolicy", policy, absent),
    keyState: await told<string | null>("kms:DescribeKey", state, absent),
  };
}

/** The escalation topic matters only where the stack escalates. */
async function topicFacts(client: SNSClient, { parameters, outputs }: Stack): Promise<readonly TopicFacts[]> {
  const topics = [
    ["approval", outputs.ApprovalTopicArn],
    ["alarm", outputs.AlarmTopicArn],
    ["escalation", Number(parameters.EscalationHours ?? 0) > 0 ? outputs.EscalationTopicArn : undefined],
  ] as const;
  const facts: TopicFacts[] = [];
  for (const [topic, arn] of topics) {
    if (arn !== undefined) facts.push({ topic, arn, subscriptions: await subscriptions(client, arn) });
  }
  return facts;
}

/** Until it is confirmed, a subscription has this in the place of its ARN (SNS API Reference, "ListSubscriptionsByTopic"). */
const PENDING = "PendingConfirmation";

function subscriptions(client: SNSClient, TopicArn: string): Promise<TopicFacts["subscriptions"]> {
  const ask = async () => {
    let confirmed = 0;
    const pending: string[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      for (const { SubscriptionArn, Endpoint = "" } of Subscriptions) {
        if (SubscriptionArn === PENDING) pending.push(Endpoint);
        else confirmed += 1;
      }
    }
    return { confirmed, pending };
  };
  return told<Awaited<ReturnType<typeof ask>> | null>("sns:ListSubscriptionsByTopic", ask, { errors: ["NotFoundException"], value: null });
}

function lastCycle(client: SFNClient, stateMachineArn: string): Promise<Told<LastCycle | null>> {
  const ask = async () => {
    const { executions: [latest] = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
    if (!latest) return null;
    const { error, cause } = await client.send(new DescribeExecutionCommand({ executionArn: latest.executionArn }));
    return {
      status: latest.status ?? "",
      startedAt: latest.startDate?.toISOString() ?? "",
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause: messageIn(cause) }),
    };
  };
  return told<LastCycle | null>("states:ListExecutions", ask, { errors: ["StateMachineDoesNotExist"], value: null });
}
