import { type NeedFact, service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";
import { asks } from "./request.ts";

const versions = "AWS Step Functions Developer Guide: How Step Functions authorizes requests for versions and aliases";

const withVersion: readonly NeedFact[] = [{ actions: ["PublishStateMachineVersion"], when: asks("publish"), source: versions }];

export const states = service("states", {
  eventSources: [{ name: "stepfunctions", source: "Service Authorization Reference: AWS Step Functions" }],
  calls: {
    CreateStateMachine: { needs: withVersion },
    UpdateStateMachine: { needs: withVersion },
    DescribeExecution: {
      alternatives: { types: ["execution", "express"], source: "AWS Step Functions API Reference: DescribeExecution, executionArn" },
    },
    ListExecutions: {
      alternatives: {
        types: ["maprun", "statemachine"],
        source: "AWS Step Functions API Reference: ListExecutions (stateMachineArn or mapRunArn)",
      },
    },
    ...alsoChecked(["TestState"], ["RevealSecrets"], { on: [], when: asks("revealSecrets") }),
  },
  meaningsOf: ofStateMachine,
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
    {
      kind: "not-logged",
      actions: ["InvokeHTTPEndpoint"],
      source: "AWS Step Functions Developer Guide: Call HTTPS APIs in Step Functions workflows, IAM permissions",
    },
  ],
  usuallyCalls: { states: ["lambda", "sqs", "sns", "xray", "dynamodb", "events", "s3", "execute-api"] },
});

/** A version or alias is authorized by the ARN of its state machine (see `versions`). */
function ofStateMachine(arn: string): readonly string[] {
  return [arn.replace(/^(arn:[^:]*:states:[^:]*:[^:]*:stateMachine:[^:/]+):[^:]+$/, "$1")];
}
