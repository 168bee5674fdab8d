import { type Place, partitionOfArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "./record.ts";

/** The region and account of the caller's own side; a name without an ARN means something there. */
export function placeOf(record: CloudTrailRecord): Place {
  return {
    partition: partitionOfArn(record.caller.arn, record.region),
    region: record.region,
    account: record.caller.account || record.recipientAccount,
  };
}
