import { formatArn, type Place } from "#core/aws/arn.ts";
import { actionOf } from "#core/aws/names.ts";
import type { CloudTrailRecord, JsonObject } from "#core/cloudtrail/record.ts";
import type { RequestFact, ToldFact, Trace, When } from "./knowledge.ts";
import { service } from "./knowledge.ts";
import { always, asks, has, isEmpty, lacks } from "./request.ts";

const governance = "x-amz-bypass-governance-retention";
const objectLock = "Amazon S3 User Guide: Configuring S3 Object Lock";

/** CloudTrail writes S3's headers under their own names, and sometimes those that grant rights under one name together. */
const grantsRights: When = {
  says: "with an ACL",
  holds: (request) =>
    Object.keys(request).some((key) => /^(?:x-amz-acl|x-amz-grant-.+|accessControlList)$/i.test(key) && !isEmpty(request[key])),
};

const copiesVersion: When = {
  says: "copying a version",
  holds: (request) => /\?versionId=/i.test(String(request["x-amz-copy-source"])),
};

const read: ToldFact = {
  alone: true,
  arns: ({ name, request }, place) => copySource(name, request, place),
  source: "Amazon S3 API Reference: CopyObject, x-amz-copy-source (a copy reads another object than it writes)",
};

export const s3 = service("s3", {
  durableTypes: ["bucket"],
  events: [
    {
      renamed: {
        ListBuckets: "ListAllMyBuckets",
        GetService: "ListAllMyBuckets",
        HeadBucket: "ListBucket",
        GetBucket: "ListBucket",
        ListObjects: "ListBucket",
        ListObjectsV2: "ListBucket",
        ListObjectVersions: "ListBucketVersions",
        GetBucketVersions: "ListBucketVersions",
        GetBucketObjectVersions: "ListBucketVersions",
        ListMultipartUploads: "ListBucketMultipartUploads",
        ListParts: "ListMultipartUploadParts",
        HeadObject: "GetObject",
        SelectObjectContent: "GetObject",
        PostObject: "PutObject",
        CreateMultipartUpload: "PutObject",
        InitiateMultipartUpload: "PutObject",
        UploadPart: "PutObject",
        CopyObject: "PutObject",
        UploadPartCopy: "PutObject",
        CompleteMultipartUpload: "PutObject",
        DeleteObjects: "DeleteObject",
        DeleteMultipleObjects: "DeleteObject",
        GetBucketCors: "GetBucketCORS",
        PutBucketCors: "PutBucketCORS",
        DeleteBucketCors: "PutBucketCORS",
        GetBucketEncryption: "GetEncryptionConfiguration",
        PutBucketEncryption: "PutEncryptionConfiguration",
        DeleteBucketEncryption: "PutEncryptionConfiguration",
        GetBucketLifecycle: "GetLifecycleConfiguration",
        GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
        PutBucketLifecycle: "PutLifecycleConfiguration",
        PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
        DeleteBucketLifecycle: "PutLifecycleConfiguration",
        GetBucketReplication: "GetReplicationConfiguration",
        PutBucketReplication: "PutReplicationConfiguration",
        DeleteBucketReplication: "PutReplicationConfiguration",
        GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
        PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
        GetBucketAccelerate: "GetAccelerateConfiguration",
        PutBucketAccelerate: "PutAccelerateConfiguration",
        GetBucketAnalyticsConfiguration: "GetAnalyticsConfiguration",
        PutBucketAnalyticsConfiguration: "PutAnalyticsConfiguration",
        DeleteBucketAnalyticsConfiguration: "PutAnalyticsConfiguration",
        ListBucketAnalyticsConfigurations: "GetAnalyticsConfiguration",
        GetBucketInventoryConfiguration: "GetInventoryConfiguration",
        PutBucketInventoryConfiguration: "PutInventoryConfiguration",
        DeleteBucketInventoryConfiguration: "PutInventoryConfiguration",
        ListBucketInventoryConfigurations: "GetInventoryConfiguration",
        GetBucketMetricsConfiguration: "GetMetricsConfiguration",
        PutBucketMetricsConfiguration: "PutMetricsConfiguration",
        DeleteBucketMetricsConfiguration: "PutMetricsConfiguration",
        ListBucketMetricsConfigurations: "GetMetricsConfiguration",
        GetBucketIntelligentTieringConfiguration: "GetIntelligentTieringConfiguration",
        PutBucketIntelligentTieringConfiguration: "PutIntelligentTieringConfiguration",
        DeleteBucketIntelligentTieringConfiguration: "PutIntelligentTieringConfiguration",
        ListBucketIntelligentTieringConfigurations: "GetIntelligentTieringConfiguration",
        GetBucketNotificationConfiguration: "GetBucketNotification",
        PutBucketNotificationConfiguration: "PutBucketNotification",
        GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
        PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
        GetPublicAccessBlock: "GetBucketPublicAccessBlock",
        PutPublicAccessBlock: "PutBucketPublicAccessBlock",
        DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
        DeleteBucketPublicAccessBlock: "PutBucketPublicAccessBlock",
        DeleteAccountPublicAccessBlock: "PutAccountPublicAccessBlock",
        DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
        DeleteBucketTagging: "PutBucketTagging",
        GetBucketMetadataConfiguration: "GetBucketMetadataTableConfiguration",
        CreateBucketMetadataConfiguration: "CreateBucketMetadataTableConfiguration",
        DeleteBucketMetadataConfiguration: "DeleteBucketMetadataTableConfiguration",
        ListDirectoryBuckets: "s3express:ListAllMyDirectoryBuckets",
        ListRegionalBuckets: "s3-outposts:ListRegionalBuckets",
        RenameObject: "s3express:CreateSession",
        CreateSession: "s3express:CreateSession",
        WriteGetObjectResponse: "s3-object-lambda:WriteGetObjectResponse",
      },
      source: "Amazon S3 API Reference: the operation's page, Permissions",
    },
    {
      renamed: { GetStorageLensDashboardDataInternal: "GetStorageLensDashboard" },
      source: "Amazon S3 User Guide: Setting Amazon S3 Storage Lens permissions",
    },
    { noPermission: "PreflightObject OptionsObject", source: "Amazon S3 User Guide: Using cross-origin resource sharing (CORS)" },
  ],
  byRequest: {
    GetObject: [ofVersion("GetObject", "GetObjectVersion")],
    HeadObject: [ofVersion("HeadObject", "GetObjectVersion")],
    GetObjectAttributes: [
      { when: lacks("versionId"), needs: ["GetObject"], source: permissions("GetObjectAttributes") },
      ofVersion("GetObjectAttributes", "GetObjectVersion", "GetObjectVersionAttributes"),
    ],
    GetObjectTagging: [ofVersion("GetObjectTagging", "GetObjectVersionTagging")],
    PutObjectTagging: [ofVersion("PutObjectTagging", "PutObjectVersionTagging")],
    DeleteObjectTagging: [ofVersion("DeleteObjectTagging", "DeleteObjectVersionTagging")],
    GetObjectAcl: [ofVersion("GetObjectAcl", "GetObjectVersionAcl")],
    PutObjectAcl: [ofVersion("PutObjectAcl", "PutObjectVersionAcl")],
    DeleteObject: [
      ofVersion("DeleteObject", "DeleteObjectVersion"),
      { when: asks(governance), needs: ["BypassGovernanceRetention"], source: permissions("DeleteObject") },
    ],
    DeleteObjects: deletingSeveral(),
    DeleteMultipleObjects: deletingSeveral(),
    PutObjectRetention: [{ when: asks(governance), needs: ["BypassGovernanceRetention"], source: permissions("PutObjectRetention") }],
    PutObject: uploading("PutObject"),
    PostObject: uploading("PostObject"),
    CreateMultipartUpload: uploading("CreateMultipartUpload"),
    InitiateMultipartUpload: uploading("InitiateMultipartUpload"),
    CopyObject: [...copying("CopyObject"), ...uploading("CopyObject")],
    UploadPartCopy: copying("UploadPartCopy"),
    CreateBucket: [
      { when: grantsRights, needs: ["PutBucketAcl"], source: permissions("CreateBucket") },
      { when: has("x-amz-object-ownership"), needs: ["PutBucketOwnershipControls"], source: permissions("CreateBucket") },
      {
        when: asks("x-amz-bucket-object-lock-enabled"),
        needs: ["PutBucketObjectLockConfiguration", "PutBucketVersioning"],
        source: permissions("CreateBucket"),
      },
    ],
  },
  calls: { GetObject: { told: read }, GetObjectVersion: { told: read } },
  told: {
    alone: false,
    arns: ({ request }) => throughAccessPoint(request),
    source: "Amazon S3 User Guide: Configuring IAM policies for using access points",
  },
  parameters: { BucketName: ["bucketname", "bucket"], ObjectName: ["key"], ConfigId: ["configid", "storagelensconfigurationid"] },
  types: { object: { untracked: true } },
  ephemeralTypes: ["job"],
  passesRoles: [
    {
      always: ["CreateJob"],
      to: ["batchoperations.s3.amazonaws.com"],
      source: "Amazon S3 User Guide: Granting permissions for Batch Operations",
    },
    {
      always: ["CreateAccessGrantsLocation"],
      sometimes: ["UpdateAccessGrantsLocation"],
      to: ["access-grants.s3.amazonaws.com"],
      source: "Amazon S3 API Reference: CreateAccessGrantsLocation, Permissions; UpdateAccessGrantsLocation",
    },
    {
      always: ["PutReplicationConfiguration"],
      to: ["s3.amazonaws.com"],
      source: "Amazon S3 User Guide: Setting up permissions for live replication",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: [
        "AbortMultipartUpload",
        "DeleteObject",
        "DeleteObjectTagging",
        "DeleteObjectVersion",
        "GetObject",
        "GetObjectAcl",
        "GetObjectAttributes",
        "GetObjectTagging",
        "GetObjectVersion",
        "ListBucket",
        "ListBucketMultipartUploads",
        "ListBucketVersions",
        "ListMultipartUploadParts",
        "PutObject",
        "PutObjectAcl",
        "PutObjectTagging",
        "RestoreObject",
      ],
      seldom: [
        "BypassGovernanceRetention",
        "DeleteObjectVersionTagging",
        "GetObjectLegalHold",
        "GetObjectRetention",
        "GetObjectTorrent",
        "GetObjectVersionAcl",
        "GetObjectVersionAttributes",
        "GetObjectVersionForReplication",
        "GetObjectVersionTagging",
        "ObjectOwnerOverrideToBucketOwner",
        "PutObjectLegalHold",
        "PutObjectRetention",
        "PutObjectVersionAcl",
        "PutObjectVersionTagging",
        "ReplicateDelete",
        "ReplicateObject",
        "ReplicateTags",
      ],
      alsoShown: ["ListBucket"],
      holder: /^arn:[^:]*:s3:::[^/*?]+/,
      reachedBy: {
        actions: [
          "athena:StartQueryExecution",
          "cloudformation:CreateChangeSet",
          "cloudformation:CreateStack",
          "cloudformation:UpdateStack",
          "elasticbeanstalk:CreateApplicationVersion",
          "lambda:CreateFunction",
          "lambda:PublishLayerVersion",
          "lambda:UpdateFunctionCode",
          "polly:StartSpeechSynthesisTask",
          "rekognition:DetectLabels",
          "rekognition:DetectText",
          "rekognition:IndexFaces",
          "textract:AnalyzeDocument",
          "textract:DetectDocumentText",
          "textract:StartDocumentAnalysis",
          "textract:StartDocumentTextDetection",
          "timestream:Unload",
          "transcribe:StartTranscriptionJob",
        ],
        source: "IAM User Guide: Forward access sessions; each service's guide for where its caller needs rights to Amazon S3",
      },
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  implied: [
    {
      seen: ["PutObject"],
      implies: ["AbortMultipartUpload", "ListMultipartUploadParts"],
      on: "same-resources",
      because: "who uploads in parts gives up an upload that fails, and lists its parts when it goes on",
      source: "Amazon S3 User Guide: Uploading and copying objects using multipart upload, API operations and permissions",
    },
  ],
  encryptionContext: {
    key: "aws:s3:arn",
    arn: (value) => (/^arn:[^:]*:s3:::[^/]+$/.test(value) ? `${value}/*` : value),
    decrypting: ["GetObject"],
    encrypting: ["PutObject"],
    source:
      "Amazon S3 User Guide: Using server-side encryption with AWS KMS keys, Encryption context (the object, or the bucket where it has a bucket key)",
  },
  namedIn: bucketIn,
  traces: tracesOf,
  usuallyCalls: { "batchoperations.s3": ["s3", "lambda"], s3: ["s3"] },
  discoveryCalls: ["ListBuckets"],
});

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const locations = [
  /^s3[an]?:\/\/([a-z0-9][a-z0-9.-]+)/,
  /^https:\/\/s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?\/([a-z0-9][a-z0-9.-]+)\//,
  /^https:\/\/([a-z0-9][a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com/,
];

/** `s3://bucket/key`, an object's URL (Amazon S3 User Guide: Virtual hosting of buckets), or a parameter for a bucket's name. */
function bucketIn(parameter: string, value: string, { partition }: Place): string | undefined {
  const located = locations.flatMap((location) => location.exec(value)?.[1] ?? []);
  const [bucket] = /bucket(?:name)?$/.test(parameter) && bucketName.test(value) ? [value] : located;
  return bucket === undefined
    ? undefined
    : formatArn({ partition: partition || "aws", service: "s3", region: "", account: "", resource: bucket });
}

const sseHeader = "x-amz-server-side-encryption-aws-kms-key-id";

/**
 * What a call on an object shows besides itself. A key that was missing is told only to who may list the bucket (Amazon S3 API
 * Reference: GetObject, HeadObject, Permissions). A copy takes the tags along (the same: CopyObject, x-amz-tagging-directive). A key
 * in the answer, or a mark beside it, shows that the caller used the key (Amazon S3 User Guide: Using server-side encryption with AWS
 * KMS keys, Permissions); an upload in parts reads its parts again, and so decrypts.
 */
function tracesOf(record: CloudTrailRecord, place: Place): readonly Trace[] {
  const { name, request, errorCode } = record;
  const bucket = typeof request.bucketName === "string" && !request.bucketName.includes(":") ? request.bucketName : undefined;
  const arn = (resource: string) => formatArn({ partition: place.partition || "aws", service: "s3", region: "", account: "", resource });
  if (bucket !== undefined && /^(?:NoSuchKey|404|NotFound)$/.test(errorCode) && /^(?:Get|Head)Object/.test(name))
    return [{ kind: "used", actions: [actionOf("s3", "ListBucket")], resource: arn(bucket) }];
  if (errorCode !== "") return [];
  return [...tagsCopied(record, place, bucket === undefined ? undefined : arn(bucket)), ...keysUsed(record)];
}

function tagsCopied(record: CloudTrailRecord, place: Place, bucket: string | undefined): readonly Trace[] {
  const { name, request } = record;
  const [source] = (name === "CopyObject" ? copySource(name, request, place) : undefined) ?? [];
  if (source === undefined || bucket === undefined || request["x-amz-tagging-directive"] === "REPLACE") return [];
  const key = typeof request.key === "string" ? request.key.replace(/[*?$\s]/g, "?") : "*";
  return [
    { kind: "used", actions: [actionOf("s3", "GetObjectTagging")], resource: source },
    { kind: "used", actions: [actionOf("s3", "PutObjectTagging")], resource: `${bucket}/${key}` },
  ];
}

function keysUsed({ name, response, additional }: CloudTrailRecord): readonly Trace[] {
  const key = response[sseHeader];
  const isRead = /^(?:Get|Head)Object$/.test(name);
  if (typeof key === "string" && key.startsWith("arn:")) {
    const needed = isRead ? ["Decrypt"] : ["GenerateDataKey", ...(/Multipart|Copy/.test(name) ? ["Decrypt"] : [])];
    return [{ kind: "used", actions: needed.map((action) => actionOf("kms", action)), resource: key }];
  }
  return isRead && /KMS/.test(String(additional.SSEApplied ?? "")) ? [{ kind: "used", actions: [actionOf("kms", "Decrypt")] }] : [];
}

function permissions(event: string): string {
  return `Amazon S3 API Reference: ${event}, Permissions`;
}

/** Asking for a version of an object is another action than asking for the object. */
function ofVersion(event: string, ...needs: readonly string[]): RequestFact {
  const instead = needs.includes("GetObjectVersion") || needs.includes("DeleteObjectVersion");
  return { when: has("versionId"), needs, ...(instead ? { instead } : {}), source: permissions(event) };
}

/** What an upload may set besides the object itself, each with a right of its own. */
function uploading(event: string): readonly RequestFact[] {
  return [
    { when: grantsRights, needs: ["PutObjectAcl"], source: permissions(event) },
    { when: has("x-amz-tagging"), needs: ["PutObjectTagging"], source: permissions(event) },
    { when: has("x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"), needs: ["PutObjectRetention"], source: objectLock },
    { when: has("x-amz-object-lock-legal-hold"), needs: ["PutObjectLegalHold"], source: objectLock },
  ];
}

/** Reading a version takes the place of the call's own action, so the writing is named with it. */
function copying(event: string): readonly RequestFact[] {
  return [
    { when: always, needs: ["GetObject"], source: permissions(event) },
    { when: copiesVersion, needs: ["GetObjectVersion", "PutObject"], instead: true, source: permissions(event) },
  ];
}

/** Only versions are retained. */
function deletingSeveral(): readonly RequestFact[] {
  return [
    {
      when: asks(governance),
      needs: ["DeleteObject", "DeleteObjectVersion", "BypassGovernanceRetention"],
      instead: true,
      source: permissions("DeleteObjects"),
    },
  ];
}

/** A bucket, a key of 1,024 bytes that are each encoded, and a version (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const LONGEST_SOURCE = 4096;

/** The source is `bucket/key` or an access point's ARN, URL-encoded; a plus may stand for a space or for itself. */
function copySource(event: string, request: JsonObject, { partition }: Place): readonly string[] | undefined {
  const header = request["x-amz-copy-source"];
  if (typeof header !== "string" || header.length > LONGEST_SOURCE)
    return event === "CopyObject" || event === "UploadPartCopy" ? [] : undefined;
  const source = decoded(header.replace(/\?versionId=.*$/i, ""))
    .replace(/^\//, "")
    .replace(/[*?$+\s]/g, "?");
  if (source.startsWith("arn:")) return [source];
  return /^[^/]+\/./.test(source)
    ? [formatArn({ partition: partition || "aws", service: "s3", region: "", account: "", resource: source })]
    : [];
}

/** A call by an access point is authorised on the access point, on an object as `ACCESSPOINT/object/KEY`. */
function throughAccessPoint({ bucketName, key }: JsonObject): readonly string[] | undefined {
  if (typeof bucketName !== "string" || !/^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\/[^/]+$/.test(bucketName)) return undefined;
  return typeof key === "string" ? [`${bucketName}/object/${key.replace(/[*?$]/g, "?")}`] : [bucketName];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
