import * as v from "valibot";
import { object, optional } from "#core/schema.ts";

/** What a value of a log is that is neither a record nor holds one that can be read. */
const foreignValue = v.picklist([
  "delivery-notification",
  "athena-unload",
  "athena-rows",
  "capital-names",
  "security-lake-event",
  "elasticsearch-document",
]);
export type ForeignValue = v.InferOutput<typeof foreignValue>;

/** Why a record could not be read. `rest-of-file` stands for what a file with a fault may hold besides. */
export const RecordFault = v.picklist([
  "not-json",
  "too-large",
  "not-an-object",
  "no-event-name",
  "long-event-name",
  "no-event-time",
  "no-user-identity",
  "flat-user-identity",
  "rest-of-file",
  ...foreignValue.options,
]);
export type RecordFault = v.InferOutput<typeof RecordFault>;

/** A form of file that is not read, though it may hold records. */
const foreignForm = v.picklist([
  "zip",
  "tar",
  "7z",
  "rar",
  "bzip2",
  "xz",
  "lz4",
  "snappy",
  "lzma",
  "zlib",
  "compress",
  "zstd",
  "packed-too-often",
  "unpacks-too-far",
  "parquet",
  "orc",
  "avro",
  "s3-access-denied",
  "s3-error",
  "html",
  "xml",
  "aws-cli-error",
  "aws-cli-table",
  "git-lfs-pointer",
  "python",
  "pickle",
  "yaml",
  "event-history-csv",
  "athena-csv",
]);
export type ForeignForm = v.InferOutput<typeof foreignForm>;

/** Megabytes of the largest record that is read. */
export const MOST_RECORD_MB = 4;

/** CloudTrail's logs unpack to 10 to 40 times their size; what unpacks to more than this is not read further. */
export const MOST_UNPACKED_RATIO = 250;

const text = v.string();

/** What keeps a log file from being read, or from being read whole. Words for it are made in core/messages/log-fault.ts. */
export const FileFault = v.variant("id", [
  object({ id: v.literal("empty") }),
  /** Another page follows that is not in the file. */
  object({ id: v.literal("one-page") }),
  /** What came before the cut counts. */
  object({ id: v.literal("cut-off") }),
  /** Its packed data is; what came before counts. */
  object({ id: v.literal("damaged") }),
  /** Something stands beside the log; the log counts. */
  object({ id: v.literal("beside-log"), value: optional(foreignValue) }),
  /** Cells of a query's result, without whole records. */
  object({ id: v.literal("cells") }),
  object({ id: v.literal("foreign-values"), value: foreignValue }),
  object({ id: v.literal("foreign-form"), form: foreignForm }),
  /** `isWhole`: its text ended where a text may end. */
  object({ id: v.literal("no-log"), isWhole: v.boolean() }),
  /** `error`: the file system's code, such as ENOENT, or what was thrown. */
  object({ id: v.literal("file-system"), error: text }),
  /** `error`: the code of S3, or the name of an error of the SDK. `by`: whose credentials they were. */
  object({ id: v.literal("not-fetched"), by: v.picklist(["operator", "stack"]), error: text, message: text }),
]);
export type FileFault = v.InferOutput<typeof FileFault>;

/** What a file is that certainly holds no record of a call. */
export type NoLogKind =
  | "not-named-so"
  | "other-service"
  | "link-in-a-circle"
  | "link-to-known-folder"
  | "named-pipe"
  | "socket"
  | "device"
  | "no-file"
  | "no-log"
  | "empty-zip"
  | "sqlite"
  | "pdf"
  | "image"
  | "program"
  | "cloudwatch-trial";

/** Values of a log that are known and are no records of calls. */
export type NoRecord = "digests" | "insights" | "control-messages" | "other-events" | "bulk-actions";

/** Why a file is passed over: nothing of the evidence is missing with it. */
export type NoLog = { readonly id: NoLogKind } | { readonly id: "no-records"; readonly values: readonly NoRecord[] };

/** A log file with a fault. */
export const FaultyFile = object({ file: text, because: FileFault });
export type FaultyFile = v.InferOutput<typeof FaultyFile>;
