import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import type { CloudTrailRecord, JsonObject } from "./record.ts";
import { isObject } from "./record.ts";

/** A parameter that makes a call need a further action. */
export interface ExtraAction {
  readonly when: (request: JsonObject) => boolean;
  readonly actions: readonly string[];
  readonly source: string;
}

const has =
  (...keys: readonly string[]) =>
  (request: JsonObject) =>
    keys.some((key) => !isEmpty(request[key]));

const always = () => true;
const s3 = "Amazon S3 API Reference: ";
const transactions = "Amazon DynamoDB Developer Guide: IAM and transactions";
const partiQl = "Amazon DynamoDB Developer Guide: IAM security policies with PartiQL";

const statements: readonly ExtraAction[] = ["Select", "Insert", "Update", "Delete"].map((verb) => ({
  when: mentionsAnywhere(new RegExp(`"\\s*${verb}\\b`, "i")),
  actions: [`dynamodb:PartiQL${verb}`],
  source: partiQl,
}));

/** Event source and name → actions that the call needs besides its own, by what it asked for. */
export const extras: Readonly<Record<string, readonly ExtraAction[]>> = {
  "s3.amazonaws.com GetObject": [{ when: has("versionId"), actions: ["s3:GetObjectVersion"], source: `${s3}GetObject, Permissions` }],
  "s3.amazonaws.com HeadObject": [{ when: has("versionId"), actions: ["s3:GetObjectVersion"], source: `${s3}HeadObject, Permissions` }],
  "s3.amazonaws.com DeleteObject": [
    { when: has("versionId"), actions: ["s3:DeleteObjectVersion"], source: `${s3}DeleteObject, Permissions` },
  ],
  "s3.amazonaws.com PutObject": [
    { when: has("x-amz-acl", "accessControlList"), actions: ["s3:PutObjectAcl"], source: `${s3}PutObject, Permissions` },
    { when: has("x-amz-tagging"), actions: ["s3:PutObjectTagging"], source: `${s3}PutObject, Permissions` },
  ],
  "s3.amazonaws.com CopyObject": [{ when: always, actions: ["s3:GetObject"], source: `${s3}CopyObject, Permissions` }],
  "s3.amazonaws.com UploadPartCopy": [{ when: always, actions: ["s3:GetObject"], source: `${s3}UploadPartCopy, Permissions` }],
  "s3.amazonaws.com CreateBucket": [
    { when: has("x-amz-acl"), actions: ["s3:PutBucketAcl"], source: `${s3}CreateBucket, Permissions` },
    { when: has("x-amz-object-ownership"), actions: ["s3:PutBucketOwnershipControls"], source: `${s3}CreateBucket, Permissions` },
  ],
  "secretsmanager.amazonaws.com BatchGetSecretValue": [
    {
      when: has("filters"),
      actions: ["secretsmanager:ListSecrets"],
      source: "AWS Secrets Manager API Reference: BatchGetSecretValue, Required permissions",
    },
  ],
  "sts.amazonaws.com AssumeRole": [
    { when: has("tags", "transitiveTagKeys"), actions: ["sts:TagSession"], source: "IAM User Guide: Pass session tags in AWS STS" },
    {
      when: has("sourceIdentity"),
      actions: ["sts:SetSourceIdentity"],
      source: "IAM User Guide: Monitor and control actions taken with assumed roles",
    },
  ],
  "dynamodb.amazonaws.com TransactWriteItems": [
    { when: mentionsAnywhere(/"put"/i), actions: ["dynamodb:PutItem"], source: transactions },
    { when: mentionsAnywhere(/"update"/i), actions: ["dynamodb:UpdateItem"], source: transactions },
    { when: mentionsAnywhere(/"delete"/i), actions: ["dynamodb:DeleteItem"], source: transactions },
    { when: mentionsAnywhere(/"conditionCheck"/i), actions: ["dynamodb:ConditionCheckItem"], source: transactions },
  ],
  "dynamodb.amazonaws.com ExecuteStatement": statements,
  "dynamodb.amazonaws.com BatchExecuteStatement": statements,
  "dynamodb.amazonaws.com ExecuteTransaction": statements,
};

/** The further actions that a call needs because of its parameters, such as `s3:GetObjectVersion` where a version was asked for. */
export function extraActions(record: CloudTrailRecord, catalogue: ActionCatalogue): readonly ActionInfo[] {
  const candidates = extras[`${record.source} ${record.name}`];
  if (candidates === undefined) return [];
  const actions = candidates.filter((extra) => extra.when(record.request)).flatMap((extra) => extra.actions);
  return actions.flatMap((action) => catalogue.find(action) ?? []);
}

function mentionsAnywhere(word: RegExp): (request: JsonObject) => boolean {
  return (request) => word.test(JSON.stringify(request));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
