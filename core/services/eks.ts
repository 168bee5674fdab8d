import { iamEntityOf, type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";
import { has } from "./request.ts";

const nodes = "Amazon EKS User Guide: Identity-based policy examples, Create a cluster, nodes and Fargate profiles";
const pods = "Amazon EKS User Guide: Assign an IAM role to a Kubernetes service account (EKS Pod Identity)";

export const eks = service("eks", {
  usuallyCalls: { "pods.eks": ["s3", "dynamodb", "sqs", "sns", "kinesis", "cloudwatch", "logs", "xray", "events"] },
  types: { nodegroup: { madeUp: ["UUID"] }, addon: { madeUp: ["UUID"] }, fargateprofile: { madeUp: ["UUID"] } },
  calls: {
    CreateNodegroup: {
      needs: [{ actions: ["iam:GetRole", "iam:ListAttachedRolePolicies"], on: ["${noderole}"], source: nodes }],
    },
    CreatePodIdentityAssociation: { needs: [{ actions: ["iam:GetRole"], on: ["${rolearn}"], source: pods }] },
    UpdatePodIdentityAssociation: { needs: [{ actions: ["iam:GetRole"], on: ["${rolearn}"], when: has("roleArn"), source: pods }] },
    CreateFargateProfile: { needs: [{ actions: ["iam:GetRole"], on: ["${podexecutionrolearn}"], source: nodes }] },
  },
  parameters: { ClusterName: [".name", "clustername"] },
  told: {
    arns: ({ request }, place) => accessEntry(request, place),
    alone: false,
    source: "Service Authorization Reference: Amazon EKS, Resource types, access-entry",
  },
  passesRoles: [
    {
      always: ["CreateCluster"],
      to: ["eks.amazonaws.com"],
      source: "the AWS managed policy AWSBackupServiceRolePolicyForRestores passes roles to it",
    },
    {
      always: ["CreatePodIdentityAssociation"],
      sometimes: ["CreateAddon", "UpdateAddon", "UpdatePodIdentityAssociation"],
      to: ["pods.eks.amazonaws.com"],
      source: "the AWS managed policy AWSBackupServiceRolePolicyForRestores passes roles to it",
    },
    {
      always: ["CreateFargateProfile", "CreateNodegroup"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  discoveryCalls: ["ListClusters"],
});

/** An access entry is named by its cluster and its principal; EKS makes up the id at the end of its ARN. */
function accessEntry({ clusterName, name = clusterName, principalArn }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof name !== "string" || typeof principalArn !== "string") return undefined;
  const principal = iamEntityOf(decoded(principalArn));
  if (principal === undefined) return undefined;
  const { type, account, name: entity } = principal;
  return [regionalArn("eks", place, `access-entry/${name}/${type}/${account}/${entity}/*`)];
}

/** A part of the call's path is recorded as it was sent. */
function decoded(text: string): string {
  return text.replace(/%3A/gi, ":").replace(/%2F/gi, "/");
}
