import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

/** A request names a table by its bucket, namespace and name; its ARN ends in an id. */
function tables({ request: { tableBucketARN, namespace } }: CloudTrailRecord): readonly string[] | undefined {
  return typeof tableBucketARN === "string" && namespace !== undefined ? [`${tableBucketARN}/table/*`] : undefined;
}

export const s3tables = service("s3tables", {
  receivesRolesAs: ["replication.s3tables.amazonaws.com"],
  told: { arns: tables, alone: false, source: "Service Authorization Reference: Amazon S3 Tables, Resource types" },
  events: [
    {
      renamed: {
        AbortMultipartUpload: "PutTableData",
        CompleteMultipartUpload: "PutTableData",
        CreateMultipartUpload: "PutTableData",
        DeleteObject: "PutTableData",
        GetObject: "GetTableData",
        HeadObject: "GetTableData",
        ListParts: "GetTableData",
        PutObject: "PutTableData",
        UploadPart: "PutTableData",
      },
      source: "Amazon S3 User Guide: Access management for S3 Tables, actions; Logging with AWS CloudTrail for S3 Tables, data events",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["GetTableData", "PutTableData"],
      source: "Amazon S3 User Guide: Logging with AWS CloudTrail for S3 Tables, data events",
    },
  ],
});
