import { service } from "./knowledge.ts";

export const s3express = service("s3express", {
  blindSpots: [
    { kind: "data-event", actions: ["CreateSession"], source: "Amazon S3 User Guide: Logging with AWS CloudTrail for directory buckets" },
  ],
  events: [
    {
      renamed: {
        GetObject: "CreateSession",
        HeadObject: "CreateSession",
        PutObject: "CreateSession",
        DeleteObject: "CreateSession",
        DeleteObjects: "CreateSession",
        CopyObject: "CreateSession",
        RenameObject: "CreateSession",
        GetObjectAttributes: "CreateSession",
        ListObjectsV2: "CreateSession",
        HeadBucket: "CreateSession",
        CreateMultipartUpload: "CreateSession",
        UploadPart: "CreateSession",
        UploadPartCopy: "CreateSession",
        CompleteMultipartUpload: "CreateSession",
        AbortMultipartUpload: "CreateSession",
        ListParts: "CreateSession",
        ListMultipartUploads: "CreateSession",
      },
      source: "Amazon S3 User Guide: Authorizing Zonal endpoint API operations with CreateSession",
    },
    {
      renamed: { ListDirectoryBuckets: "ListAllMyDirectoryBuckets" },
      source: "Amazon S3 API Reference: the operation's page, Permissions",
    },
    {
      renamed: {
        GetBucketEncryption: "GetEncryptionConfiguration",
        GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
        PutBucketEncryption: "PutEncryptionConfiguration",
        PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
        DeleteBucketEncryption: "PutEncryptionConfiguration",
        DeleteBucketLifecycleConfiguration: "PutLifecycleConfiguration",
      },
      source: "Amazon S3 API Reference: the operation's page, Permissions of directory buckets",
    },
  ],
});
