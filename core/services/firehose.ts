import { service } from "./knowledge.ts";

export const firehose = service("firehose", {
  passesRoles: [
    {
      always: ["CreateDeliveryStream"],
      sometimes: ["UpdateDestination"],
      to: ["firehose.amazonaws.com"],
      source: "the AWS managed policy ApplicationDiscoveryServiceContinuousExportServiceRolePolicy passes roles to it",
    },
  ],
  tagging: { action: "TagDeliveryStream" },
  blindSpots: [
    { kind: "not-logged", actions: ["PutRecord", "PutRecordBatch"], source: "Amazon Data Firehose Developer Guide: Logging API calls" },
  ],
  usuallyCalls: { firehose: ["s3", "lambda", "logs"] },
});
