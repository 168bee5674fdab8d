import { service } from "./knowledge.ts";

export const logs = service("logs", {
  calls: {
    CreateLogGroup: {
      repeatable: { source: "AWS Lambda Developer Guide: Sending function logs to CloudWatch Logs (called for the same group)" },
    },
  },
  usuallyCalls: { logs: ["firehose", "kinesis"], "delivery.logs": ["s3", "firehose"], "vpc-flow-logs": ["logs"] },
  ephemeralTypes: ["log-stream"],
  asEvaluated: asEvaluated,
  passesRoles: [
    {
      always: ["CreateScheduledQuery", "PutDestination"],
      sometimes: ["PutSubscriptionFilter", "UpdateScheduledQuery"],
      to: ["logs.amazonaws.com"],
      source: "the AWS managed policy CloudWatchFullAccessV2 passes roles to it",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      holder: /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:*?]+/,
      actions: ["FilterLogEvents", "GetLogEvents", "GetLogRecord", "PutLogEvents"],
      source: "CloudWatch Logs User Guide: Logging API and console operations in CloudTrail",
    },
  ],
  implied: [
    {
      seen: ["CreateLogStream"],
      implies: ["PutLogEvents"],
      on: allStreamsOf,
      because: "a log stream is made to be written to, and management events never show the writing",
      source: "CloudWatch Logs User Guide: Logging API and console operations in CloudTrail",
    },
  ],
});

const taggingActions: ReadonlySet<string> = new Set(["logs:tagresource", "logs:untagresource", "logs:listtagsforresource"]);

/**
 * A log group's ARN ends in `:*` in all policies but those for tagging (CloudWatch Logs User Guide, "Overview of managing access
 * permissions").
 */
function asEvaluated(arn: string, action: string): string {
  if (!/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+(?::\*)?$/.test(arn)) return arn;
  const bare = arn.replace(/(?<=log-group:[^:]+):\*$/, "");
  if (bare.endsWith("*")) return bare;
  return taggingActions.has(action.toLowerCase()) ? bare : `${bare}:*`;
}

/** Whatever names a log group or one of its streams, as all streams of that group. */
function allStreamsOf(arn: string): string {
  const group = /^(arn:[^:]*:logs:[^:]*:[^:]*:log-group:)([^:]*)/.exec(arn);
  return group === null ? arn : `${group[1]}${group[2]}:log-stream:*`;
}
