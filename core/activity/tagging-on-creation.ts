import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { type CloudTrailRecord, isObject } from "./record.ts";

/** Tagging actions that are not called `TagResource` (Service Authorization Reference); by service, or by service and event. */
export const taggingActions: Readonly<Record<string, string>> = {
  ec2: "ec2:CreateTags",
  rds: "rds:AddTagsToResource",
  redshift: "redshift:CreateTags",
  elasticache: "elasticache:AddTagsToResource",
  elasticloadbalancing: "elasticloadbalancing:AddTags",
  elasticmapreduce: "elasticmapreduce:AddTags",
  autoscaling: "autoscaling:CreateOrUpdateTags",
  cloudtrail: "cloudtrail:AddTags",
  es: "es:AddTags",
  sqs: "sqs:TagQueue",
  ssm: "ssm:AddTagsToResource",
  sagemaker: "sagemaker:AddTags",
  acm: "acm:AddTagsToCertificate",
  dms: "dms:AddTagsToResource",
  "iam CreateRole": "iam:TagRole",
  "iam CreateUser": "iam:TagUser",
  "iam CreatePolicy": "iam:TagPolicy",
  "iam CreateInstanceProfile": "iam:TagInstanceProfile",
  "iam CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
  "iam CreateSAMLProvider": "iam:TagSAMLProvider",
};

const making = /^(?:Create|Run|Allocate|Register|Request|Copy|Import|Restore|Start|PutRule|PutParameter|PutMetricAlarm)/;
const tagParameters = /^tag(?:s|set|list|specifications?|specificationset)$/i;

/**
 * The tagging action that a call needs besides its own because it tags what it makes
 * (IAM User Guide, "Controlling access to AWS resources using tags"; Amazon EC2 User Guide, "Grant permission to tag resources
 * during creation"). Undefined where the call makes nothing, tags nothing, or its service has no such action.
 */
export function taggingOnCreation(record: CloudTrailRecord, info: ActionInfo, catalogue: ActionCatalogue): ActionInfo | undefined {
  if (!making.test(record.name) || info.action.startsWith("sts:") || !hasTags(record.request, 0)) return undefined;
  const [service = "", name = ""] = info.action.split(":");
  return catalogue.find(taggingActions[`${service} ${name}`] ?? taggingActions[service] ?? `${service}:TagResource`);
}

/** Newer EC2 calls wrap their parameters once (`CreateFlowLogsRequest`), so the tags may lie one level down. */
function hasTags(request: Readonly<Record<string, unknown>>, depth: number): boolean {
  return Object.entries(request).some(([key, value]) => {
    if (tagParameters.test(key)) return !isEmpty(value);
    return depth === 0 && isObject(value) && key.endsWith("Request") && hasTags(value, 1);
  });
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "";
}
