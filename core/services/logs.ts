import { type NeedFact, service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";
import { asks, mentions } from "./request.ts";

const masked = "CloudWatch Logs User Guide: Help protect sensitive log data with masking, logs:Unmask";

/** What delivers its logs through a delivery source must be allowed to, by an action of its own service that no trail shows. */
const vended: readonly NeedFact[] = [
  "aidevops",
  "bedrock",
  "bedrock-agentcore",
  "cloudfront",
  "codewhisperer",
  "ecs",
  "elasticloadbalancing",
  "events",
  "identity-sync",
  "pcs",
  "qbusiness",
  "quicksight",
  "route53globalresolver",
  "s3",
  "securityhub",
  "ses",
  "wisdom",
  "workmail",
].map((service) => ({
  actions: [`${service}:AllowVendedLogDeliveryForResource`],
  on: ["${resourcearn}"],
  when: mentions(new RegExp(`"resourceArn":"arn:[^:"]*:${service}:`, "i"), `of a resource of ${service}`),
  source: "CloudWatch Logs User Guide: Enable logging from AWS services, Logging that requires additional permissions [V2]",
}));

export const logs = service("logs", {
  calls: {
    ...alsoChecked(["FilterLogEvents", "GetLogEvents", "GetLogRecord"], ["Unmask"], {
      on: ["arn:${Partition}:logs:${Region}:${Account}:log-group:${loggroupname}"],
      when: asks("unmask"),
      source: masked,
    }),
    PutDeliverySource: { needs: vended },
    CreateLogGroup: {
      repeatable: {
        namesChosen: true,
        source: "AWS Lambda Developer Guide: Sending function logs to CloudWatch Logs (called for the same group)",
      },
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
