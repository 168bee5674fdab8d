import { service } from "./knowledge.ts";

export const cloudwatch = service("cloudwatch", {
  eventSources: [{ name: "monitoring", source: "CloudWatch User Guide: Logging API and console operations with CloudTrail" }],
  parameters: { AlarmName: ["alarmname", "alarmnames"] },
  blindSpots: [
    {
      kind: "data-event",
      actions: ["GetMetricData", "GetMetricStatistics", "GetMetricWidgetImage", "ListMetrics", "PutMetricData"],
      source: "CloudWatch User Guide: Logging API and console operations with CloudTrail",
    },
  ],
});
