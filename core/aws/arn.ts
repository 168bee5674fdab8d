import { partitionOf } from "./partition.ts";

/** The parts of an Amazon Resource Name (AWS General Reference, "Amazon Resource Names"). Parts may be empty or patterns. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that follows the account, colons too. */
  readonly resource: string;
}

/** Where something is: what fills an ARN's first parts. Empty where it is not known. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** An ARN's parts; undefined where the text is no ARN. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const [, partition = "", service = "", region = "", account = "", ...resource] = text.split(":");
  return resource.length === 0 ? undefined : { partition, service, region, account, resource: resource.join(":") };
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The account of an ARN; empty where the text is no ARN or names no account. */
export function accountOf(arn: string): string {
  return parseArn(arn)?.account ?? "";
}

/** The service prefix of an ARN, without taking it apart; empty where the text is no ARN. */
export function serviceOfArn(arn: string): string {
  if (!arn.startsWith("arn:")) return "";
  const start = arn.indexOf(":", 4) + 1;
  return start === 0 ? "" : arn.slice(start, Math.max(start, arn.indexOf(":", start)));
}

/** Where an ARN's resource begins, without taking it apart; the text's last part where it has fewer than six. */
export function resourceStart(arn: string): number {
  let at = 0;
  for (let part = 0; part < 5; part += 1) {
    const colon = arn.indexOf(":", at);
    if (colon < 0) return at;
    at = colon + 1;
  }
  return at;
}

/** The ARN of a resource in a region and account; what is not known of the place stays open. */
export function regionalArn(service: string, { partition, region, account }: Place, resource: string): string {
  return formatArn({ partition: partition || "aws", service, region: region || "*", account: account || "*", resource });
}

/** The ARN of a resource of a service that has no regions. */
export function globalArn(service: string, { partition, account }: Place, resource: string): string {
  return formatArn({ partition: partition || "aws", service, region: "", account: account || "*", resource });
}

/** The partition of whoever has the ARN, else that of the region. */
export function partitionOfArn(arn: string, region: string): string {
  return parseArn(arn)?.partition ?? partitionOf(region);
}
