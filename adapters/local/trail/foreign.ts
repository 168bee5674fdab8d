import type { FileFault, ForeignForm, NoLog, NoLogKind } from "#core/cloudtrail/log-fault.ts";
import { WhittleError } from "#core/errors.ts";
import { noLogText, unusableFileText } from "#core/messages/log-fault.ts";

/** A file is in a form that is not read: it is passed over where it could not be a log, and named as a fault where it may hold records. */
export class ForeignFormError extends WhittleError {
  readonly code = "foreign-form";
  readonly verdict: { readonly problem: FileFault } | { readonly passedOver: NoLog };
  constructor(form: ForeignForm | { readonly noLog: NoLogKind }) {
    const verdict = typeof form === "string" ? { problem: { id: "foreign-form" as const, form } } : { passedOver: { id: form.noLog } };
    super("problem" in verdict ? unusableFileText(verdict.problem) : noLogText(verdict.passedOver));
    this.verdict = verdict;
  }
}

/** By the bytes that a file begins with, in hexadecimal. */
const MAGIC: readonly (readonly [magic: string, form: ForeignForm])[] = [
  ["504b0304", "zip"],
  ["425a68", "bzip2"],
  ["fd377a585a00", "xz"],
  ["04224d18", "lz4"],
  ["ff060000734e61507059", "snappy"],
  ["377abcaf271c", "7z"],
  ["526172211a07", "rar"],
  ["5d0000", "lzma"],
  ["7801", "zlib"],
  ["785e", "zlib"],
  ["789c", "zlib"],
  ["78da", "zlib"],
  ["1f9d", "compress"],
  ["800395", "pickle"],
  ["800495", "pickle"],
  ["800595", "pickle"],
  ["80027d", "pickle"],
  ["80037d", "pickle"],
  ["50415231", "parquet"],
  ["4f5243", "orc"],
  ["4f626a01", "avro"],
];

/** The same, of what certainly holds no record. */
const HARMLESS: readonly (readonly [magic: string, noLog: NoLogKind])[] = [
  ["504b0506", "empty-zip"],
  ["53514c69746520666f726d6174203300", "sqlite"],
  ["25504446", "pdf"],
  ["89504e470d0a1a0a", "image"],
  ["ffd8ff", "image"],
  ["47494638", "image"],
  ["7f454c46", "program"],
  ["4d5a", "program"],
];

/** By what a text begins with. */
const TEXTS: readonly (readonly [pattern: RegExp, form: ForeignForm])[] = [
  [/^<(\?xml[^>]*>\s*<)?Error>\s*<Code>AccessDenied/i, "s3-access-denied"],
  [/^<(\?xml[^>]*>\s*<)?Error>/i, "s3-error"],
  [/^<(!doctype html|html)/i, "html"],
  // A syslog line begins with its priority: `<134>`.
  [/^<(?!\d+>)/, "xml"],
  [/^(aws: error|\s*An error occurred \(\w+\))/, "aws-cli-error"],
  [/^version https:\/\/git-lfs/, "git-lfs-pointer"],
  [/^[[{]\s*'/, "python"],
  [/^[+|]?-{5,}.*[\r\n]+\|/, "aws-cli-table"],
  [/^(-\s+)?(CloudTrailEvent|Events|events|Records|QueryResultRows|eventVersion|logEvents):(\s|$)/m, "yaml"],
];

const TRIAL = /^Permission Check Successful/;

/** Columns that hold a whole record as JSON: CloudTrail Lake, CloudWatch Logs Insights, Splunk. */
const JSON_COLUMNS = ["eventjson", "@message", "message", "cloudtrailevent", "_raw"];

/** What pzstd begins a file with: a frame of zstd that is not unpacked (RFC 8878, 3.1.2). */
const SKIPPABLE_FRAME = /^5[0-9a-f]2a4d18$/;

/** The compression that a file's first bytes tell of those that logs are unpacked from on the way. */
export function compressionOf(head: Buffer): "gzip" | "zstd" | undefined {
  const hex = head.subarray(0, 4).toString("hex");
  if (hex.startsWith("1f8b")) return "gzip";
  return hex === "28b52ffd" || SKIPPABLE_FRAME.test(hex) ? "zstd" : undefined;
}

/** The packed or binary form that a file's first bytes tell; undefined for a text, and for what is unpacked on the way. */
export function packedFormOf(head: Buffer): ForeignForm | undefined {
  const hex = head.subarray(0, 16).toString("hex");
  return MAGIC.find(([magic]) => hex.startsWith(magic))?.[1];
}

/** What the first bytes of a file say of its form: `csv` for a table with a column of records. Throws ForeignFormError for a form that is not read. */
export function formOf(head: Buffer): "gzip" | "zstd" | "utf-16le" | "utf-16be" | "utf-8" | "csv" {
  const compression = compressionOf(head);
  if (compression !== undefined) return compression;
  const packed = packedFormOf(head);
  if (packed !== undefined) throw new ForeignFormError(packed);
  const hex = head.subarray(0, 16).toString("hex");
  for (const [magic, noLog] of HARMLESS) if (hex.startsWith(magic)) throw new ForeignFormError({ noLog });
  if (head.toString("latin1", 257, 262) === "ustar") throw new ForeignFormError("tar");
  const wide = wideOf(head);
  return wide ?? textFormOf(head.toString("utf8", 0, 4096));
}

/** Of a text in UTF-8, by its first few kilobytes. */
function textFormOf(text: string): "utf-8" | "csv" {
  const start = text.replace(/^\ufeff/, "").trimStart();
  for (const [pattern, form] of TEXTS) if (pattern.test(start)) throw new ForeignFormError(form);
  if (TRIAL.test(start)) throw new ForeignFormError({ noLog: "cloudwatch-trial" });
  const columns = columnsOf(start);
  if (columns.some((column) => JSON_COLUMNS.includes(column))) return "csv";
  // A spreadsheet writes other separators, by the country that it is set to.
  if (columnsOf(start.replaceAll(/[;\t]/g, ",")).includes("event name")) throw new ForeignFormError("event-history-csv");
  if (columns.includes("useridentity")) throw new ForeignFormError("athena-csv");
  return JSON_FIELD.test(start) ? "csv" : "utf-8";
}

/** JSON in a table's field: its quotes are doubled, as nowhere in JSON itself. */
const JSON_FIELD = /(^|[,;\t\r\n])"\s*\{\s*""/;

/** What stands between the fields of a table that begins so: spreadsheets write other separators, by the country that they are set to. */
export function separatorOf(text: string): "," | ";" | "\t" {
  const [, before, after] = /([,;\t])"\s*\{\s*""|\}"([,;\t])/.exec(text.slice(0, 4096)) ?? [];
  const found = before ?? after;
  return found === ";" || found === "\t" ? found : ",";
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
