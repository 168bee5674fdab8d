import { service } from "./knowledge.ts";
import { asks, has } from "./request.ts";

export const redshift = service("redshift", {
  usuallyCalls: { redshift: ["s3", "dynamodb", "lambda", "kinesis", "kafka-cluster"] },
  byRequest: {
    GetClusterCredentials: [
      {
        when: asks("autoCreate"),
        needs: ["CreateClusterUser"],
        source: "Amazon Redshift API Reference: GetClusterCredentials, AutoCreate",
      },
      { when: has("dbGroups"), needs: ["JoinGroup"], source: "Amazon Redshift API Reference: GetClusterCredentials, DbGroups" },
    ],
  },
  passesRoles: [
    {
      always: ["CreateScheduledAction"],
      sometimes: ["CreateCluster", "ModifyClusterIamRoles", "RestoreFromClusterSnapshot"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  tagging: { action: "CreateTags" },
});
