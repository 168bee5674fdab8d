import { serviceOf } from "#core/policy/service-of.ts";
import type { CloudTrailRecord } from "./record.ts";

/** Where a call was made: what fills an ARN's first parts. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** By service: the parameter that names the account whose resources the call is about, where it is not the caller's own. */
const owners: Readonly<Record<string, { readonly parameter: string; readonly source: string }>> = {
  codeartifact: { parameter: "domainowner", source: "CodeArtifact API Reference: GetAuthorizationToken, domainOwner" },
  ecr: { parameter: "registryid", source: "Amazon ECR API Reference: BatchGetImage, registryId" },
  glue: { parameter: "catalogid", source: "AWS Glue Web API Reference: GetTable, CatalogId" },
  sqs: { parameter: "queueownerawsaccountid", source: "Amazon SQS API Reference: GetQueueUrl, QueueOwnerAWSAccountId" },
};

/** The region and account of the caller's own side; a name without an ARN means something there. */
export function placeOf(record: CloudTrailRecord): Place {
  return {
    partition: record.caller.arn.startsWith("arn:") ? (record.caller.arn.split(":")[1] ?? "aws") : partitionOf(record.region),
    region: record.region,
    account: record.caller.account || record.recipientAccount,
  };
}

/** Where the names in a request mean something: with the caller, or in the account that the request says owns them. */
export function placeOfNames(record: CloudTrailRecord, action: string): Place {
  const place = placeOf(record);
  const owner = ownerIn(record, serviceOf(action));
  return owner === undefined ? place : { ...place, account: owner };
}

/** A catalog's id may go on behind the account: `111122223333:catalog`. */
function ownerIn({ request }: CloudTrailRecord, service: string): string | undefined {
  const owner = owners[service];
  if (owner === undefined) return undefined;
  const key = Object.keys(request).find((name) => name.toLowerCase() === owner.parameter);
  const value = key === undefined ? undefined : request[key];
  return typeof value === "string" ? /^\d{12}(?=$|:)/.exec(value)?.[0] : undefined;
}

/** AWS General Reference, "Amazon Resource Names": the partition follows from the region. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("eu-isoe-")) return "aws-iso-e";
  if (region.startsWith("us-isof-")) return "aws-iso-f";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return region.startsWith("us-iso-") ? "aws-iso" : "aws";
}
