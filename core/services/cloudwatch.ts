import { regionalArn } from "#core/aws/arn.ts";
import { service, type ToldFact } from "./knowledge.ts";

/** The names in the request only filter: the right is checked on all alarms, and a narrower one returns no composite alarms. */
const allAlarms: ToldFact = {
  alone: true,
  arns: (_, place) => [regionalArn("cloudwatch", place, "alarm:*")],
  source: "Amazon CloudWatch User Guide: Amazon CloudWatch permissions reference (DescribeAlarms and DescribeAlarmHistory need all)",
};

export const cloudwatch = service("cloudwatch", {
  eventSources: [{ name: "monitoring", source: "CloudWatch User Guide: Logging API and console operations with CloudTrail" }],
  calls: { DescribeAlarmHistory: { told: allAlarms }, DescribeAlarms: { told: allAlarms } },
  parameters: { AlarmName: ["alarmname", "alarmnames"] },
  passesRoles: [
    {
      always: ["PutMetricStream"],
      to: ["streams.metrics.cloudwatch.amazonaws.com"],
      source: "Amazon CloudWatch User Guide: Trust between CloudWatch and Firehose",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["GetMetricData", "GetMetricStatistics", "GetMetricWidgetImage", "ListMetrics", "PutMetricData"],
      source: "CloudWatch User Guide: Logging API and console operations with CloudTrail",
    },
  ],
});
