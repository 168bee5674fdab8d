import { service } from "./knowledge.ts";

export const states = service("states", {
  eventSources: [{ name: "stepfunctions", source: "Service Authorization Reference: AWS Step Functions" }],
  parameters: { StateMachineName: ["statemachinename"] },
  ephemeralTypes: ["execution", "express", "maprun"],
  passesRoles: [
    {
      always: ["CreateStateMachine"],
      sometimes: ["TestState", "UpdateStateMachine"],
      to: ["states.amazonaws.com"],
      source: "the AWS managed policy AmazonSageMakerFullAccess passes roles to it",
    },
  ],
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["GetActivityTask", "SendTaskHeartbeat"],
      source: "AWS Step Functions Developer Guide: Logging API calls with CloudTrail",
    },
  ],
  usuallyCalls: { states: ["lambda", "sqs", "sns", "xray", "dynamodb", "events", "s3", "execute-api"] },
});
