import { type NamedException, none } from "./event-exception.ts";

const s3 = "Amazon S3 API Reference: ";

function s3Bucket(event: string, action: string): NamedException {
  return [`s3:${event}`, { actions: [`s3:${action}`], source: `${s3}${event}, Permissions` }];
}

/** A directory bucket's objects are guarded by its session alone. */
function zonal(event: string): NamedException {
  return [
    `s3express:${event}`,
    { actions: ["s3express:CreateSession"], source: "Amazon S3 User Guide: Authorizing Zonal endpoint API operations with CreateSession" },
  ];
}

function directoryBucket(verb: "Get" | "Put" | "Delete", event: string, action: string): NamedException {
  const name = `s3express:${verb === "Get" ? "Get" : "Put"}${action}Configuration`;
  return [`s3express:${verb}Bucket${event}`, { actions: [name], source: `${s3}${verb}Bucket${event}, Permissions of directory buckets` }];
}

/** S3's events carry the names of its API operations; its actions have names of their own ("Actions, resources, and condition keys for Amazon S3"). */
export const s3Exceptions: readonly NamedException[] = [
  s3Bucket("ListBuckets", "ListAllMyBuckets"),
  s3Bucket("GetService", "ListAllMyBuckets"),
  s3Bucket("HeadBucket", "ListBucket"),
  s3Bucket("GetBucket", "ListBucket"),
  s3Bucket("ListObjects", "ListBucket"),
  s3Bucket("ListObjectsV2", "ListBucket"),
  s3Bucket("ListObjectVersions", "ListBucketVersions"),
  s3Bucket("GetBucketVersions", "ListBucketVersions"),
  s3Bucket("GetBucketObjectVersions", "ListBucketVersions"),
  s3Bucket("ListMultipartUploads", "ListBucketMultipartUploads"),
  s3Bucket("ListParts", "ListMultipartUploadParts"),
  s3Bucket("HeadObject", "GetObject"),
  s3Bucket("SelectObjectContent", "GetObject"),
  s3Bucket("PostObject", "PutObject"),
  s3Bucket("CreateMultipartUpload", "PutObject"),
  s3Bucket("InitiateMultipartUpload", "PutObject"),
  s3Bucket("UploadPart", "PutObject"),
  s3Bucket("CopyObject", "PutObject"),
  s3Bucket("UploadPartCopy", "PutObject"),
  s3Bucket("CompleteMultipartUpload", "PutObject"),
  s3Bucket("DeleteObjects", "DeleteObject"),
  s3Bucket("DeleteMultipleObjects", "DeleteObject"),
  s3Bucket("GetBucketCors", "GetBucketCORS"),
  s3Bucket("PutBucketCors", "PutBucketCORS"),
  s3Bucket("DeleteBucketCors", "PutBucketCORS"),
  s3Bucket("GetBucketEncryption", "GetEncryptionConfiguration"),
  s3Bucket("PutBucketEncryption", "PutEncryptionConfiguration"),
  s3Bucket("DeleteBucketEncryption", "PutEncryptionConfiguration"),
  s3Bucket("GetBucketLifecycle", "GetLifecycleConfiguration"),
  s3Bucket("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
  s3Bucket("PutBucketLifecycle", "PutLifecycleConfiguration"),
  s3Bucket("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
  s3Bucket("DeleteBucketLifecycle", "PutLifecycleConfiguration"),
  s3Bucket("GetBucketReplication", "GetReplicationConfiguration"),
  s3Bucket("PutBucketReplication", "PutReplicationConfiguration"),
  s3Bucket("DeleteBucketReplication", "PutReplicationConfiguration"),
  s3Bucket("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
  s3Bucket("PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"),
  s3Bucket("GetBucketAccelerate", "GetAccelerateConfiguration"),
  s3Bucket("PutBucketAccelerate", "PutAccelerateConfiguration"),
  s3Bucket("GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration"),
  s3Bucket("PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
  s3Bucket("DeleteBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
  s3Bucket("ListBucketAnalyticsConfigurations", "GetAnalyticsConfiguration"),
  s3Bucket("GetBucketInventoryConfiguration", "GetInventoryConfiguration"),
  s3Bucket("PutBucketInventoryConfiguration", "PutInventoryConfiguration"),
  s3Bucket("DeleteBucketInventoryConfiguration", "PutInventoryConfiguration"),
  s3Bucket("ListBucketInventoryConfigurations", "GetInventoryConfiguration"),
  s3Bucket("GetBucketMetricsConfiguration", "GetMetricsConfiguration"),
  s3Bucket("PutBucketMetricsConfiguration", "PutMetricsConfiguration"),
  s3Bucket("DeleteBucketMetricsConfiguration", "PutMetricsConfiguration"),
  s3Bucket("ListBucketMetricsConfigurations", "GetMetricsConfiguration"),
  s3Bucket("GetBucketIntelligentTieringConfiguration", "GetIntelligentTieringConfiguration"),
  s3Bucket("PutBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration"),
  s3Bucket("DeleteBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration"),
  s3Bucket("ListBucketIntelligentTieringConfigurations", "GetIntelligentTieringConfiguration"),
  s3Bucket("GetBucketNotificationConfiguration", "GetBucketNotification"),
  s3Bucket("PutBucketNotificationConfiguration", "PutBucketNotification"),
  s3Bucket("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
  s3Bucket("PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"),
  s3Bucket("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
  s3Bucket("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
  s3Bucket("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
  s3Bucket("DeleteBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
  s3Bucket("DeleteAccountPublicAccessBlock", "PutAccountPublicAccessBlock"),
  s3Bucket("DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
  s3Bucket("DeleteBucketTagging", "PutBucketTagging"),
  s3Bucket("GetBucketMetadataConfiguration", "GetBucketMetadataTableConfiguration"),
  s3Bucket("CreateBucketMetadataConfiguration", "CreateBucketMetadataTableConfiguration"),
  s3Bucket("DeleteBucketMetadataConfiguration", "DeleteBucketMetadataTableConfiguration"),
  ["s3:ListDirectoryBuckets", { actions: ["s3express:ListAllMyDirectoryBuckets"], source: `${s3}ListDirectoryBuckets, Permissions` }],
  ["s3:ListRegionalBuckets", { actions: ["s3-outposts:ListRegionalBuckets"], source: `${s3}ListRegionalBuckets` }],
  ...["GetObject", "HeadObject", "PutObject", "DeleteObject", "DeleteObjects", "CopyObject", "RenameObject", "GetObjectAttributes"].map(
    zonal,
  ),
  ...["ListObjectsV2", "HeadBucket", "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload"].map(zonal),
  ...["AbortMultipartUpload", "ListParts", "ListMultipartUploads"].map(zonal),
  [
    "s3express:ListDirectoryBuckets",
    { actions: ["s3express:ListAllMyDirectoryBuckets"], source: `${s3}ListDirectoryBuckets, Permissions` },
  ],
  ...(["Get", "Put", "Delete"] as const).flatMap((verb) => [
    directoryBucket(verb, "Encryption", "Encryption"),
    directoryBucket(verb, "LifecycleConfiguration", "Lifecycle"),
  ]),
  ["s3:RenameObject", { actions: ["s3express:CreateSession"], source: `${s3}RenameObject, Permissions` }],
  ["s3:CreateSession", { actions: ["s3express:CreateSession"], source: `${s3}CreateSession, Permissions` }],
  ["s3:WriteGetObjectResponse", { actions: ["s3-object-lambda:WriteGetObjectResponse"], source: `${s3}WriteGetObjectResponse` }],
  [
    "s3:GetStorageLensDashboardDataInternal",
    { actions: ["s3:GetStorageLensDashboard"], source: "Amazon S3 User Guide: Setting Amazon S3 Storage Lens permissions" },
  ],
  ...none("s3", "PreflightObject OptionsObject", "Amazon S3 User Guide: Using cross-origin resource sharing (CORS)"),
];
