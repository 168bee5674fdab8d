import { service } from "./knowledge.ts";

export const elasticmapreduce = service("elasticmapreduce", {
  usuallyCalls: { elasticmapreduce: ["s3", "kms", "cloudwatch"] },
  calls: { RunJobFlow: { makes: ["cluster"] } },
  ephemeralTypes: ["cluster", "notebook-execution", "session"],
  passesRoles: [
    {
      always: ["RunJobFlow"],
      sometimes: ["AddInstanceGroups", "AddJobFlowSteps"],
      to: ["application-autoscaling.amazonaws.com", "ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"],
      toByParameter: {
        autoscalingrole: ["application-autoscaling.amazonaws.com"],
        jobflowrole: ["ec2.amazonaws.com"],
        servicerole: ["elasticmapreduce.amazonaws.com"],
      },
      source: "the AWS managed policy AmazonEMRFullAccessPolicy_v2 passes roles to it",
    },
    {
      always: ["CreateStudio", "StartNotebookExecution"],
      to: ["elasticmapreduce.amazonaws.com"],
      source: "Amazon EMR Management Guide: Create an EMR Studio service role",
    },
  ],
  tagging: { action: "AddTags" },
});
