import {
  type FileFault,
  type ForeignForm,
  type ForeignValue,
  MOST_RECORD_MB,
  MOST_UNPACKED_RATIO,
  type NoLog,
  type NoLogKind,
  type NoRecord,
  type RecordFault,
} from "#core/cloudtrail/log-fault.ts";
import { awsErrorText } from "./aws-error.ts";
import { fileErrorText } from "./file-error.ts";

const SYNC = "Use the trail's own log files: aws s3 sync s3://BUCKET/AWSLogs/ trail/";
const FORMATS = "Supported formats: whittle help formats";
const NO_LOG = 'not a CloudTrail log (no "Records" array)';

const VALUES: Readonly<Record<ForeignValue, string>> = {
  "delivery-notification": "a notification that a log file was delivered",
  "athena-unload": "records with names in lower case, as Athena unloads them",
  "athena-rows": "a result of Athena without whole records",
  "capital-names": "records with names that begin with a capital letter, as .NET may write them",
  "security-lake-event": "an event of Security Lake (OCSF)",
  "elasticsearch-document": "a document of Elasticsearch without event.original",
};

const RECORDS: Readonly<Record<Exclude<RecordFault, ForeignValue>, string>> = {
  "not-json": "a record is not JSON",
  "too-large": `a record is larger than ${MOST_RECORD_MB} MB`,
  "not-an-object": "a record is no object",
  "no-event-name": "it has no eventSource or no eventName",
  "long-event-name": "its eventSource or eventName is no name",
  "no-event-time": "its eventTime is not a time",
  "no-user-identity": "it has no userIdentity",
  "flat-user-identity": "its userIdentity is text: what is nested was lost. In PowerShell, write it with ConvertTo-Json -Depth 20",
  "rest-of-file": "the rest of its file could not be read",
};

const FORMS: Readonly<Record<ForeignForm, string>> = {
  zip: "it is a zip archive. Unpack it into the folder: unzip FILE",
  tar: "it is a tar archive. Unpack it into the folder: tar xf FILE",
  "7z": "it is a 7z archive. Unpack it into the folder: 7z x FILE",
  rar: "it is a RAR archive. Unpack it into the folder: unrar x FILE",
  bzip2: "it is compressed with bzip2. Unpack it: bunzip2 FILE",
  xz: "it is compressed with xz. Unpack it: unxz FILE",
  lz4: "it is compressed with LZ4. Unpack it: unlz4 FILE",
  snappy: "it is compressed with Snappy. Unpack it first.",
  lzma: "it is compressed with LZMA. Unpack it: unlzma FILE",
  zlib: "it is compressed with zlib. Unpack it: pigz -d FILE",
  compress: "it is compressed with compress. Unpack it: uncompress FILE",
  zstd: "it is compressed with zstd. Unpack it, or use Node 22.15 or newer: unzstd FILE",
  "packed-too-often": "it is packed several times over. Unpack it first.",
  "unpacks-too-far": `it unpacks to more than ${MOST_UNPACKED_RATIO} times its size, which no log does. What came before counts.`,
  parquet: `it is Parquet, as Security Lake and Athena write it. ${SYNC}`,
  orc: `it is ORC, as Athena writes it. ${SYNC}`,
  avro: `it is Avro. ${SYNC}`,
  "s3-access-denied": "it is S3's answer AccessDenied, not the log. Download it again with credentials that may read the bucket.",
  "s3-error": "it is an error that S3 answered, not the log. Download it again.",
  html: "it is an HTML page, such as a sign-in or error page, not the log. Download it again.",
  xml: "it is XML or HTML. Whittle reads CloudTrail's JSON.",
  "aws-cli-error": "it is an error that the AWS CLI printed. Run the command again.",
  "aws-cli-table": "it is the AWS CLI's table output. Run the command again with --output json",
  "git-lfs-pointer": "it is a pointer of Git LFS, not the file. Get it: git lfs pull",
  python: "it is what Python prints of its objects, not JSON. Write the file with json.dump",
  pickle: "it is a pickle of Python. Write the file with json.dump",
  yaml: "it is YAML. Run the command again with --output json",
  "event-history-csv": `it is a CSV of the console's event history, which does not hold whole records. ${SYNC}`,
  "athena-csv": `it is a CSV of Athena or CloudTrail Lake, which does not hold whole records. ${SYNC}`,
};

const NO_LOGS: Readonly<Record<NoLogKind, string>> = {
  "not-named-so": "its name is not a log's",
  "other-service": "logs of another service",
  "link-in-a-circle": "a link that leads in a circle",
  "link-to-known-folder": "a link to a folder that is read already",
  "named-pipe": "a named pipe",
  socket: "a socket",
  device: "a device",
  "no-file": "no file",
  "no-log": NO_LOG,
  "empty-zip": "an empty zip archive",
  sqlite: "a SQLite database",
  pdf: "a PDF",
  image: "an image",
  program: "a program",
  "cloudwatch-trial": "the file with which CloudWatch Logs tries a bucket",
};

const NO_RECORDS: Readonly<Record<NoRecord, string>> = {
  digests: "digest files",
  insights: "Insights events",
  "control-messages": "control messages of CloudWatch Logs",
  "other-events": "EventBridge events that are not of CloudTrail",
  "bulk-actions": "actions of an Elasticsearch bulk request",
};

/** Why the stack could not fetch an object, by S3's own codes (Amazon S3 API Reference, "Error responses"). */
const NOT_FETCHED: Readonly<Record<string, string>> = {
  NoSuchKey: "it was deleted after it was listed.",
  PreconditionFailed: "it changed after it was listed.",
  InvalidObjectState: "it is archived in S3 Glacier.",
  AccessDenied: "access denied. Check the bucket's policy and, if the logs are encrypted with a key of your own, TrailKeyArn.",
};

/** Why a record could not be read. */
export function recordFaultText(fault: RecordFault): string {
  switch (fault) {
    case "delivery-notification":
    case "athena-unload":
    case "athena-rows":
    case "capital-names":
    case "security-lake-event":
    case "elasticsearch-document":
      return `it is ${VALUES[fault]}`;
    default:
      return RECORDS[fault];
  }
}

/** What is wrong with a log file, and what of it counts all the same; in a sentence that follows the file's name. */
export function fileFaultText(fault: FileFault): string {
  switch (fault.id) {
    case "cut-off":
      return "it was cut off; what came before the cut counts.";
    case "damaged":
      return "its packed data is damaged; what came before the fault counts.";
    case "beside-log":
      return `${besideText(fault.value)}; the log counts.`;
    default:
      return unusableFileText(fault);
  }
}

/** What is wrong with a log file of which nothing counts. */
export function unusableFileText(fault: FileFault): string {
  switch (fault.id) {
    case "empty":
      return "it is empty.";
    case "one-page":
      return "it is one page of several, and the next is not in it. Run the command again without --max-items and --no-paginate.";
    case "cut-off":
      return "it was cut off.";
    case "damaged":
      return "its packed data is damaged.";
    case "beside-log":
      return `${besideText(fault.value)}.`;
    case "cells":
      return "it is a query's result without whole records. Select them: SELECT eventJson FROM … in CloudTrail Lake, or fields @message in Logs Insights.";
    case "foreign-values":
      return `it holds ${VALUES[fault.value]}, which is not read. ${SYNC}`;
    case "foreign-form":
      return FORMS[fault.form];
    case "no-log":
      return `${NO_LOG}. ${FORMATS}${fault.isWhole ? "" : ". Or the file was cut off before its first record."}`;
    case "file-system":
      return fileErrorText(fault.error);
    case "not-fetched":
      return fault.by === "operator" ? awsErrorText(fault.error, fault.message) : notFetchedText(fault.error);
  }
}

function besideText(value: ForeignValue | undefined): string {
  return `it holds text that is not part of a log of CloudTrail${value === undefined ? "" : `: ${VALUES[value]}`}`;
}

function notFetchedText(error: string): string {
  return NOT_FETCHED[error] ?? `S3 did not give it (${error}).`;
}

/** What a file is that is passed over, in words that follow its name. */
export function noLogText(noLog: NoLog): string {
  switch (noLog.id) {
    case "no-records":
      return `it holds ${noLogName(noLog)}.${noLog.values.includes("digests") ? " The logs lie in the folder CloudTrail beside CloudTrail-Digest." : ""}`;
    case "other-service":
      return `it holds ${NO_LOGS[noLog.id]}.`;
    case "not-named-so":
      return `${NO_LOGS[noLog.id]}.`;
    case "no-log":
      return `${NO_LOG}. ${FORMATS}`;
    default:
      return `it is ${NO_LOGS[noLog.id]}.`;
  }
}

/** What such files are, to count them by. */
export function noLogName(noLog: NoLog): string {
  return noLog.id === "no-records" ? noLog.values.map((value) => NO_RECORDS[value]).join(", ") : NO_LOGS[noLog.id];
}
