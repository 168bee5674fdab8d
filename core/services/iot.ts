import { type AlternativesFact, service } from "./knowledge.ts";

const targets: AlternativesFact = { types: ["thing", "thinggroup"], source: "AWS IoT API Reference: CreateJob, targets" };

export const iot = service("iot", {
  usuallyCalls: {
    iot: ["dynamodb", "sns", "sqs", "kinesis", "firehose", "s3", "lambda", "iot", "cloudwatch", "logs", "timestream", "kafka-cluster"],
  },
  receivesRolesAs: ["iot.amazonaws.com"],
  ephemeralTypes: ["job"],
  calls: { AssociateTargetsWithJob: { alternatives: targets }, CreateJob: { alternatives: targets } },
  eventSources: [
    { name: "iotdata", source: "Service Authorization Reference: AWS IoT" },
    { name: "data.iot", source: "Service Authorization Reference: AWS IoT" },
    { name: "iotsecuredtunneling", source: "Service Authorization Reference: AWS IoT" },
    { name: "IoTSecuredTunneling", source: "Service Authorization Reference: AWS IoT" },
  ],
  passesRoles: [
    {
      always: ["CreateProvisioningTemplate"],
      sometimes: ["CreateTopicRule", "ReplaceTopicRule"],
      to: ["iot.amazonaws.com"],
      source: "AWS IoT Core Developer Guide: Granting an AWS IoT rule the access it requires; Device provisioning",
    },
    {
      always: ["CreateRoleAlias"],
      sometimes: ["UpdateRoleAlias"],
      to: ["credentials.iot.amazonaws.com"],
      source: "the AWS managed policy AmazonSageMakerEdgeDeviceFleetPolicy passes roles to it",
    },
  ],
  blindSpots: [
    {
      kind: "not-logged",
      actions: [
        "Connect",
        "DeleteThingShadow",
        "GetRetainedMessage",
        "GetThingShadow",
        "ListNamedShadowsForThing",
        "ListRetainedMessages",
        "ListThings",
        "ListTopicRules",
        "Publish",
        "Receive",
        "RetainPublish",
        "Subscribe",
        "UpdateThingShadow",
      ],
      source:
        "AWS IoT Core Developer Guide: Logging API calls with CloudTrail (no data plane, and of the control plane what changes something)",
    },
  ],
});
