import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readTemplate, render } from "./aws-limits/render.ts";

const Dimensions = v.pipe(v.array(v.object({ Name: v.string(), Value: v.string() })), v.minLength(1));
const Watched = v.looseObject({
  MetricName: v.optional(v.string()),
  Dimensions: v.optional(Dimensions),
  Metrics: v.optional(
    v.array(
      v.looseObject({
        Id: v.string(),
        Expression: v.optional(v.string()),
        ReturnData: v.boolean(),
        MetricStat: v.optional(v.looseObject({ Metric: v.looseObject({ MetricName: v.string(), Dimensions }) })),
      }),
    ),
  ),
});

const template = readTemplate("template.yaml");
const parameters = {
  Evidence: "auto",
  TrailBucket: "trail-bucket",
  IdentityCenterId: "ssoins-1234567890abcdef",
  ApproverSignIn: "oidc",
  AuditTrail: "on",
  MemberAccounts: "444455556666",
};
const resources = render(template, { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters });
const named = (type: string) => resources.filter((resource) => resource.type === type);

describe("each bucket of the stack", () => {
  test("is there, encrypted, and shut to the public in every way that S3 has", () => {
    expect(named("AWS::S3::Bucket").length).toBeGreaterThan(0);
    for (const { properties } of named("AWS::S3::Bucket"))
      expect(properties).toMatchObject({
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      });
  });

  test("refuses whatever does not come over TLS, to itself and to its objects", () => {
    expect(named("AWS::S3::BucketPolicy").length).toBe(named("AWS::S3::Bucket").length);
    for (const { properties } of named("AWS::S3::BucketPolicy"))
      expect(properties.PolicyDocument).toMatchObject({
        Statement: [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [expect.stringMatching(/^arn:aws:s3:::[\w-]+$/), expect.stringMatching(/^arn:aws:s3:::[\w-]+\/\*$/)],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      });
  });
});

test("what was counted in the trail outlives the longest window, and the weeks that a review of it may wait", () => {
  const { MaxValue } = v.parse(v.object({ MaxValue: v.number() }), v.parse(v.looseObject({}), template.Parameters).LookBackDays);
  for (const { properties } of named("AWS::S3::Bucket")) {
    const [rule] = v.parse(
      v.object({ Rules: v.array(v.looseObject({ Status: v.string(), ExpirationInDays: v.number() })) }),
      properties.LifecycleConfiguration,
    ).Rules;
    expect(rule).toMatchObject({ Status: "Enabled" });
    expect(rule?.ExpirationInDays).toBeGreaterThanOrEqual(MaxValue + 14);
  }
});

describe("each alarm", () => {
  /** Steps are tried again, so that some errors are no news; the audit trail may be a quarter of an hour behind, in milliseconds. */
  const RINGS_ABOVE: Readonly<Record<string, number>> = {
    StepErrorsAlarm: 10,
    AuditAlarm: 900_000,
  };
  const alarms = named("AWS::CloudWatch::Alarm");

  test("is told on the alarm topic, in the first period in which it rings", () => {
    expect(alarms.length).toBeGreaterThan(10);
    for (const { properties } of alarms)
      expect(properties).toMatchObject({
        AlarmActions: [expect.stringContaining("AlarmTopic")],
        ComparisonOperator: "GreaterThanThreshold",
        EvaluationPeriods: 1,
      });
  });

  test("watches what is this stack's alone: of what others in the account do, its operators can mend nothing", () => {
    for (const { name, properties } of alarms) {
      const { MetricName = "", Dimensions: own, Metrics = [] } = v.parse(Watched, properties);
      const all = [own ?? [], ...Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric.Dimensions] : []))];
      expect([name, all.flat().filter(({ Value }) => !Value.includes("whittle-"))]).toEqual([name, []]);
      if (all.flat().length === 0) expect([name, MetricName]).toEqual([name, expect.stringMatching(/-whittle$/)]);
    }
  });

  test("of failed invocations counts what Lambda reports in the one log of all functions as anything but a success", () => {
    const [filter, ...more] = named("AWS::Logs::MetricFilter");
    expect(more).toEqual([]);
    expect(filter?.properties).toMatchObject({
      LogGroupName: "/whittle/whittle/functions",
      // Lambda Developer Guide, "Lambda Telemetry API Event schema reference": platform.report.
      FilterPattern: '{ $.type = "platform.report" && $.record.status != "success" }',
      MetricTransformations: [{ MetricNamespace: "Whittle", MetricName: "FailedInvocations-whittle", MetricValue: "1" }],
    });
    const alarm = alarms.find(({ name }) => name === "StepErrorsAlarm")?.properties;
    expect(alarm).toMatchObject({ Namespace: "Whittle", MetricName: "FailedInvocations-whittle", Statistic: "Sum", Period: 900 });
    // Of a higher level, reports would be left out (Lambda Developer Guide, "Log-level filtering").
    expect(template).toMatchObject({ Globals: { Function: { LoggingConfig: { LogFormat: "JSON" } } } });
    expect(JSON.stringify(template)).not.toContain("SystemLogLevel");
  });

  test.each([
    ["CycleAlarm", ["ExecutionsFailed", "ExecutionsTimedOut"], "ReviewCycle"],
    ["AccountsAlarm", ["ExecutionsFailed", "ExecutionsTimedOut"], "ReviewAccounts"],
    ["ReviewTimeOutAlarm", ["ExecutionsTimedOut"], "RoleReview"],
    ["SetTimeOutAlarm", ["ExecutionsTimedOut"], "SetReview"],
    ["TellDeniedAlarm", ["ExecutionsFailed"], "TellDenied"],
  ])("of a state machine, %s, rings for %j of %s", (name, metrics, machine) => {
    const { MetricName, Dimensions, Metrics = [] } = v.parse(Watched, alarms.find((alarm) => alarm.name === name)?.properties);
    const counted = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ Id, ...MetricStat.Metric }] : []));
    expect([MetricName, ...counted.map((metric) => metric.MetricName)].filter((each) => each !== undefined)).toEqual(metrics);
    for (const { Value } of [...(Dimensions ?? []), ...counted.flatMap((metric) => metric.Dimensions)])
      expect(Value).toContain(`whittle-${machine}-`);
  });

  test("that puts several counts together leaves out none of them, and takes one that is missing for none", () => {
    const sums = alarms
      .flatMap(({ properties }) => v.parse(Watched, properties).Metrics ?? [])
      .filter(({ Expression }) => Expression !== undefined);
    expect(sums.length).toBeGreaterThan(1);
    for (const { properties } of alarms) {
      const { Metrics = [] } = v.parse(Watched, properties);
      const [sum, ...more] = Metrics.filter(({ ReturnData }) => ReturnData);
      expect(more).toEqual([]);
      const ids = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [`FILL(${Id}, 0)`] : []));
      expect(sum?.Expression?.split(" + ") ?? []).toEqual(ids);
    }
  });

  test("rings at the first failure, but for those that say otherwise", () => {
    expect(alarms.map(({ name, properties }) => [name, properties.Threshold])).toEqual(
      alarms.map(({ name }) => [name, RINGS_ABOVE[name] ?? 0]),
    );
  });
});

test("the page has as long to answer as API Gateway waits for it, but for the last second", () => {
  expect(resources.find(({ name }) => name === "ApprovalPageFunction")?.properties.Timeout).toBe(29);
  expect(JSON.stringify(resources.find(({ name }) => name === "PageIntegration")?.properties)).not.toContain("TimeoutInMillis");
});
