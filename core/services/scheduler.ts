import { regionalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";

const OF_SCHEDULE = /^(?:Create|Delete|Get|Update)Schedule$/;

export const scheduler = service("scheduler", {
  calls: {
    DeleteScheduleGroup: {
      needs: [
        {
          actions: ["DeleteSchedule"],
          on: ["arn:${Partition}:scheduler:${Region}:${Account}:schedule/${name}/*"],
          source: "Amazon EventBridge Scheduler API Reference: DeleteScheduleGroup (the schedules of the group are deleted with it)",
        },
      ],
    },
  },
  told: {
    alone: false,
    arns: ({ name: event, request: { name, groupName } }, place) =>
      OF_SCHEDULE.test(event) && typeof name === "string" && groupName === undefined
        ? [regionalArn("scheduler", place, `schedule/default/${name}`)]
        : undefined,
    source: "Amazon EventBridge Scheduler API Reference: CreateSchedule, GroupName (without it, the schedule is in the default group)",
  },
  passesRoles: [
    {
      always: ["CreateSchedule", "UpdateSchedule"],
      to: ["scheduler.amazonaws.com"],
      source: "the AWS managed policy AmazonEventBridgeSchedulerFullAccess passes roles to it",
    },
  ],
  usuallyCalls: { scheduler: ["lambda", "sqs", "sns", "kinesis", "firehose", "events"] },
});
