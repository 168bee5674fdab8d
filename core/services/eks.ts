import { service } from "./knowledge.ts";

export const eks = service("eks", {
  usuallyCalls: { "pods.eks": ["s3", "dynamodb", "sqs", "sns", "kinesis", "cloudwatch", "logs", "xray", "events"] },
  types: { nodegroup: { madeUp: ["UUID"] }, addon: { madeUp: ["UUID"] }, fargateprofile: { madeUp: ["UUID"] } },
  parameters: { ClusterName: [".name", "clustername"] },
  passesRoles: [
    {
      always: ["CreateCluster", "CreateFargateProfile", "CreateNodegroup", "CreatePodIdentityAssociation"],
      sometimes: ["CreateAddon", "UpdateAddon", "UpdatePodIdentityAssociation"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  discoveryCalls: ["ListClusters"],
});
