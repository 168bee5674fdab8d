import { WhittleError } from "#core/errors.ts";

/** A file is in a form that is not read: it is passed over where it could not be a log, and named as a fault where it may hold records. */
export class ForeignFormError extends WhittleError {
  readonly code = "foreign-form";
  /** What the file is, where it certainly holds no CloudTrail record. */
  readonly what: string | undefined;
  constructor(message: string, what?: string) {
    super(message);
    this.what = what;
  }
}

/** What to do instead. */
export const SYNC = "Use the trail's own log files: aws s3 sync s3://BUCKET/AWSLogs/ trail/";

const ZLIB = "it is compressed with zlib. Unpack it: pigz -d FILE";

/** By the bytes that a file begins with, in hexadecimal. */
const MAGIC: readonly (readonly [magic: string, message: string])[] = [
  ["504b0304", "it is a zip archive. Unpack it into the folder: unzip FILE"],
  ["425a68", "it is compressed with bzip2. Unpack it: bunzip2 FILE"],
  ["fd377a585a00", "it is compressed with xz. Unpack it: unxz FILE"],
  ["04224d18", "it is compressed with LZ4. Unpack it: unlz4 FILE"],
  ["ff060000734e61507059", "it is compressed with Snappy. Unpack it first."],
  ["377abcaf271c", "it is a 7z archive. Unpack it into the folder: 7z x FILE"],
  ["526172211a07", "it is a RAR archive. Unpack it into the folder: unrar x FILE"],
  ["5d0000", "it is compressed with LZMA. Unpack it: unlzma FILE"],
  ["7801", ZLIB],
  ["785e", ZLIB],
  ["789c", ZLIB],
  ["78da", ZLIB],
  ["1f9d", "it is compressed with compress. Unpack it: uncompress FILE"],
  ["50415231", `it is Parquet, as Security Lake and Athena write it. ${SYNC}`],
  ["4f5243", `it is ORC, as Athena writes it. ${SYNC}`],
  ["4f626a01", `it is Avro. ${SYNC}`],
];

/** The same, of what certainly holds no record. */
const HARMLESS: readonly (readonly [magic: string, what: string])[] = [
  ["504b0506", "an empty zip archive"],
  ["53514c69746520666f726d6174203300", "a SQLite database"],
  ["25504446", "a PDF"],
  ["89504e470d0a1a0a", "an image"],
  ["ffd8ff", "an image"],
  ["47494638", "an image"],
  ["7f454c46", "a program"],
  ["4d5a", "a program"],
];

/** By what a text begins with. */
const TEXTS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /^<(\?xml[^>]*>\s*<)?Error>\s*<Code>AccessDenied/i,
    "it is S3's answer AccessDenied, not the log. Download it again with credentials that may read the bucket.",
  ],
  [/^<(\?xml[^>]*>\s*<)?Error>/i, "it is an error that S3 answered, not the log. Download it again."],
  [/^<(!doctype html|html)/i, "it is an HTML page, such as a sign-in or error page, not the log. Download it again."],
  [/^</, "it is XML or HTML. Whittle reads CloudTrail's JSON."],
  [/^(aws: error|\s*An error occurred \(\w+\))/, "it is an error that the AWS CLI printed. Run the command again."],
  [/^version https:\/\/git-lfs/, "it is a pointer of Git LFS, not the file. Get it: git lfs pull"],
  [/^[[{]\s*'/, "it is what Python prints of its objects, not JSON. Write the file with json.dump"],
  [/^[+|]?-{5,}.*[\r\n]+\|/, "it is the AWS CLI's table output. Run the command again with --output json"],
  [
    /^(-\s+)?(CloudTrailEvent|Events|events|Records|QueryResultRows|eventVersion|logEvents):(\s|$)/m,
    "it is YAML. Run the command again with --output json",
  ],
];

const TRIAL = /^Permission Check Successful/;

/** Columns that hold a whole record as JSON: CloudTrail Lake, CloudWatch Logs Insights, Splunk. */
const JSON_COLUMNS = ["eventjson", "@message", "message", "cloudtrailevent", "_raw"];

/** What the first bytes of a file say of its form: `csv` for a table with a column of records. Throws ForeignFormError for a form that is not read. */
export function formOf(head: Buffer): "gzip" | "zstd" | "utf-16le" | "utf-16be" | "utf-8" | "csv" {
  const hex = head.subarray(0, 16).toString("hex");
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex.startsWith("28b52ffd")) return "zstd";
  for (const [magic, message] of MAGIC) if (hex.startsWith(magic)) throw new ForeignFormError(message);
  for (const [magic, what] of HARMLESS) if (hex.startsWith(magic)) throw harmless(what);
  if (head.toString("latin1", 257, 262) === "ustar")
    throw new ForeignFormError("it is a tar archive. Unpack it into the folder: tar xf FILE");
  const wide = wideOf(head);
  return wide ?? textFormOf(head.toString("utf8", 0, 4096));
}

function harmless(what: string): ForeignFormError {
  return new ForeignFormError(`it is ${what}.`, what);
}

/** Of a text in UTF-8, by its first few kilobytes. */
function textFormOf(text: string): "utf-8" | "csv" {
  const start = text.replace(/^\ufeff/, "").trimStart();
  for (const [pattern, message] of TEXTS) if (pattern.test(start)) throw new ForeignFormError(message);
  if (TRIAL.test(start)) throw harmless("the file with which CloudWatch Logs tries a bucket");
  const columns = columnsOf(start);
  if (columns.some((column) => JSON_COLUMNS.includes(column))) return "csv";
  if (columns.includes("useridentity") || columns.includes("event name"))
    throw new ForeignFormError(
      `it is a CSV of ${columns.includes("event name") ? "the console's event history" : "Athena or CloudTrail Lake"}, which does not hold whole records. ${SYNC}`,
    );
  return "utf-8";
}

/** The names in a CSV's first line, in lower case; none where it is no such line. */
function columnsOf(text: string): string[] {
  const [line = ""] = text.split(/\r?\n/, 1);
  if (!/^"?[\w@. -]+"?(,"?[\w@. -]+"?)*$/.test(line)) return [];
  return line.split(",").map((name) => name.replaceAll('"', "").trim().toLowerCase());
}

/** Where in a row the record stands, given the CSV's first line; -1 for nowhere. */
export function jsonColumn(names: readonly string[]): number {
  return names.findIndex((name) => JSON_COLUMNS.includes(name.trim().toLowerCase()));
}

/** A byte order mark tells UTF-16; without one, every second byte of JSON in it is zero. */
function wideOf([first = 0, second = 0, third = 0, fourth = 0]: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return "utf-16be";
  return undefined;
}
