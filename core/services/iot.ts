import { service } from "./knowledge.ts";

export const iot = service("iot", {
  usuallyCalls: {
    iot: ["dynamodb", "sns", "sqs", "kinesis", "firehose", "s3", "lambda", "iot", "cloudwatch", "logs", "timestream", "kafka-cluster"],
  },
  eventSources: [
    { name: "iotdata", source: "Service Authorization Reference: AWS IoT" },
    { name: "data.iot", source: "Service Authorization Reference: AWS IoT" },
    { name: "iotsecuredtunneling", source: "Service Authorization Reference: AWS IoT" },
    { name: "IoTSecuredTunneling", source: "Service Authorization Reference: AWS IoT" },
  ],
  passesRoles: [
    {
      always: ["CreateProvisioningTemplate", "CreateRoleAlias"],
      sometimes: ["CreateTopicRule", "ReplaceTopicRule", "UpdateRoleAlias"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["Connect", "Publish", "Receive", "Subscribe"],
      source: "AWS IoT Core Developer Guide: Logging API calls with CloudTrail",
    },
  ],
});
