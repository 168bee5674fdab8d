import type { JsonPolicy } from "#core/policy/json.ts";
import { policySize } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { ProposedPolicy } from "#core/review/model/proposal.ts";
import type { FakePolicy, FakeRole } from "#test/fakes/iam-account.ts";

/** A role, the account's policies, and what was proposed for it. */
export interface Scenario {
  readonly name: string;
  readonly role: FakeRole;
  readonly others?: readonly FakeRole[];
  readonly policies: readonly FakePolicy[];
  readonly replaces: readonly string[];
  readonly replacesInline?: readonly string[];
  readonly proposed: readonly ProposedPolicy[];
}

const awsManaged = (name: string, document: JsonPolicy): FakePolicy => ({
  arn: `arn:aws:iam::aws:policy/${name}`,
  name,
  versions: [{ versionId: "v1", document: JSON.stringify(document) }],
});
const refined = (name: string, documents: readonly JsonPolicy[]): FakePolicy => ({
  arn: `arn:aws:iam::111122223333:policy/whittle/${name}`,
  name,
  versions: documents.map((document, index) => ({ versionId: `v${index + 3}`, document: JSON.stringify(document) })),
});
const allow = (...Action: readonly string[]): JsonPolicy => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const proposed = (name: string, document: JsonPolicy): ProposedPolicy => ({
  name,
  document,
  size: policySize(parsePolicy(document, name)),
});

const ssmCore = awsManaged("AmazonSSMManagedInstanceCore", allow("ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*"));
const logsFull = awsManaged("CloudWatchLogsFullAccess", allow("logs:*", "cloudwatch:GenerateQuery"));
const s3Full = awsManaged("AmazonS3FullAccess", allow("s3:*", "s3-object-lambda:*"));
const sqsFull = awsManaged("AmazonSQSFullAccess", allow("sqs:*"));
const tablesFull = awsManaged("AmazonDynamoDBFullAccess", allow("dynamodb:*", "sns:Subscribe"));

/** The instance role of Patch Manager that the whole project began with. */
export const founding: Scenario = {
  name: "the founding scenario",
  role: { name: "PatchManagerInstanceRole", tags: {}, inline: [], attached: [ssmCore.arn, logsFull.arn] },
  policies: [ssmCore, logsFull],
  replaces: [logsFull.arn],
  proposed: [
    proposed("whittle-PatchManagerInstanceRole", {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:us-east-1:111122223333:*",
        },
      ],
    }),
  ],
};

const inlineExtra = JSON.stringify(allow("kms:Decrypt"));
const oldWorker = refined("whittle-Worker", [
  allow("ses:SendEmail"),
  allow("ses:SendEmail", "ses:SendRawEmail"),
  allow("ses:SendRawEmail"),
  allow("ses:SendTemplatedEmail"),
  allow("ses:SendEmail", "ses:GetSendQuota"),
]);

/** Three broad policies, an inline one, and an old refined policy with all the versions that it may have. */
export const worker: Scenario = {
  name: "three replaced policies, an inline policy, and five versions of an old refined policy",
  role: {
    name: "Worker",
    tags: {},
    inline: [{ name: "extra", json: inlineExtra, document: parsePolicy(inlineExtra, "extra") }],
    attached: [ssmCore.arn, s3Full.arn, sqsFull.arn, tablesFull.arn, oldWorker.arn],
  },
  policies: [ssmCore, s3Full, sqsFull, tablesFull, oldWorker],
  replaces: [s3Full.arn, sqsFull.arn, tablesFull.arn, oldWorker.arn],
  proposed: [
    proposed("whittle-Worker", allow("s3:GetObject", "s3:PutObject", "sqs:SendMessage")),
    proposed("whittle2-Worker", allow("dynamodb:GetItem", "ses:SendEmail")),
  ],
};

const firstOld = refined("whittle-Mover", [allow("s3:GetObject", "sqs:SendMessage")]);
const secondOld = refined("whittle2-Mover", [allow("dynamodb:GetItem", "dynamodb:PutItem")]);

/** Two refined policies that trade a permission: neither can change first. */
export const mover: Scenario = {
  name: "two refined policies that trade their permissions",
  role: { name: "Mover", tags: {}, inline: [], attached: [firstOld.arn, secondOld.arn] },
  policies: [firstOld, secondOld],
  replaces: [firstOld.arn, secondOld.arn],
  proposed: [proposed("whittle-Mover", allow("dynamodb:GetItem")), proposed("whittle2-Mover", allow("s3:GetObject", "sqs:SendMessage"))],
};

const oldNarrow = refined("whittle-Narrow", [allow("s3:GetObject", "s3:PutObject")]);

/** Nothing new to attach: the very first step changes what the role may do. */
export const narrow: Scenario = {
  name: "a refined policy that only gets a new version",
  role: { name: "Narrow", tags: {}, inline: [], attached: [sqsFull.arn, oldNarrow.arn] },
  policies: [sqsFull, oldNarrow],
  replaces: [sqsFull.arn, oldNarrow.arn],
  proposed: [proposed("whittle-Narrow", allow("s3:GetObject", "sqs:SendMessage"))],
};

const broadInline = JSON.stringify(allow("dynamodb:*"), undefined, 2);

/** An inline policy that is replaced, beside one that stays and an attached one that is replaced too. */
export const inlined: Scenario = {
  name: "a replaced inline policy beside one that stays",
  role: {
    name: "Inlined",
    tags: {},
    inline: [
      { name: "broad", json: broadInline, document: parsePolicy(broadInline, "broad") },
      { name: "extra", json: inlineExtra, document: parsePolicy(inlineExtra, "extra") },
    ],
    attached: [ssmCore.arn, sqsFull.arn],
  },
  policies: [ssmCore, sqsFull],
  replaces: [sqsFull.arn],
  replacesInline: ["broad"],
  proposed: [proposed("whittle-Inlined", allow("dynamodb:GetItem", "sqs:SendMessage"))],
};

/** A role that nobody uses: nothing comes in the place of what goes. */
export const unused: Scenario = {
  name: "everything taken off a role that is not used",
  role: {
    name: "Forgotten",
    tags: {},
    inline: [{ name: "broad", json: broadInline, document: parsePolicy(broadInline, "broad") }],
    attached: [ssmCore.arn, sqsFull.arn],
  },
  policies: [ssmCore, sqsFull],
  replaces: [ssmCore.arn, sqsFull.arn],
  replacesInline: ["broad"],
  proposed: [],
};
