import { type Place, partitionOf } from "#core/cloudtrail/place.ts";
import type { CloudTrailRecord, JsonObject } from "#core/cloudtrail/record.ts";

/** What a call says of its resources in a way that no ARN template tells. */
interface Told {
  /** The action, or the service with a colon behind it. */
  readonly of: string;
  /** The ARNs; undefined where this call does not tell. */
  readonly arns: (record: CloudTrailRecord, place: Place) => readonly string[] | undefined;
  /** Are these all that there is to know, so that the request's names are not asked as well? */
  readonly alone: boolean;
  readonly source: string;
}

const told: readonly Told[] = [
  {
    of: "iam:CreateServiceLinkedRole",
    alone: true,
    arns: ({ request: { awsServiceName } }, place) =>
      typeof awsServiceName === "string" && /^[a-z0-9.-]+$/.test(awsServiceName)
        ? [`${globalArn("iam", place)}:role/aws-service-role/${awsServiceName}/*`]
        : undefined,
    source: "IAM User Guide: Service-linked role permissions",
  },
  {
    of: "account:",
    alone: true,
    arns: ({ request }, place) =>
      Object.keys(request).some((key) => key.toLowerCase() === "accountid") ? undefined : [`${globalArn("account", place)}:account`],
    source: "AWS Account Management Reference Guide: a call without an account's number is about the caller's own",
  },
  {
    of: "sns:Publish",
    alone: true,
    arns: ({ request }) => (request.phoneNumber === undefined ? undefined : ["*"]),
    source: "Amazon SNS Developer Guide: Mobile text messaging (a phone number is no resource, so only `*` allows it)",
  },
  {
    of: "kms:UpdateAlias",
    alone: false,
    arns: (_record, place) => [`${regionalArn("kms", place)}:key/*`],
    source:
      "AWS KMS Developer Guide: Controlling access to aliases (the key that the alias leaves must be allowed as well; no call tells it)",
  },
  {
    of: "glue:",
    alone: true,
    arns: ({ request: { catalogId } }, place) =>
      typeof catalogId === "string" && !/^\d{12}$/.test(catalogId) ? [`${regionalArn("glue", place)}:*`] : undefined,
    source: "AWS Glue Developer Guide: Specifying AWS Glue resource ARNs (in a catalog within the Data Catalog, names have a path)",
  },
  {
    of: "sqs:",
    alone: false,
    arns: ({ request }) => queueFromUrl(request),
    source: "Amazon SQS Developer Guide: Queue and message identifiers (`https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`)",
  },
  {
    of: "lambda:",
    alone: false,
    arns: ({ request }, place) => functionsIn(request, place),
    source: "AWS Lambda API Reference: Invoke, FunctionName; AWS Lambda Developer Guide: Fine-tuning the Resources and Conditions sections",
  },
  {
    of: "elasticloadbalancing:CreateLoadBalancer",
    alone: true,
    arns: ({ request }, place) => newLoadBalancer(request, place),
    source:
      "Service Authorization Reference: Elastic Load Balancing V2; its CreateLoadBalancer has `name`, the classic one `loadBalancerName`",
  },
  ...["s3:GetObject", "s3:GetObjectVersion"].map((of) => ({
    of,
    alone: true,
    arns: ({ name, request }: CloudTrailRecord, place: Place) => copySource(name, request, place),
    source: "Amazon S3 API Reference: CopyObject, x-amz-copy-source (a copy reads another object than it writes)",
  })),
];

/** The ARNs that such a call tells; undefined where it is no such call. */
export function toldResources(
  record: CloudTrailRecord,
  action: string,
  place: Place,
): { readonly arns: readonly string[]; readonly alone: boolean } | undefined {
  const line = told.find(({ of }) => action === of || (of.endsWith(":") && action.startsWith(of)));
  const arns = line?.arns(record, place);
  return line === undefined || arns === undefined ? undefined : { arns, alone: line.alone };
}

function globalArn(service: string, { partition, account }: Place): string {
  return `arn:${partition || "aws"}:${service}::${account || "*"}`;
}

function regionalArn(service: string, { partition, region, account }: Place): string {
  return `arn:${partition || "aws"}:${service}:${region || "*"}:${account || "*"}`;
}

/** The oldest host name of all, `queue.amazonaws.com`, is us-east-1's (Amazon SQS Developer Guide, "Legacy endpoints"). */
function queueFromUrl({ queueUrl }: JsonObject): readonly string[] | undefined {
  const [, host = "", account, name] = /^https?:\/\/([^/:]+)(?::\d+)?\/(\d{12})\/([^/?]+)$/.exec(String(queueUrl)) ?? [];
  const region = host === "queue.amazonaws.com" ? "us-east-1" : /(?:^|\.)([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(host)?.[1];
  return region === undefined ? undefined : [`arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`];
}

/** Partition, region, account, name and qualifier; all but the name may be missing. */
const functionName =
  /^(?:arn:(aws[a-z-]*):lambda:)?(?:(?:([a-z]{2,4}(?:-[a-z]+)+-\d):)?(\d{12}):)?(?:function:)?([\w-]+)(?::(\$?[\w.-]+))?$/;

/** A version or alias in a parameter of its own: the function without it is allowed too, as either may be what is asked for. */
function functionsIn(request: JsonObject, place: Place): readonly string[] | undefined {
  const [, partition, region, account, name, qualified] = functionName.exec(String(request.functionName ?? "")) ?? [];
  const qualifier = typeof request.qualifier === "string" && /^\$?[\w.-]+$/.test(request.qualifier) ? request.qualifier : undefined;
  if (name === undefined || (account === undefined && qualifier === undefined)) return undefined;
  const where = { partition: partition ?? place.partition, region: region ?? place.region, account: account ?? place.account };
  const plain = `${regionalArn("lambda", where)}:function:${name}`;
  const qualifiers = qualified !== undefined ? [`:${qualified}`] : qualifier === undefined ? [""] : ["", `:${qualifier}`];
  return qualifiers.map((end) => plain + end.replace("$", "?"));
}

/** The source is `bucket/key` or an access point's ARN, URL-encoded; a plus may stand for a space or for itself. */
function copySource(event: string, request: JsonObject, { partition }: Place): readonly string[] | undefined {
  const header = request["x-amz-copy-source"];
  if (typeof header !== "string") return event === "CopyObject" || event === "UploadPartCopy" ? [] : undefined;
  const source = decoded(header.replace(/\?versionId=.*$/i, ""))
    .replace(/^\//, "")
    .replace(/[*?$+\s]/g, "?");
  if (source.startsWith("arn:")) return [source];
  return /^[^/]+\/./.test(source) ? [`arn:${partition || "aws"}:s3:::${source}`] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The ARN's last part is an id that is made up; without a type it is an Application Load Balancer. */
function newLoadBalancer({ name, type }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof name !== "string" || !/^[A-Za-z0-9-]+$/.test(name)) return undefined;
  const kind = type === "network" ? "net" : type === "gateway" ? "gwy" : "app";
  return [`${regionalArn("elasticloadbalancing", place)}:loadbalancer/${kind}/${name}/*`];
}
