import { describe, expect, test } from "vitest";
import { dependentUses } from "#core/usage/dependent-actions.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { record } from "./records.ts";

function needed(action: string, requestParameters: object, own: readonly string[] = []) {
  const info = catalogue.find(action);
  if (!info) throw new Error(`The catalogue has ${action}.`);
  const [service = "", eventName = ""] = action.split(":");
  return dependentUses(record({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters }), info, own, catalogue);
}

describe("an export of a table (Amazon DynamoDB Developer Guide, Setting up permissions)", () => {
  const ACTIONS = ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"];
  const onObjectsOf = (bucket: string) => ACTIONS.map((action) => ({ action, resources: [`arn:aws:s3:::${bucket}/*`] }));

  test.each([
    ["that its request names", { s3Bucket: "out" }, "out"],
    ["of any name where the request tells none", {}, "*"],
    ["of any name where what the request tells is none", { s3Bucket: "a b" }, "*"],
  ])("needs to write into the bucket %s", (_, request, bucket) => {
    expect(needed("dynamodb:ExportTableToPointInTime", request)).toEqual(onObjectsOf(bucket));
  });

  test("an import needs to list the bucket and to read its objects, each on what it is for", () => {
    expect(needed("dynamodb:ImportTable", { s3BucketSource: { s3Bucket: "in" } })).toEqual(
      expect.arrayContaining([
        { action: "s3:GetObject", resources: ["arn:aws:s3:::in/*"] },
        { action: "s3:ListBucket", resources: ["arn:aws:s3:::in"] },
      ]),
    );
  });
});

describe("a backup vault (Service Authorization Reference, AWS Backup)", () => {
  const grants = (request: object) => needed("backup:CreateBackupVault", request).filter(({ action }) => action === "kms:CreateGrant");
  const KEY = "arn:aws:kms:us-east-1:999988887777:key/k1";

  test("needs a grant on the key that its request names, which may lie in another account and region", () => {
    expect(grants({ encryptionKeyArn: KEY })).toEqual([{ action: "kms:CreateGrant", resources: [KEY] }]);
  });

  test("needs none where it names no key, and in any case to mount its storage, on everything", () => {
    expect(needed("backup:CreateBackupVault", {})).toEqual([{ action: "backup-storage:MountCapsule", resources: [] }]);
  });
});

test("a call of which nothing is known besides needs nothing besides", () => {
  expect(needed("sqs:ListQueues", {})).toEqual([]);
});
