import { service } from "./knowledge.ts";

export const pipes = service("pipes", {
  passesRoles: [
    {
      always: ["CreatePipe", "UpdatePipe"],
      to: ["pipes.amazonaws.com"],
      source: "the AWS managed policy AmazonEventBridgePipesFullAccess passes roles to it",
    },
  ],
  usuallyCalls: { pipes: ["sqs", "kinesis", "dynamodb", "lambda", "sns", "firehose", "events", "kafka-cluster"] },
});
