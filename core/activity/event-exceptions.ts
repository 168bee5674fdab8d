/** An event whose name is not the name of its IAM action. */
export interface EventException {
  /** IAM actions that the call needs; empty where it needs none. */
  readonly actions: readonly string[];
  /** Why there are no actions: no permission is needed, or the action is not public. */
  readonly none?: "no-permission" | "no-public-action";
  /** The AWS page that says so. */
  readonly source: string;
}

const s3 = "Amazon S3 API Reference: ";

function s3Bucket(event: string, action: string): readonly [string, EventException] {
  return [`s3:${event}`, { actions: [`s3:${action}`], source: `${s3}${event}, Permissions` }];
}

function none(prefix: string, events: string, source: string): (readonly [string, EventException])[] {
  return events.split(" ").map((event) => [`${prefix}:${event}`, { actions: [], none: "no-permission", source }]);
}

function rename(prefix: string, pairs: Readonly<Record<string, string>>, source: string): (readonly [string, EventException])[] {
  return Object.entries(pairs).map(([event, actions]) => [
    `${prefix}:${event}`,
    { actions: actions.split(" ").map((name) => (name.includes(":") ? name : `${prefix}:${name}`)), source },
  ]);
}

/** What these need depends on their parameters alone; see extra-actions.ts. */
function byParameters(prefix: string, events: string, source: string): (readonly [string, EventException])[] {
  return events.split(" ").map((event) => [`${prefix}:${event}`, { actions: [], source }]);
}

/** S3's events carry the names of its API operations; its actions have names of their own ("Actions, resources, and condition keys for Amazon S3"). */
const s3Exceptions: (readonly [string, EventException])[] = [
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
  ["s3:CreateSession", { actions: ["s3express:CreateSession"], source: `${s3}CreateSession, Permissions` }],
  ["s3:WriteGetObjectResponse", { actions: ["s3-object-lambda:WriteGetObjectResponse"], source: `${s3}WriteGetObjectResponse` }],
  [
    "s3:GetStorageLensDashboardDataInternal",
    { actions: ["s3:GetStorageLensDashboard"], source: "Amazon S3 User Guide: Setting Amazon S3 Storage Lens permissions" },
  ],
  ...none("s3", "PreflightObject OptionsObject", "Amazon S3 User Guide: Using cross-origin resource sharing (CORS)"),
];

const portal = "IAM Identity Center Portal API Reference: calls carry a bearer token, not IAM credentials";
const userPools = "Amazon Cognito user pools API Reference: unauthenticated and token-authorized operations";

/**
 * Service prefix and event name (without a version suffix) to IAM actions, where the catalogue has no action of that name.
 * One line an exception, each with the AWS page it comes from. Events that are not here and not in the catalogue stay unresolved.
 */
export const eventExceptions: ReadonlyMap<string, EventException> = new Map([
  ...s3Exceptions,
  ...none("sts", "GetCallerIdentity", "AWS STS API Reference: GetCallerIdentity, 'No permissions are required'"),
  ...none("sts", "GetSessionToken", "AWS STS API Reference: GetSessionToken, Permissions"),
  ...none("sts", "AssumeRoleWithSAML AssumeRoleWithWebIdentity", "AWS STS API Reference: the call needs no AWS credentials"),
  ...none("dynamodb", "DescribeEndpoints", "Amazon DynamoDB API Reference: DescribeEndpoints"),
  ...none(
    "ssm",
    "RegisterManagedInstance",
    "Systems Manager User Guide: hybrid activations register with a code, not with IAM credentials",
  ),
  ...none("rolesanywhere", "CreateSession", "IAM Roles Anywhere User Guide: CreateSession is signed with a certificate"),
  ...none("sso", "Authenticate Federate GetRoleCredentials ListAccountRoles ListAccounts Logout ListProfilesForApplication", portal),
  ...none("sso", "ListApplications UserAuthentication StartSession EndSession GetAppConfig", portal),
  ...none("sso-oauth", "CreateToken RegisterClient StartDeviceAuthorization", "IAM Identity Center OIDC API Reference"),
  ...none("cognito-idp", "InitiateAuth RespondToAuthChallenge SignUp ConfirmSignUp ForgotPassword ConfirmForgotPassword", userPools),
  ...none("cognito-idp", "ResendConfirmationCode ChangePassword GetUser GlobalSignOut RevokeToken UpdateUserAttributes", userPools),
  ...none(
    "cognito-idp",
    "StartWebAuthnRegistration CompleteWebAuthnRegistration ListWebAuthnCredentials DeleteWebAuthnCredential",
    userPools,
  ),
  ...none("cognito-idp", "GetUserAuthFactors", userPools),
  ...none("cognito-idp", "GetTokensFromRefreshToken AssociateSoftwareToken VerifySoftwareToken Token_POST Login_GET", userPools),
  ...none(
    "cognito-identity",
    "GetId GetOpenIdToken GetCredentialsForIdentity UnlinkIdentity",
    "Amazon Cognito Federated Identities API Reference",
  ),
  ...rename("lambda", { Invoke: "InvokeFunction" }, "AWS Lambda API Reference: Invoke"),
  ...rename("lambda", { InvokeWithResponseStream: "InvokeFunction" }, "AWS Lambda API Reference: InvokeWithResponseStream"),
  ...rename("lambda", { GetLayerVersionByArn: "GetLayerVersion" }, "AWS Lambda API Reference: GetLayerVersionByArn"),
  ...rename("kms", { ReEncrypt: "ReEncryptFrom ReEncryptTo" }, "AWS KMS API Reference: ReEncrypt, Required permissions"),
  ...rename("bedrock", { Converse: "InvokeModel" }, "Amazon Bedrock API Reference: Converse"),
  ...rename("bedrock", { ConverseStream: "InvokeModelWithResponseStream" }, "Amazon Bedrock API Reference: ConverseStream"),
  ...rename("bedrock", { InvokeModelWithBidirectionalStream: "InvokeModel" }, "Amazon Bedrock API Reference"),
  ...rename("cloudfront", { CreateDistributionWithTags: "CreateDistribution TagResource" }, "Amazon CloudFront API Reference"),
  ...rename(
    "cloudfront",
    { CreateStreamingDistributionWithTags: "CreateStreamingDistribution TagResource" },
    "Amazon CloudFront API Reference",
  ),
  ...rename(
    "sqs",
    { SendMessageBatch: "SendMessage", DeleteMessageBatch: "DeleteMessage", ChangeMessageVisibilityBatch: "ChangeMessageVisibility" },
    "Amazon SQS API Reference: batch operations need the permission of the single one",
  ),
  ...rename("bedrock", { StartAsyncInvoke: "InvokeModel" }, "Amazon Bedrock API Reference: StartAsyncInvoke"),
  ...rename("timestream", { Query: "Select" }, "Amazon Timestream Developer Guide: How Amazon Timestream works with IAM"),
  ...rename(
    "detective",
    { ListOrganizationAdminAccounts: "ListOrganizationAdminAccount" },
    "Service Authorization Reference: Amazon Detective",
  ),
  ...rename("s3", { ListRegionalBuckets: "s3-outposts:ListRegionalBuckets" }, `${s3}ListRegionalBuckets`),
  ...rename(
    "cassandra",
    {
      CreateKeyspace: "Create",
      CreateTable: "Create",
      CreateType: "Create",
      DeleteKeyspace: "Drop",
      DeleteTable: "Drop",
      DeleteType: "Drop",
      GetKeyspace: "Select",
      GetTable: "Select",
      GetTableAutoScalingSettings: "Select",
      GetType: "Select",
      ListKeyspaces: "Select",
      ListTables: "Select",
      ListTypes: "Select",
      ListTagsForResource: "Select",
      RestoreTable: "Restore",
      UpdateKeyspace: "Alter",
      UpdateTable: "Alter",
    },
    "Service Authorization Reference: Amazon Keyspaces, API operations",
  ),
  ...rename(
    "dms",
    {
      DescribeDataProviders: "ListDataProviders",
      DescribeExtensionPackAssociations: "ListExtensionPacks",
      DescribeInstanceProfiles: "ListInstanceProfiles",
      DescribeMetadataModelAssessments: "ListMetadataModelAssessments",
      DescribeMetadataModelConversions: "ListMetadataModelConversions",
      DescribeMetadataModelExportsAsScript: "ListMetadataModelExports",
      DescribeMetadataModelExportsToTarget: "ListMetadataModelExports",
      DescribeMigrationProjects: "ListMigrationProjects",
      ModifyConversionConfiguration: "UpdateConversionConfiguration",
      ModifyDataProvider: "UpdateDataProvider",
      ModifyInstanceProfile: "UpdateInstanceProfile",
      ModifyMigrationProject: "UpdateMigrationProject",
      StartExtensionPackAssociation: "AssociateExtensionPack",
      StartMetadataModelExportAsScript: "StartMetadataModelExportAsScripts",
    },
    "AWS DMS API Reference: Required permissions of each operation",
  ),
  ...rename("sns", { PublishBatch: "Publish" }, "Amazon SNS API Reference: PublishBatch"),
  ...rename("s3", { CopyObject: "PutObject", UploadPartCopy: "PutObject" }, `${s3}CopyObject, Permissions`),
  ...byParameters("dynamodb", "TransactWriteItems", "Amazon DynamoDB Developer Guide: IAM and transactions"),
  ...byParameters(
    "dynamodb",
    "ExecuteStatement BatchExecuteStatement ExecuteTransaction",
    "Amazon DynamoDB Developer Guide: IAM and PartiQL",
  ),
  ...rename("dynamodb", { TransactGetItems: "GetItem" }, "Amazon DynamoDB Developer Guide: IAM and transactions"),
  ...rename(
    "budgets",
    {
      CreateBudget: "ModifyBudget",
      CreateNotification: "ModifyBudget",
      CreateSubscriber: "ModifyBudget",
      DeleteBudget: "ModifyBudget",
      DeleteNotification: "ModifyBudget",
      DeleteSubscriber: "ModifyBudget",
      UpdateBudget: "ModifyBudget",
      UpdateNotification: "ModifyBudget",
      UpdateSubscriber: "ModifyBudget",
      DescribeBudget: "ViewBudget",
      DescribeBudgets: "ViewBudget",
      DescribeBudgetPerformanceHistory: "ViewBudget",
      DescribeNotificationsForBudget: "ViewBudget",
      DescribeSubscribersForNotification: "ViewBudget",
      DescribeBudgetNotificationsForAccount: "ViewBudget",
    },
    "Service Authorization Reference: AWS Budget Service",
  ),
  ...rename("cloudsearch", { Search: "search", Suggest: "suggest", UploadDocuments: "document" }, "Amazon CloudSearch Developer Guide"),
]);
