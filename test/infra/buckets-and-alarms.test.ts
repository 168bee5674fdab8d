import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readTemplate, render } from "./aws-limits/render.ts";

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

describe("each alarm", () => {
  /** Steps are tried again, so that some errors are no news; the audit trail may be a quarter of an hour behind, in milliseconds. */
  const RINGS_ABOVE: Readonly<Record<string, number>> = {
    SetStepErrorsAlarm: 10,
    CycleStepErrorsAlarm: 10,
    ReviewStepErrorsAlarm: 10,
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
    const Dimensions = v.pipe(v.array(v.object({ Value: v.string() })), v.minLength(1));
    const Watched = v.looseObject({ Dimensions });
    const Alarm = v.looseObject({
      Dimensions: v.optional(Dimensions),
      Metrics: v.optional(v.array(v.looseObject({ MetricStat: v.optional(v.looseObject({ Metric: Watched })) }))),
    });
    for (const { name, properties } of alarms) {
      const { Dimensions: own, Metrics = [] } = v.parse(Alarm, properties);
      const all = [own ?? [], ...Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric.Dimensions] : []))];
      expect([name, all.flat().filter(({ Value }) => !Value.includes("whittle-"))]).toEqual([name, []]);
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
