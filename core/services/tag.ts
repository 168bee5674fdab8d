import { serviceOfArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { type NeedFact, service } from "./knowledge.ts";

/** The actions by which services of which much is tagged tag and untag, where those are not `TagResource` and `UntagResource`. */
const taggingActions: Readonly<Record<string, readonly [tag: string, untag: string]>> = {
  acm: ["AddTagsToCertificate", "RemoveTagsFromCertificate"],
  autoscaling: ["CreateOrUpdateTags", "DeleteTags"],
  cloudtrail: ["AddTags", "RemoveTags"],
  dms: ["AddTagsToResource", "RemoveTagsFromResource"],
  ec2: ["CreateTags", "DeleteTags"],
  elasticache: ["AddTagsToResource", "RemoveTagsFromResource"],
  elasticloadbalancing: ["AddTags", "RemoveTags"],
  elasticmapreduce: ["AddTags", "RemoveTags"],
  es: ["AddTags", "RemoveTags"],
  firehose: ["TagDeliveryStream", "UntagDeliveryStream"],
  kinesis: ["AddTagsToStream", "RemoveTagsFromStream"],
  rds: ["AddTagsToResource", "RemoveTagsFromResource"],
  redshift: ["CreateTags", "DeleteTags"],
  route53: ["ChangeTagsForResource", "ChangeTagsForResource"],
  s3: ["PutBucketTagging", "PutBucketTagging"],
  sagemaker: ["AddTags", "DeleteTags"],
  sqs: ["TagQueue", "UntagQueue"],
  ssm: ["AddTagsToResource", "RemoveTagsFromResource"],
};

const alike =
  "athena backup batch cloudfront codebuild cognito-idp dynamodb ecr ecs eks elasticfilesystem events fsx glue kms lambda logs mq secretsmanager sns states transfer wafv2";

/** A resource is tagged with the caller's right to tag it where it is. */
function tagging(verb: "tag" | "untag"): readonly NeedFact[] {
  const [index, usual] = verb === "tag" ? [0, "TagResource"] : [1, "UntagResource"];
  const actions = [
    ...Object.entries(taggingActions).map(([prefix, names]) => [prefix, names[index] ?? usual]),
    ...alike.split(" ").map((prefix) => [prefix, usual]),
  ];
  return actions.map(([prefix = "", name]) => ({
    actions: [`${prefix}:${name}`],
    on: (record) => arnsOf(record, prefix),
    when: { says: `for a resource of ${prefix}`, holds: (_request, record) => arnsOf(record, prefix).length > 0 },
    source: "Resource Groups Tagging API Reference: TagResources and UntagResources, Minimum permissions",
  }));
}

function arnsOf({ request: { resourceARNList } }: CloudTrailRecord, prefix: string): readonly string[] {
  const arns: readonly unknown[] = Array.isArray(resourceARNList) ? resourceARNList : [];
  return arns.filter((arn) => typeof arn === "string").filter((arn) => serviceOfArn(arn) === prefix);
}

export const tag = service("tag", {
  eventSources: [{ name: "tagging", source: "Service Authorization Reference: Amazon Resource Group Tagging API" }],
  calls: { TagResources: { needs: tagging("tag") }, UntagResources: { needs: tagging("untag") } },
});
