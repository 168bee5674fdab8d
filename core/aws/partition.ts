/** By the beginning of a region's name (AWS General Reference, "Amazon Resource Names"). */
const partitions: readonly (readonly [beginning: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
  ["us-iso-", "aws-iso"],
];

/** The partition that a region belongs to; `aws` where the region is unknown or empty. */
export function partitionOf(region: string): string {
  return partitions.find(([beginning]) => region.startsWith(beginning))?.[1] ?? "aws";
}
