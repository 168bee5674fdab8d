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

const logsSource = "CloudWatch Logs User Guide: Logging API and console operations in CloudTrail";
const ssmSource = "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations";

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
