import { describe, expect, test } from "vitest";
import { tracesOf } from "#core/usage/traces.ts";
import { record } from "./records.ts";

const BUCKET = "arn:aws:s3:::reports";
const kms = (eventName: string, encryptionContext: object, more: object = {}) =>
  tracesOf(record({ eventSource: "kms.amazonaws.com", eventName, requestParameters: { encryptionContext }, ...more }));

describe("a call to AWS KMS with the encryption context of S3 (S3 User Guide: the context is the ARN of the object, or of the bucket)", () => {
  const context = { "aws:s3:arn": `${BUCKET}/a.csv` };

  test("shows that an object was read, or written", () => {
    const [read] = kms("Decrypt", context);
    const [written] = kms("GenerateDataKey", context);
    expect(read).toMatchObject({ kind: "used", resource: `${BUCKET}/a.csv` });
    expect(JSON.stringify(read)).toContain("s3:GetObject");
    expect(written).toMatchObject({ kind: "used", resource: `${BUCKET}/a.csv` });
    expect(JSON.stringify(written)).toContain("s3:PutObject");
  });

  test.each<[string, string, object, object]>([
    ["that was denied", "Decrypt", context, { errorCode: "AccessDenied" }],
    ["that describes a key", "DescribeKey", context, {}],
    ["with a pattern in the place of a name", "Decrypt", { "aws:s3:arn": `${BUCKET}/*` }, {}],
    ["with an empty name", "Decrypt", { "aws:s3:arn": "" }, {}],
    ["with a context that nobody's service writes", "Decrypt", { mine: `${BUCKET}/a.csv` }, {}],
  ])("shows nothing where it is one %s", (_, eventName, encryptionContext, more) => {
    expect(kms(eventName, encryptionContext, more).filter(({ kind }) => kind !== "named")).toEqual([]);
  });
});

describe("a call that names a resource of another service with a blind spot", () => {
  const start = (requestParameters: object, more: object = {}) =>
    tracesOf(record({ eventSource: "athena.amazonaws.com", eventName: "StartQueryExecution", requestParameters, ...more }));

  test("names it, by its ARN", () => {
    expect(start({ location: BUCKET })).toContainEqual({ kind: "named", resource: BUCKET });
  });

  test.each<[string, object, object]>([
    ["where it failed", { location: BUCKET }, { errorCode: "InvalidRequestException" }],
    ["where it is a pattern", { location: "arn:aws:s3:::rep*" }, {}],
  ])("does not %s", (_, request, more) => {
    expect(start(request, more).filter(({ kind }) => kind === "named")).toEqual([]);
  });

  test("is not a call of the resource's own service", () => {
    const own = tracesOf(record({ eventSource: "s3.amazonaws.com", eventName: "PutBucketPolicy", requestParameters: { target: BUCKET } }));
    expect(own.filter(({ kind }) => kind === "named")).toEqual([]);
  });
});
