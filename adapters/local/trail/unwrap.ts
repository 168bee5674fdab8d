import { gunzipSync } from "node:zlib";
import type { ForeignValue, NoRecord } from "#core/cloudtrail/log-fault.ts";
import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import { parsedJson } from "#core/json-text.ts";
import { compressionOf } from "./foreign.ts";
import { withItsNames } from "./lower-names.ts";

/** What a value of a log stands for. */
export type Found =
  | { readonly kind: "record"; readonly value: JsonObject }
  /** Something that is known, and holds no record of a call. */
  | { readonly kind: "none"; readonly what: NoRecord }
  /** A cell of a query's result that is not the record. */
  | { readonly kind: "cell" }
  | { readonly kind: "unknown"; readonly what?: ForeignValue };

/** Wrappers lie in wrappers: a page in a list, a batch in a message, a record in a batch. */
const MOST_WRAPPERS = 6;

/** A subscription's batch holds at most 6 MB, as it is handed to a function. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/** Members of which at least two make an object a record, if an incomplete one (CloudTrail User Guide, "CloudTrail record contents"). */
const RECORD_MEMBERS = ["eventVersion", "eventSource", "eventName", "eventTime", "userIdentity"];

/** Members whose value is a record, or text that holds one, by who writes them. */
const HOLDERS = [
  "CloudTrailEvent", // aws cloudtrail lookup-events
  "eventJson", // CloudTrail Lake
  "eventjson", // the same where names are in lower case
  "Message", // Amazon SNS
  "Body", // aws sqs receive-message
  "body", // Amazon SQS, as it is handed to a function
  "message", // aws logs filter-log-events and get-log-events, subscriptions, Vector
  "@message", // CloudWatch Logs Insights
  "_raw", // Splunk, Sumo Logic
  "_source", // Elasticsearch
  "log", // Fluent Bit
  "attributes", // Datadog, twice
  "result", // Splunk
  "full_message", // Graylog (GELF)
  "cloudtrail_event", // Steampipe
  "map", // Sumo Logic, around `_raw`
  "hits", // Elasticsearch, around a search's list of hits
];

/** Members that hold a list of records, or of what holds one each. */
const LISTS = [
  "Records",
  "records",
  "Events",
  "events",
  "logEvents",
  "QueryResultRows",
  "results",
  "Messages",
  "hits",
  "data",
  "value",
  "rows",
  "messages",
];

/** Yields what a JSON value of a log stands for: records in whatever they are wrapped in. `list` is the member in whose list it stands. */
export function* unwrapped(value: unknown, list = "", depth = 0): Generator<Found> {
  if (depth > MOST_WRAPPERS) yield { kind: "unknown" };
  else if (typeof value === "string") yield* inText(value, list, depth);
  else if (Array.isArray(value)) for (const each of value) yield* unwrapped(each, list, depth + 1);
  else if (isObject(value)) yield* inObject(value, list, depth);
  else yield { kind: "unknown" };
}

function* inText(text: string, list: string, depth: number): Generator<Found> {
  const value = /^\s*[[{]/.test(text) ? parsedJson(text) : undefined;
  if (value !== undefined) yield* unwrapped(value, list, depth + 1);
  else if (text.startsWith("CWL CONTROL MESSAGE")) yield { kind: "none", what: "control-messages" };
  else yield { kind: "unknown" };
}

function* inObject(value: JsonObject, list: string, depth: number): Generator<Found> {
  const known = knownByItself(value);
  const packed = packedIn(value, list);
  if (known) yield known;
  else if (typeof value["detail-type"] === "string") yield* inEvent(value.detail);
  else if ("_index" in value && isObject(value._source)) yield* inHit(value._source, depth);
  else if (typeof value.field === "string" && "value" in value) yield* inCell(value, list, depth);
  else if (packed !== undefined) yield* inBase64(packed.data, packed.isListed ? list : "", depth);
  else if (isObject(value.event) && "original" in value.event) yield* inHit(value, depth);
  else yield* inMember(value, list, depth);
}

/** What stands in base64; `isListed` where it is as good as the list's own entry. */
function packedIn(value: JsonObject, list: string): { readonly data: string; readonly isListed?: true } | undefined {
  const { awslogs, kinesis, Data, rawData } = value;
  if (isObject(awslogs) && typeof awslogs.data === "string") return { data: awslogs.data, isListed: true };
  if (isObject(kinesis) && typeof kinesis.data === "string") return { data: kinesis.data };
  if (list === "Records" && typeof Data === "string") return { data: Data };
  // Amazon Data Firehose Developer Guide, "Handle data delivery failures".
  return "attemptsMade" in value && typeof rawData === "string" ? { data: rawData } : undefined;
}

function* inCell({ field, value }: JsonObject, list: string, depth: number): Generator<Found> {
  if (field === "@message") yield* unwrapped(value, list, depth + 1);
  else yield { kind: "cell" };
}

/** A document of Elasticsearch: the record itself, or what Filebeat and Elastic Agent make of it, with the record's text if they were told to keep it. */
function* inHit(source: JsonObject, depth: number): Generator<Found> {
  const original = isObject(source.event) ? source.event.original : undefined;
  const found = [...unwrapped(original ?? source, "", depth + 1)];
  if (found.every(({ kind }) => kind === "unknown")) yield { kind: "unknown", what: "elasticsearch-document" };
  else yield* found;
}

function* inMember(value: JsonObject, list: string, depth: number): Generator<Found> {
  const members = [...HOLDERS.filter((name) => holds(value[name])), ...LISTS.filter((name) => Array.isArray(value[name]))];
  const last = members.pop();
  for (const member of members) {
    const found = [...inNamed(value, member, list, depth)];
    if (found.every(({ kind }) => kind === "unknown")) continue;
    yield* found;
    return;
  }
  const within = last === undefined ? foundWithin(value, 0) : [];
  if (last !== undefined) yield* inNamed(value, last, list, depth);
  else if (within.length > 0) yield* within;
  else if (list === "Records") yield { kind: "record", value };
  else yield list === "QueryResultRows" ? { kind: "cell" } : { kind: "unknown" };
}

/** OpenTelemetry's log data is the deepest that is known: a body in a record in a scope in a resource, each in a list. */
const MOST_LEVELS = 10;

/**
 * What is found in members of any name: other tools call a record as they like (`event`, `payload`, a table's column), and lay it as deep
 * (Wazuh, Grafana Loki, OpenTelemetry). Where several members hold one, none of them is it for sure.
 */
function foundWithin(value: JsonObject, level: number): Found[] {
  const held = Object.values(value)
    .map((each) => foundIn(each, level + 1))
    .filter((found) => found.length > 0);
  return held.length === 1 ? (held[0] ?? []) : [];
}

function foundIn(given: unknown, level: number): Found[] {
  const value = typeof given === "string" && given.startsWith("{") ? parsedJson(given) : given;
  if (level > MOST_LEVELS) return [];
  if (Array.isArray(value)) return foundInList(value, level);
  if (!isObject(value)) return [];
  const known = isRecord(value) ? knownByItself(value) : undefined;
  return known === undefined ? foundWithin(value, level) : [known];
}

/** An entry without a record is told where others have one. */
function foundInList(entries: readonly unknown[], level: number): Found[] {
  const found = entries.map((entry) => foundIn(entry, level + 1));
  if (found.every(({ length }) => length === 0)) return [];
  return found.flatMap((each, at) => (each.length > 0 || !isObject(entries[at]) ? each : [{ kind: "unknown" }]));
}

function* inNamed(value: JsonObject, member: string, list: string, depth: number): Generator<Found> {
  yield* unwrapped(value[member], LISTS.includes(member) ? member : list, depth + 1);
}

/**
 * What a function is handed of a log group or a stream, in base64: a log group's is packed (CloudWatch Logs User Guide, "Log group-level
 * subscription filters"), a stream's is as it was put there, such as by EventBridge.
 */
function* inBase64(data: string, list: string, depth: number): Generator<Found> {
  const bytes = Buffer.from(data, "base64");
  yield* unwrapped(compressionOf(bytes) === "gzip" ? unpacked(bytes) : parsedJson(bytes.toString("utf8")), list, depth + 1);
}

function unpacked(bytes: Buffer): unknown {
  try {
    return parsedJson(gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED }).toString("utf8"));
  } catch {
    return undefined;
  }
}

function holds(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || isObject(value);
}

function knownByItself(value: JsonObject): Found | undefined {
  if (value.eventCategory === "Insight" || value.eventType === "AwsCloudTrailInsight") return { kind: "none", what: "insights" };
  // Amazon S3 User Guide, "Event message structure": it has an eventName too.
  if (value.eventSource === "aws:s3") return { kind: "unknown", what: "delivery-notification" };
  if (isObject(value.kinesis)) return undefined;
  if (isRecord(value)) return { kind: "record", value };
  if ("digestS3Object" in value || "digestStartTime" in value) return { kind: "none", what: "digests" };
  if (value.messageType === "CONTROL_MESSAGE") return { kind: "none", what: "control-messages" };
  if (isBulkAction(value)) return { kind: "none", what: "bulk-actions" };
  const restored = "eventsource" in value && "eventname" in value ? withItsNames(value) : undefined;
  if (restored !== undefined) return { kind: "record", value: restored };
  const what = foreignValueOf(value);
  return what === undefined ? undefined : { kind: "unknown", what };
}

function foreignValueOf(value: JsonObject): ForeignValue | undefined {
  if ("s3ObjectKey" in value) return "delivery-notification";
  if ("eventsource" in value && "eventname" in value) return "athena-unload";
  if (isObject(value.ResultSet) && Array.isArray(value.ResultSet.Rows)) return "athena-rows";
  if ("EventVersion" in value && "EventName" in value) return "capital-names";
  return "class_uid" in value || "category_uid" in value ? "security-lake-event" : undefined;
}

/** The line before each document of a bulk request, such as `{"index":{"_index":"logs"}}`. */
function isBulkAction(value: JsonObject): boolean {
  const [[name = "", action] = [], ...more] = Object.entries(value);
  return more.length === 0 && ["index", "create"].includes(name) && isObject(action) && !("eventName" in action);
}

/** Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail". */
function* inEvent(detail: unknown): Generator<Found> {
  const known = isObject(detail) ? knownByItself(detail) : undefined;
  yield known ?? { kind: "none", what: "other-events" };
}

function isRecord(value: JsonObject): boolean {
  return RECORD_MEMBERS.filter((name) => name in value).length >= 2;
}
