import { partitionOf } from "./partition.ts";

/** The parts of an Amazon Resource Name (AWS General Reference, "Amazon Resource Names"). Parts may be empty or patterns. */
export interface ArnParts {
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
export function parseArn(text: string): ArnParts | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const [, partition = "", service = "", region = "", account = "", ...resource] = text.split(":");
  return resource.length === 0 ? undefined : { partition, service, region, account, resource: resource.join(":") };
}

export function formatArn({ partition, service, region, account, resource }: ArnParts): string {
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
export function globalArn(service: string, { partition, account }: Pick<Place, "partition" | "account">, resource: string): string {
  return formatArn({ partition: partition || "aws", service, region: "", account: account || "*", resource });
}

/** The ARN of a resource whose name is unique in the world, such as a bucket: it names no region and no account. */
export function worldwideArn(service: string, { partition }: Pick<Place, "partition">, resource: string): string {
  return formatArn({ partition: partition || "aws", service, region: "", account: "", resource });
}

/** The partition of whoever has the ARN, else that of the region. */
export function partitionOfArn(arn: string, region: string): string {
  return parseArn(arn)?.partition ?? partitionOf(region);
}

/** The six fields of an ARN, or of a pattern of one: `arn`, partition, service, region, account, and all the rest. Fewer where it has fewer. */
export function arnFields(text: string): readonly string[] {
  const fields = text.split(":");
  return fields.length <= 6 ? fields : [...fields.slice(0, 5), fields.slice(5).join(":")];
}

/** An ARN in any region and account, of any resource of its service. */
export function ofWholeService(arn: string): string {
  const [, partition = "", service = ""] = arnFields(arn);
  return formatArn({ partition, service, region: "*", account: "*", resource: "*" });
}

/** An ARN of the account's resource, for a resource in any account; undefined where it names no account. */
export function inAnyAccount(arn: string): string | undefined {
  const parts = parseArn(arn);
  return parts && /^\d{12}$/.test(parts.account) ? formatArn({ ...parts, account: "*" }) : undefined;
}

/** The type before the name in an ARN's resource, with the sign behind it: `volume/`; empty where it has none. */
export function typeInArn(arn: string): string {
  return /^[^/:]*[/:]/.exec(arn.slice(resourceStart(arn)))?.[0] ?? "";
}

/** The last part of an ARN's path: the name of a role, whatever its path. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** Is it a resource of a service whose ARNs have neither region nor account, so that its name is unique in the world? */
export function isUniqueInTheWorld(arn: string): boolean {
  const parts = parseArn(arn);
  return parts?.region === "" && parts.account === "";
}

/** What IAM or STS calls by an ARN; the name is without its path, and of a session it is the role's. */
export interface IamEntity {
  readonly partition: string;
  readonly account: string;
  /** `role`, `instance-profile`, `assumed-role` and so on. */
  readonly type: string;
  readonly name: string;
}

/** The entity that an ARN of IAM or STS is of; undefined for any other (IAM User Guide, "IAM identifiers"). */
export function iamEntityOf(arn: string): IamEntity | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.region !== "" || (parts.service !== "iam" && parts.service !== "sts")) return undefined;
  const { partition, account, service, resource } = parts;
  const [type = "", ...path] = resource.split("/");
  const isSession = service === "sts" && type === "assumed-role" && path.length === 2;
  const name = isSession ? path[0] : service === "iam" ? path.at(-1) : undefined;
  return name ? { partition, account, type, name } : undefined;
}
