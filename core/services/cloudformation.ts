import { formatArn, type Place, regionalArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { type NeedFact, service } from "./knowledge.ts";
import { has, lacks } from "./request.ts";

/** A template in a bucket is read with the caller's rights. */
const template: NeedFact = {
  actions: ["s3:GetObject"],
  on: objectOfUrl,
  when: has("templateURL"),
  source: "AWS CloudFormation API Reference: CreateStack, TemplateURL; AWS CloudFormation User Guide: Control access with IAM",
};

export const cloudformation = service("cloudformation", {
  eventSources: [{ name: "cloudcontrolapi", source: "Service Authorization Reference: AWS Cloud Control API" }],
  calls: {
    CreateChangeSet: {
      needs: [template],
      resourceTypes: [
        { name: "transform", required: false, arns: ["arn:${Partition}:cloudformation:${Region}:aws:transform/${TransformName}"] },
      ],
      told: {
        alone: false,
        arns: (_, place) => [regionalArn("cloudformation", { ...place, account: "aws" }, "transform/*")],
        source:
          "AWS CloudFormation User Guide: Control access with IAM, transforms that AWS owns (a template tells them, and no record holds it)",
      },
      makes: ["changeset", "stack"],
      makesOnlyWhen: {
        types: ["stack"],
        when: { says: "of type CREATE", holds: ({ changeSetType }) => changeSetType === "CREATE" },
        source: "AWS CloudFormation API Reference: CreateChangeSet, ChangeSetType",
      },
    },
    DescribeStacks: {
      needs: [
        {
          actions: ["ListStacks"],
          on: [],
          when: lacks("stackName"),
          source: "AWS CloudFormation API Reference: DescribeStacks, StackName (whoever describes all stacks needs ListStacks)",
        },
      ],
    },
    CreateStack: { needs: [template] },
    CreateStackSet: { needs: [template] },
    UpdateStack: { needs: [template] },
    UpdateStackSet: { needs: [template] },
    ValidateTemplate: { needs: [template] },
  },
  types: { stack: { madeUp: ["Id"] }, changeset: { madeUp: ["Id"] }, stackset: { madeUp: ["Id"] } },
  parameters: { StackName: ["stackname"] },
  ephemeralTypes: ["changeset"],
  asEvaluated: ofEveryId,
  implied: [
    {
      seen: ["CreateChangeSet"],
      implies: ["DeleteChangeSet", "DescribeChangeSet", "DescribeStackEvents", "DescribeStacks", "ExecuteChangeSet"],
      whereUsed: true,
      on: "same-resources",
      because: "what is done with the change sets of one stack is done with those of the others",
      source: "AWS CloudFormation User Guide: Update CloudFormation stacks using change sets",
    },
    {
      seen: ["UpdateStack"],
      implies: ["DescribeStackEvents", "DescribeStacks"],
      whereUsed: true,
      on: "same-resources",
      because: "a stack that is updated is watched as the others are",
      source: "AWS CloudFormation User Guide: Monitor stack progress",
    },
  ],
  passesRoles: [
    {
      sometimes: [
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "CreateStack",
        "CreateStackSet",
        "DeleteStack",
        "RollbackStack",
        "UpdateStack",
        "UpdateStackSet",
      ],
      to: ["cloudformation.amazonaws.com"],
      source: "the AWS managed policy AdministratorAccess-AWSElasticBeanstalk passes roles to it",
    },
    { sometimes: ["DeleteResource"], source: "AWS Cloud Control API Reference: DeleteResource, RoleArn" },
  ],
});

/** `https://BUCKET.s3.REGION.amazonaws.com/KEY`, or the bucket as the first part of the path. */
function objectOfUrl({ request: { templateURL } }: CloudTrailRecord, { partition }: Place): readonly string[] {
  const found = /^https:\/\/(?:([^/]+)\.)?s3[.-][^/]*amazonaws\.com(?:\.cn)?\/([^?#]+)/.exec(String(templateURL));
  if (found === null) return [];
  const [, bucket, path = ""] = found;
  const object = bucket === undefined ? path : `${bucket}/${path}`;
  return [formatArn({ partition: partition || "aws", service: "s3", region: "", account: "", resource: object })];
}

/** A stack's ARN ends in an id that AWS makes up; a stack is the same by name and by ARN. */
function ofEveryId(arn: string): string {
  return arn.replace(/(?<=:stack\/[^/]+\/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "*");
}
