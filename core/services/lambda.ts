import { type Place, regionalArn } from "#core/aws/arn.ts";
import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import { type NeedFact, service } from "./knowledge.ts";
import { has, mentions } from "./request.ts";

const withLayers = [
  {
    when: has("layers"),
    needs: ["GetLayerVersion"],
    source: "AWS Lambda Developer Guide: Granting users access to a Lambda layer",
  },
];

/** Code that is no upload is fetched with the caller's rights. */
const ofCode: readonly NeedFact[] = [
  {
    actions: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    on: ({ request }, place) => repositories(request, place),
    when: { says: "with an image", holds: (request) => repositories(request).length > 0 },
    source: "AWS Lambda Developer Guide: Create a Lambda function using a container image, Amazon ECR permissions",
  },
  {
    actions: ["s3:GetObject"],
    on: ["arn:${Partition}:s3:::${s3bucket}/${s3key}"],
    when: mentions(/"s3Bucket"/, "with code in Amazon S3"),
    source: "AWS Lambda API Reference: FunctionCode",
  },
  {
    actions: ["s3:GetObjectVersion"],
    on: ["arn:${Partition}:s3:::${s3bucket}/${s3key}"],
    when: mentions(/"s3ObjectVersion":"/, "with a version of code in Amazon S3"),
    source: "AWS Lambda API Reference: FunctionCode",
  },
];

const ofConfiguration: readonly NeedFact[] = [
  {
    actions: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
    on: [],
    when: mentions(/"subnetIds":\["/, "with a VPC"),
    source: "AWS Lambda Developer Guide: Giving Lambda functions access to resources in an Amazon VPC, Required IAM permissions",
  },
];

const ofCapacity: readonly NeedFact[] = [
  {
    actions: ["PassCapacityProvider"],
    on: ["${capacityproviderarn}"],
    when: has("capacityProviderConfig"),
    source: "Service Authorization Reference: AWS Lambda, CreateFunction, dependent actions",
  },
];

export const lambda = service("lambda", {
  events: [
    { renamed: { Invoke: "InvokeFunction" }, source: "AWS Lambda API Reference: Invoke" },
    { renamed: { InvokeWithResponseStream: "InvokeFunction" }, source: "AWS Lambda API Reference: InvokeWithResponseStream" },
    { renamed: { GetLayerVersionByArn: "GetLayerVersion" }, source: "AWS Lambda API Reference: GetLayerVersionByArn" },
  ],
  byRequest: { CreateFunction: withLayers, UpdateFunctionConfiguration: withLayers },
  calls: {
    CreateFunction: { needs: [...ofCode, ...ofConfiguration, ...ofCapacity] },
    UpdateFunctionCode: { needs: ofCode },
    UpdateFunctionConfiguration: { needs: [...ofConfiguration, ...ofCapacity] },
    PublishLayerVersion: { needs: ofCode.filter(({ actions }) => actions.some((action) => action.startsWith("s3:"))) },
  },
  told: {
    alone: false,
    arns: ({ request }, place) => functionsIn(request, place),
    source: "AWS Lambda API Reference: Invoke, FunctionName; AWS Lambda Developer Guide: Fine-tuning the Resources and Conditions sections",
  },
  passesRoles: [
    {
      always: ["CreateFunction"],
      sometimes: ["CreateCapacityProvider", "UpdateFunctionConfiguration"],
      to: ["lambda.amazonaws.com"],
      source: "the AWS managed policy AWSLambda_FullAccess passes roles to it",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["InvokeAsync", "InvokeFunction", "InvokeFunctionUrl"],
      seldom: [
        "CheckpointDurableExecution",
        "GetDurableExecutionState",
        "SendDurableExecutionCallbackFailure",
        "SendDurableExecutionCallbackHeartbeat",
        "SendDurableExecutionCallbackSuccess",
      ],
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  implied: [
    {
      seen: ["ec2:CreateNetworkInterface"],
      purposes: ["lambda"],
      implies: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:UnassignPrivateIpAddresses",
      ],
      on: "everything",
      because: "Lambda manages a function's network interfaces with the function's role, and deletes them long after",
      source: "AWS Lambda Developer Guide: Giving Lambda functions access to resources in an Amazon VPC, Required IAM permissions",
    },
    {
      purposes: ["lambda"],
      implies: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      on: ["arn:${Partition}:logs:${Region}:${Account}:log-group:/aws/lambda/*"],
      because: "a Lambda function writes its log to a log group of its own",
      source: "AWS Lambda Developer Guide: Defining Lambda function permissions with an execution role (AWSLambdaBasicExecutionRole)",
    },
  ],
  usuallyCalls: {
    lambda: ["s3", "dynamodb", "sqs", "sns", "kinesis", "xray", "cloudwatch", "events", "lambda"],
  },
  discoveryCalls: ["ListFunctions20150331"],
});

/** Partition, region, account, name and qualifier; all but the name may be missing. */
const functionName =
  /^(?:arn:(aws[a-z-]*):lambda:)?(?:(?:([a-z]{2,4}(?:-[a-z]+)+-\d):)?(\d{12}):)?(?:function:)?([\w-]+)(?::(\$?[\w.-]+))?$/;

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG` is in the repository NAME. */
function repositories({ code, imageUri }: JsonObject, place?: Place): readonly string[] {
  const uri = imageUri ?? (isObject(code) ? code.imageUri : undefined);
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(String(uri)) ?? [];
  if (account === undefined || region === undefined || name === undefined) return [];
  return [regionalArn("ecr", { partition: place?.partition ?? "aws", region, account }, `repository/${name}`)];
}

/** A version or alias in a parameter of its own: the function without it is allowed too, as either may be what is asked for. */
function functionsIn(request: JsonObject, place: Place): readonly string[] | undefined {
  const [, partition, region, account, name, qualified] = functionName.exec(String(request.functionName ?? "")) ?? [];
  const qualifier = typeof request.qualifier === "string" && /^\$?[\w.-]+$/.test(request.qualifier) ? request.qualifier : undefined;
  if (name === undefined || (account === undefined && qualifier === undefined)) return undefined;
  const where = { partition: partition ?? place.partition, region: region ?? place.region, account: account ?? place.account };
  const plain = regionalArn("lambda", where, `function:${name}`);
  const qualifiers = qualified !== undefined ? [`:${qualified}`] : qualifier === undefined ? [""] : ["", `:${qualifier}`];
  return qualifiers.map((end) => plain + end.replace("$", "?"));
}
