/** Actions of a service that CloudTrail's management events never show. */
export interface BlindSpot {
  readonly service: string;
  readonly actions: readonly string[];
  /** `data-event`: shown only where the trail records data events. `not-logged`: never shown. */
  readonly kind: "data-event" | "not-logged";
  readonly source: string;
  /** Of the actions: those that a management event shows too, under another name; one of them tells nothing of data events. */
  readonly alsoShown?: readonly string[];
  /** Seen calls to other services (`prefix:Name`) that work on this one with the caller's own rights. */
  readonly reachedBy?: { readonly actions: readonly string[]; readonly source: string };
}

const dataEvents = "CloudTrail User Guide: Logging data events";
const logsSource = "CloudWatch Logs User Guide: Logging API and console operations in CloudTrail";
const ssmSource = "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations";

/**
 * One line a service. To add one, name the actions, how they are hidden and the AWS page that says so; a test checks the names.
 * What a seen action or a role's purpose implies is in implications.ts, and who hands roles to whom in role-passing.ts.
 */
export const blindSpots: readonly BlindSpot[] = [
  {
    service: "s3",
    kind: "data-event",
    source: dataEvents,
    alsoShown: ["ListBucket"],
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
    reachedBy: {
      actions: [
        "athena:StartQueryExecution",
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
  },
  {
    service: "dynamodb",
    kind: "data-event",
    source: dataEvents,
    actions: [
      "BatchGetItem",
      "BatchWriteItem",
      "ConditionCheckItem",
      "DeleteItem",
      "GetItem",
      "GetRecords",
      "GetShardIterator",
      "PartiQLDelete",
      "PartiQLInsert",
      "PartiQLSelect",
      "PartiQLUpdate",
      "PutItem",
      "Query",
      "Scan",
      "UpdateItem",
    ],
  },
  {
    service: "sqs",
    kind: "data-event",
    source: dataEvents,
    actions: ["ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage", "SendMessage"],
  },
  { service: "sns", kind: "data-event", source: dataEvents, actions: ["Publish"] },
  {
    service: "kinesis",
    kind: "data-event",
    source: dataEvents,
    actions: ["GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"],
  },
  {
    service: "firehose",
    kind: "not-logged",
    source: "Amazon Data Firehose Developer Guide: Logging API calls",
    actions: ["PutRecord", "PutRecordBatch"],
  },
  { service: "lambda", kind: "data-event", source: dataEvents, actions: ["InvokeAsync", "InvokeFunction", "InvokeFunctionUrl"] },
  { service: "logs", kind: "data-event", source: logsSource, actions: ["FilterLogEvents", "GetLogEvents", "GetLogRecord", "PutLogEvents"] },
  {
    service: "cloudwatch",
    kind: "data-event",
    source: "CloudWatch User Guide: Logging API and console operations with CloudTrail",
    actions: ["GetMetricData", "GetMetricStatistics", "GetMetricWidgetImage", "ListMetrics", "PutMetricData"],
  },
  {
    service: "xray",
    kind: "data-event",
    source: "AWS X-Ray Developer Guide: Logging API calls with CloudTrail",
    actions: ["GetSamplingRules", "GetSamplingStatisticSummaries", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments"],
  },
  {
    service: "ssmmessages",
    kind: "not-logged",
    source: ssmSource,
    actions: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
  },
  {
    service: "ec2messages",
    kind: "not-logged",
    source: ssmSource,
    actions: ["AcknowledgeMessage", "DeleteMessage", "FailMessage", "GetEndpoint", "GetMessages", "SendReply"],
  },
  {
    service: "iam",
    kind: "not-logged",
    source: "IAM User Guide: Grant a user permissions to pass a role to an AWS service",
    actions: ["PassRole"],
  },
  {
    service: "events",
    kind: "data-event",
    source: "Amazon EventBridge User Guide: Logging API calls with CloudTrail",
    actions: ["PutEvents"],
  },
  {
    service: "execute-api",
    kind: "not-logged",
    source: "API Gateway Developer Guide: Logging API calls with CloudTrail",
    actions: ["Invoke", "ManageConnections"],
  },
  {
    service: "ecs",
    kind: "not-logged",
    source: "Amazon ECS Developer Guide: Container instance IAM role",
    actions: ["Poll", "StartTelemetrySession"],
  },
  {
    service: "bedrock",
    kind: "data-event",
    source: "Amazon Bedrock User Guide: Monitor API calls using CloudTrail",
    actions: ["ApplyGuardrail", "InvokeAgent", "Retrieve", "RetrieveAndGenerate"],
  },
  { service: "sagemaker", kind: "data-event", source: dataEvents, actions: ["GetRecord", "InvokeEndpoint", "PutRecord"] },
  { service: "rds-db", kind: "not-logged", source: "Amazon RDS User Guide: IAM database authentication", actions: ["connect"] },
  {
    service: "es",
    kind: "not-logged",
    source: "Amazon OpenSearch Service Developer Guide: Monitoring API calls with CloudTrail",
    actions: ["ESHttpDelete", "ESHttpGet", "ESHttpHead", "ESHttpPatch", "ESHttpPost", "ESHttpPut"],
  },
  {
    service: "elasticfilesystem",
    kind: "not-logged",
    source: "Amazon EFS User Guide: Using IAM to control file system data access",
    actions: ["ClientMount", "ClientRootAccess", "ClientWrite"],
  },
  {
    service: "kafka-cluster",
    kind: "not-logged",
    source: "Amazon MSK Developer Guide: IAM access control",
    actions: ["Connect", "DescribeGroup", "DescribeTopic", "ReadData", "WriteData"],
  },
  {
    service: "ses",
    kind: "data-event",
    source: "Amazon SES Developer Guide: Logging API calls with CloudTrail",
    actions: ["SendBulkEmail", "SendEmail", "SendRawEmail"],
  },
  {
    service: "iot",
    kind: "not-logged",
    source: "AWS IoT Core Developer Guide: Logging API calls with CloudTrail",
    actions: ["Connect", "Publish", "Receive", "Subscribe"],
  },
  {
    service: "cognito-sync",
    kind: "data-event",
    source: "Amazon Cognito Developer Guide: Logging with CloudTrail",
    actions: ["ListRecords", "UpdateRecords"],
  },
  {
    service: "states",
    kind: "not-logged",
    source: "AWS Step Functions Developer Guide: Logging API calls with CloudTrail",
    actions: ["GetActivityTask", "SendTaskHeartbeat"],
  },
  {
    service: "ebs",
    kind: "data-event",
    source: dataEvents,
    actions: ["GetSnapshotBlock", "ListChangedBlocks", "ListSnapshotBlocks", "PutSnapshotBlock"],
  },
  { service: "kinesisvideo", kind: "data-event", source: dataEvents, actions: ["GetMedia", "PutMedia"] },
  { service: "timestream", kind: "data-event", source: dataEvents, actions: ["Select", "WriteRecords"] },
];
