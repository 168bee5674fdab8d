import { service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";
import { asks, has } from "./request.ts";

const zeroEtl = "Amazon Redshift Management Guide: Zero-ETL integrations, authorize to create an integration";

export const redshift = service("redshift", {
  usuallyCalls: { redshift: ["s3", "dynamodb", "lambda", "kinesis", "kafka-cluster"] },
  // A snapshot's cluster is no more the one that the call is about where it is restored (Amazon Redshift API Reference, RestoreFromClusterSnapshot).
  types: { snapshot: { parameters: { ClusterName: ["snapshotclusteridentifier", "clusteridentifier"] } } },
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
  calls: alsoChecked(["CreateIntegration"], ["CreateInboundIntegration"], { on: ["${targetarn}"], source: zeroEtl }),
  passesRoles: [
    {
      always: ["CreateScheduledAction"],
      sometimes: ["ModifyScheduledAction"],
      to: ["scheduler.redshift.amazonaws.com"],
      source: "Amazon Redshift Management Guide: Using identity-based policies, Allow using the Amazon Redshift scheduler",
    },
    {
      sometimes: [
        "CreateCluster",
        "CreateRedshiftIdcApplication",
        "ModifyClusterIamRoles",
        "ModifyRedshiftIdcApplication",
        "RestoreFromClusterSnapshot",
      ],
      to: ["redshift.amazonaws.com"],
      source: "the AWS managed policy AmazonRedshiftAllCommandsFullAccess passes roles to it",
    },
  ],
  tagging: { action: "CreateTags" },
});
