/** Services whose IAM prefix is not the first part of CloudTrail's eventSource. */
export const PREFIXES: Readonly<Record<string, string>> = {
  monitoring: "cloudwatch",
  email: "ses",
  tagging: "tag",
};

/** Events that are called otherwise than the action that IAM checks for them; null where IAM checks none, or what it checks is in the request. */
export const ACTIONS: Readonly<Record<string, string | null>> = {
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
  "s3:ListParts": "s3:ListMultipartUploadParts",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:CopyObject": "s3:PutObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:UploadPart": "s3:PutObject",
  "s3:CompleteMultipartUpload": "s3:PutObject",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:GetStorageLensDashboardDataInternal": null,
  "lambda:Invoke": "lambda:InvokeFunction",
  "bedrock:Converse": "bedrock:InvokeModel",
  "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
  "sts:GetCallerIdentity": null,
  "kms:ReEncrypt": null,
  "dynamodb:ExecuteStatement": null,
  "dynamodb:BatchExecuteStatement": null,
  "dynamodb:ExecuteTransaction": null,
  "dynamodb:TransactWriteItems": null,
  "dynamodb:TransactGetItems": null,
  "signin:ConsoleLogin": null,
};
