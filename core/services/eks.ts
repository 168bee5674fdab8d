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
