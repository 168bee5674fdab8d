import type { CloudTrailRecord } from "./record.ts";

/** Where a call was made: what fills an ARN's first parts. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The region and account of the caller's own side; a name without an ARN means something there. */
export function placeOf(record: CloudTrailRecord): Place {
  return {
    partition: record.caller.arn.startsWith("arn:") ? (record.caller.arn.split(":")[1] ?? "aws") : partitionOf(record.region),
    region: record.region,
    account: record.caller.account || record.recipientAccount,
  };
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
