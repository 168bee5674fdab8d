/** Actions of a service that CloudTrail's management events never show. */
export interface BlindSpot {
  readonly service: string;
  readonly actions: readonly string[];
  /** `data-event`: shown only where the trail records data events. `not-logged`: never shown. */
  readonly kind: "data-event" | "not-logged";
  readonly source: string;
}

/** A seen action, or a role's purpose, that makes an unseen action needed. */
export interface Implication {
  /** Any of these seen …; empty where the purpose alone is enough. */
  readonly seen: readonly string[];
  /** … by a role that one of these services assumes; empty where any role counts. */
  readonly purposes: readonly string[];
  readonly implies: readonly string[];
  /** Where: on the resources of the seen action, on all of its log groups' streams, or on one ARN (`${…}` filled as in the catalogue). */
  readonly on: "same-resources" | "streams-of-log-groups" | "everything" | readonly string[];
  readonly because: string;
  readonly source: string;
}

const dataEvents = "CloudTrail User Guide: Logging data events";
const logsSource = "CloudWatch Logs User Guide: Logging API and console operations in CloudTrail";
const ssmSource = "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations";

/** One line a service. To add one, name the actions, how they are hidden and the AWS page that says so; a test checks the names. */
export const blindSpots: readonly BlindSpot[] = [
  {
    service: "s3",
    kind: "data-event",
    source: dataEvents,
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

/** What an action that was seen, or the role's purpose, makes sure of though no event shows it. */
export const implications: readonly Implication[] = [
  {
    seen: ["logs:CreateLogStream"],
    purposes: [],
    implies: ["logs:PutLogEvents"],
    on: "streams-of-log-groups",
    because: "a log stream is made to be written to, and management events never show the writing",
    source: logsSource,
  },
  {
    seen: [],
    purposes: ["lambda"],
    implies: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    on: ["arn:${Partition}:logs:${Region}:${Account}:log-group:/aws/lambda/*"],
    because: "a Lambda function writes its log to a log group of its own",
    source: "AWS Lambda Developer Guide: Defining Lambda function permissions with an execution role (AWSLambdaBasicExecutionRole)",
  },
  {
    seen: ["ssm:UpdateInstanceInformation"],
    purposes: [],
    implies: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
      "ec2messages:AcknowledgeMessage",
      "ec2messages:DeleteMessage",
      "ec2messages:FailMessage",
      "ec2messages:GetEndpoint",
      "ec2messages:GetMessages",
      "ec2messages:SendReply",
    ],
    on: "everything",
    because: "the Systems Manager agent that reported itself gets its work through these channels",
    source: ssmSource,
  },
  {
    seen: ["ecs:DiscoverPollEndpoint", "ecs:RegisterContainerInstance"],
    purposes: ["ec2"],
    implies: ["ecs:Poll", "ecs:StartTelemetrySession"],
    on: "everything",
    because: "the container agent that asked for its endpoint polls it",
    source: "Amazon ECS Developer Guide: Container instance IAM role",
  },
  {
    seen: ["sqs:GetQueueAttributes"],
    purposes: ["lambda"],
    implies: ["sqs:DeleteMessage", "sqs:ReceiveMessage"],
    on: "same-resources",
    because: "a function whose role asks for a queue's attributes is fed from it",
    source: "AWS Lambda Developer Guide: Using Lambda with Amazon SQS (AWSLambdaSQSQueueExecutionRole)",
  },
  {
    seen: ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary"],
    purposes: ["lambda"],
    implies: ["kinesis:GetRecords", "kinesis:GetShardIterator"],
    on: "same-resources",
    because: "a function whose role describes a stream is fed from it",
    source: "AWS Lambda Developer Guide: Using Lambda with Amazon Kinesis (AWSLambdaKinesisExecutionRole)",
  },
  {
    seen: ["dynamodb:DescribeStream"],
    purposes: ["lambda"],
    implies: ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    on: "same-resources",
    because: "a function whose role describes a table's stream is fed from it",
    source: "AWS Lambda Developer Guide: Using Lambda with Amazon DynamoDB (AWSLambdaDynamoDBExecutionRole)",
  },
];
