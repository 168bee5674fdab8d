import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readTemplate, render } from "./aws-limits/render.ts";
import { intrinsics, resourcesOf } from "./template.ts";

const { ReviewTable } = resourcesOf("template.yaml");

test("the record outlives the stack, can be recovered to any second, and is encrypted", () => {
  expect(ReviewTable).toMatchObject({
    DeletionPolicy: "Retain",
    UpdateReplacePolicy: "Retain",
    Properties: {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    },
  });
});

test("what was counted in the trail's logs outlives the stack too", () => {
  expect(resourcesOf("template.yaml").SummaryBucket).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
});

test("what is written to the record reaches the audit trail from the first write on, and what failed comes again until it does", () => {
  const { Properties } = Object(resourcesOf("template.yaml").RecordAuditMapping);
  expect(Properties).toMatchObject({ StartingPosition: "TRIM_HORIZON", FunctionResponseTypes: ["ReportBatchItemFailures"] });
  expect(Object.keys(Properties).filter((name) => /^(Maximum|Bisect|Destination)/.test(name))).toEqual([]);
});

test("the trail's function has memory and time for a batch of the largest proposals, whose reading takes some four seconds and 750 MB", () => {
  const { RecordAuditFunction, RecordAuditMapping } = resourcesOf("template.yaml");
  const { MemorySize, Timeout } = Object(RecordAuditFunction).Properties;
  expect(MemorySize).toBeGreaterThanOrEqual(1024);
  expect(Timeout / Object(RecordAuditMapping).Properties.BatchSize).toBeGreaterThan(20);
});

test.each([
  ["on", { StreamViewType: "NEW_AND_OLD_IMAGES" }],
  ["off", undefined],
])("with AuditTrail = %s, the record's stream holds what stood there before each write too, or there is none", (AuditTrail, expected) => {
  const deployment = { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters: { AuditTrail } };
  const table = render(readTemplate("template.yaml"), deployment).find(({ name }) => name === "ReviewTable");
  expect(table?.properties.StreamSpecification).toEqual(expected);
});

test("only what the record marks for it expires", () => {
  expect(ReviewTable).toMatchObject({ Properties: { TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true } } });
  const store = readFileSync(new URL("../../adapters/aws/dynamodb/documents.ts", import.meta.url), "utf8");
  expect(store).toContain("expiresAt");
});

test("no function may run longer than Lambda lets it, and every alarm tells somebody", () => {
  const template = parse(readFileSync(new URL("../../template.yaml", import.meta.url), "utf8"), { customTags: intrinsics });
  const resources: [string, { Type: string; Properties: { Timeout?: number; AlarmActions?: unknown[] } }][] = Object.entries(
    template.Resources,
  );
  const slow = resources.filter(([, { Type, Properties }]) => Type === "AWS::Serverless::Function" && (Properties.Timeout ?? 0) > 900);
  const silent = resources.filter(([, { Type, Properties }]) => Type === "AWS::CloudWatch::Alarm" && !Properties.AlarmActions?.length);
  expect([slow, silent]).toEqual([[], []]);
});
