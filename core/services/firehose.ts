import { service } from "./knowledge.ts";

export const firehose = service("firehose", {
  passesRoles: [
    {
      always: ["CreateDeliveryStream"],
      sometimes: ["UpdateDestination"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  blindSpots: [
    { kind: "not-logged", actions: ["PutRecord", "PutRecordBatch"], source: "Amazon Data Firehose Developer Guide: Logging API calls" },
  ],
  usuallyCalls: { firehose: ["s3", "lambda", "logs"] },
});
