import type { CloudTrailRecord, JsonObject } from "#core/cloudtrail/record.ts";
import { isObject } from "#core/cloudtrail/record.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";

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

/** CloudTrail writes S3's headers under their own names, and sometimes those that grant rights under one name together. */
const grantsRights = (request: JsonObject) =>
  Object.keys(request).some((key) => /^(?:x-amz-acl|x-amz-grant-.+|accessControlList)$/i.test(key) && !isEmpty(request[key]));

const asks = (key: string) => (request: JsonObject) => /^true$/i.test(String(request[key]));
const copiesVersion = (request: JsonObject) => /\?versionId=/i.test(String(request["x-amz-copy-source"]));
const always = () => true;
const s3 = "Amazon S3 API Reference: ";
const objectLock = "Amazon S3 User Guide: Configuring S3 Object Lock";
const governance = "x-amz-bypass-governance-retention";
const transactions = "Amazon DynamoDB Developer Guide: IAM and transactions";
const partiQl = "Amazon DynamoDB Developer Guide: IAM security policies with PartiQL";

const statements: readonly ExtraAction[] = ["Select", "Insert", "Update", "Delete"].map((verb) => ({
  when: mentionsAnywhere(new RegExp(`"\\s*${verb}\\b`, "i")),
  actions: [`dynamodb:PartiQL${verb}`],
  source: partiQl,
}));

/** What an upload may set besides the object itself, each with a right of its own. */
function uploading(event: string): readonly ExtraAction[] {
  return [
    { when: grantsRights, actions: ["s3:PutObjectAcl"], source: `${s3}${event}, Permissions` },
    { when: has("x-amz-tagging"), actions: ["s3:PutObjectTagging"], source: `${s3}${event}, Permissions` },
    {
      when: has("x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"),
      actions: ["s3:PutObjectRetention"],
      source: objectLock,
    },
    { when: has("x-amz-object-lock-legal-hold"), actions: ["s3:PutObjectLegalHold"], source: objectLock },
  ];
}

/** Reading a version takes the place of the call's own action (event-actions.ts), so the writing is named with it. */
function copying(event: string): readonly ExtraAction[] {
  return [
    { when: always, actions: ["s3:GetObject"], source: `${s3}${event}, Permissions` },
    { when: copiesVersion, actions: ["s3:GetObjectVersion", "s3:PutObject"], source: `${s3}${event}, Permissions` },
  ];
}

function ofVersion(event: string, ...actions: readonly string[]): ExtraAction {
  return { when: has("versionId"), actions, source: `${s3}${event}, Permissions` };
}

const withLayers: readonly ExtraAction[] = [
  {
    when: has("layers"),
    actions: ["lambda:GetLayerVersion"],
    source: "AWS Lambda Developer Guide: Granting users access to a Lambda layer",
  },
];

/** Event source and name → actions that the call needs besides its own, by what it asked for. */
export const extras: Readonly<Record<string, readonly ExtraAction[]>> = {
  "s3.amazonaws.com GetObject": [ofVersion("GetObject", "s3:GetObjectVersion")],
  "s3.amazonaws.com HeadObject": [ofVersion("HeadObject", "s3:GetObjectVersion")],
  "s3.amazonaws.com GetObjectAttributes": [
    { when: (request) => !has("versionId")(request), actions: ["s3:GetObject"], source: `${s3}GetObjectAttributes, Permissions` },
    ofVersion("GetObjectAttributes", "s3:GetObjectVersion", "s3:GetObjectVersionAttributes"),
  ],
  "s3.amazonaws.com GetObjectTagging": [ofVersion("GetObjectTagging", "s3:GetObjectVersionTagging")],
  "s3.amazonaws.com PutObjectTagging": [ofVersion("PutObjectTagging", "s3:PutObjectVersionTagging")],
  "s3.amazonaws.com DeleteObjectTagging": [ofVersion("DeleteObjectTagging", "s3:DeleteObjectVersionTagging")],
  "s3.amazonaws.com GetObjectAcl": [ofVersion("GetObjectAcl", "s3:GetObjectVersionAcl")],
  "s3.amazonaws.com PutObjectAcl": [ofVersion("PutObjectAcl", "s3:PutObjectVersionAcl")],
  "s3.amazonaws.com DeleteObject": [
    ofVersion("DeleteObject", "s3:DeleteObjectVersion"),
    { when: asks(governance), actions: ["s3:BypassGovernanceRetention"], source: `${s3}DeleteObject, Permissions` },
  ],
  ...Object.fromEntries(
    ["DeleteObjects", "DeleteMultipleObjects"].map((event) => [
      `s3.amazonaws.com ${event}`,
      [
        {
          when: asks(governance),
          actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
          source: `${s3}DeleteObjects, Permissions (only versions are retained)`,
        },
      ],
    ]),
  ),
  "s3.amazonaws.com PutObjectRetention": [
    { when: asks(governance), actions: ["s3:BypassGovernanceRetention"], source: `${s3}PutObjectRetention, Permissions` },
  ],
  ...Object.fromEntries(
    ["PutObject", "PostObject", "CreateMultipartUpload", "InitiateMultipartUpload"].map((event) => [
      `s3.amazonaws.com ${event}`,
      uploading(event),
    ]),
  ),
  "s3.amazonaws.com CopyObject": [...copying("CopyObject"), ...uploading("CopyObject")],
  "s3.amazonaws.com UploadPartCopy": copying("UploadPartCopy"),
  "s3.amazonaws.com CreateBucket": [
    { when: grantsRights, actions: ["s3:PutBucketAcl"], source: `${s3}CreateBucket, Permissions` },
    { when: has("x-amz-object-ownership"), actions: ["s3:PutBucketOwnershipControls"], source: `${s3}CreateBucket, Permissions` },
    {
      when: asks("x-amz-bucket-object-lock-enabled"),
      actions: ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"],
      source: `${s3}CreateBucket, Permissions`,
    },
  ],
  "lambda.amazonaws.com CreateFunction": withLayers,
  "lambda.amazonaws.com UpdateFunctionConfiguration": withLayers,
  "redshift.amazonaws.com GetClusterCredentials": [
    {
      when: asks("autoCreate"),
      actions: ["redshift:CreateClusterUser"],
      source: "Amazon Redshift API Reference: GetClusterCredentials, AutoCreate",
    },
    { when: has("dbGroups"), actions: ["redshift:JoinGroup"], source: "Amazon Redshift API Reference: GetClusterCredentials, DbGroups" },
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
  const candidates = extras[`${record.source.replace(/\.cn$/, "")} ${withoutVersion(record.name)}`];
  if (candidates === undefined) return [];
  const actions = candidates.filter((extra) => extra.when(record.request)).flatMap((extra) => extra.actions);
  return actions.flatMap((action) => catalogue.find(action) ?? []);
}

/** Lambda writes the API version behind the name: `UpdateFunctionConfiguration20150331v2`. */
function withoutVersion(name: string): string {
  return name.replace(/20\d{6}(?:v\d+)?$/, "");
}

function mentionsAnywhere(word: RegExp): (request: JsonObject) => boolean {
  return (request) => word.test(JSON.stringify(request));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
