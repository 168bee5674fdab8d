import { accountOf } from "#core/aws/arn.ts";
import { parsedJson } from "#core/json-text.ts";
import { literalText } from "./literal-text.ts";
import type { RecordFault } from "./log-fault.ts";

/** Who made a call, as far as a record tells it. */
export interface Caller {
  /** `AssumedRole`, `IAMUser`, `AWSService` …; empty where the record does not say. */
  readonly type: string;
  readonly arn: string;
  /** The caller's own account, which is not the log's account where a call crossed accounts. */
  readonly account: string;
  /** The ARN of the role whose session this is, where the record names it. */
  readonly issuerArn: string;
  readonly sessionName: string;
  readonly accessKeyId: string;
  /** Were the credentials handed out by an EC2 instance's metadata service? */
  readonly fromInstance: boolean;
  /** The AWS service that made the call on the caller's behalf. */
  readonly invokedBy: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** One CloudTrail record, cut down to what Whittle reads. Text that is missing is empty. */
export interface CloudTrailRecord {
  /** Such as `logs.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn` …. */
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  /** The account whose log this is. */
  readonly recipientAccount: string;
  readonly caller: Caller;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly address: string;
  readonly userAgent: string;
  /** The endpoint of one's own network that the call came through, where it did. */
  readonly vpcEndpoint: string;
  /** ARNs that CloudTrail itself names. */
  readonly resources: readonly string[];
  readonly request: JsonObject;
  readonly response: JsonObject;
  /** What the service adds of its own (`additionalEventData`; `serviceEventDetails` of an event that is no API call). */
  readonly additional: JsonObject;
}

/** A record, or the reason why there is none. */
export type RecordReading =
  | { readonly readable: true; readonly record: CloudTrailRecord }
  | { readonly readable: false; readonly because: RecordFault };

/** Longer than any name of AWS's: what is longer is not kept. */
const longestName = 256;
const longestArn = 2048;

const nothing: JsonObject = Object.freeze({});

/**
 * Reads one entry of a log file's `Records` (CloudTrail User Guide, "CloudTrail record contents").
 * A field of a wrong type counts as missing; only what makes a record useless makes it unreadable. Never throws.
 */
export function readRecord(value: unknown): RecordReading {
  if (!isObject(value)) return unreadable("not-an-object");
  const source = text(value.eventSource);
  const name = text(value.eventName);
  const time = timeOf(value.eventTime);
  if (source === "" || name === "") return unreadable("no-event-name");
  if (source.length > longestName || name.length > longestName) return unreadable("long-event-name");
  if (time === "") return unreadable("no-event-time");
  const identity = nested(value.userIdentity);
  if (typeof identity === "string") return unreadable("flat-user-identity");
  if (!isObject(identity)) return unreadable("no-user-identity");
  return {
    readable: true,
    record: {
      source,
      name,
      time,
      type: text(value.eventType),
      region: text(value.awsRegion),
      recipientAccount: text(value.recipientAccountId),
      caller: readCaller(identity),
      errorCode: text(value.errorCode),
      errorMessage: text(value.errorMessage),
      address: text(value.sourceIPAddress),
      userAgent: text(value.userAgent),
      vpcEndpoint: text(value.vpcEndpointId),
      resources: readResources(nested(value.resources)),
      request: objectOf(nested(value.requestParameters)),
      response: objectOf(nested(value.responseElements)),
      additional: objectOf(nested(value.additionalEventData ?? value.serviceEventDetails)),
    },
  };
}

/** Tables whose columns hold no free structure (BigQuery, Athena) have it as JSON text. */
function nested(value: unknown): unknown {
  return typeof value === "string" && /^[{[]/.test(value) ? (parsedJson(value) ?? value) : value;
}

/** CloudTrail User Guide, "CloudTrail userIdentity element". */
function readCaller(identity: JsonObject): Caller {
  const session = objectOf(identity.sessionContext);
  const issuer = objectOf(session.sessionIssuer);
  const arn = text(identity.arn);
  return {
    type: text(identity.type),
    arn,
    account: text(identity.accountId) || accountOf(arn),
    issuerArn: text(issuer.arn),
    sessionName: sessionNameOf(arn, text(identity.principalId)),
    accessKeyId: text(identity.accessKeyId),
    fromInstance: session.ec2RoleDelivery !== undefined && session.ec2RoleDelivery !== null,
    invokedBy: text(identity.invokedBy),
  };
}

function sessionNameOf(arn: string, principalId: string): string {
  const parts = arn.includes(":assumed-role/") ? arn.split("/") : [];
  return parts[2] ?? principalId.split(":")[1] ?? "";
}

function readResources(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const arns: string[] = [];
  for (const entry of value) {
    const arn = isObject(entry) ? literalText(text(entry.ARN) || text(entry.arn)) || opened(literalText(text(entry.ARNPrefix))) : "";
    if (arn !== "" && arn.length <= longestArn) arns.push(arn);
  }
  return arns;
}

/** Of a call on several resources that are not named one by one, CloudTrail tells what their ARNs begin with (`ARNPrefix`). */
function opened(prefix: string): string {
  return prefix === "" ? "" : `${prefix}*`;
}

/** Was the request left out because it is too large? CloudTrail says so in its place, and its parameters are not known (CloudTrail User Guide, "CloudTrail record contents"). */
export function isCutOff(request: JsonObject): boolean {
  return request.omitted === true;
}

/** Is it a JSON object: neither a list nor null? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : nothing;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * `2026-01-31T12:00:00Z`, also where a tool that passed the record on wrote a space, fractions of a second, no `Z`, or the time of another
 * zone with its offset; empty otherwise.
 */
function timeOf(value: unknown): string {
  const found = /^(20\d{2}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z| ?([+-]\d{2}):?(\d{2}))?$/.exec(text(value));
  const time = found === null ? "" : `${found[1]}T${found[2]}Z`;
  if (Number.isNaN(Date.parse(time))) return "";
  const [, , , hours = "+00", minutes = "00"] = found ?? [];
  if (hours.endsWith("00") && minutes === "00") return time;
  const at = Date.parse(`${time.slice(0, -1)}${hours}:${minutes}`);
  return Number.isNaN(at) ? "" : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function unreadable(because: RecordFault): RecordReading {
  return { readable: false, because };
}
