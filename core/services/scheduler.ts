import { service } from "./knowledge.ts";

export const scheduler = service("scheduler", {
  passesRoles: [
    {
      always: ["CreateSchedule", "UpdateSchedule"],
      to: ["scheduler.amazonaws.com"],
      source: "the AWS managed policy AmazonEventBridgeSchedulerFullAccess passes roles to it",
    },
  ],
  usuallyCalls: { scheduler: ["lambda", "sqs", "sns", "kinesis", "firehose", "events"] },
});
