import { service } from "./knowledge.ts";

export const events = service("events", {
  types: { "event-bus": { parameters: { EventBusName: ["eventbusname", ".name"] } } },
  parameters: { RuleName: ["rule", ".name"] },
  passesRoles: [
    {
      sometimes: ["CreateEndpoint", "PutRule", "PutTargets", "UpdateEndpoint"],
      to: ["events.amazonaws.com"],
      source: "the AWS managed policy AmazonEventBridgeFullAccess passes roles to it",
    },
  ],
  blindSpots: [
    { kind: "data-event", actions: ["PutEvents"], source: "Amazon EventBridge User Guide: Logging API calls with CloudTrail" },
    {
      kind: "not-logged",
      actions: ["InvokeApiDestination", "RetrieveConnectionCredentials"],
      source:
        "Service Authorization Reference: Amazon EventBridge, actions with permission only; Step Functions Developer Guide: Call HTTPS APIs",
    },
  ],
  usuallyCalls: { events: ["lambda", "sqs", "sns", "kinesis", "firehose", "logs", "execute-api", "events"] },
});
