import type { FileFault, ForeignValue, NoLog, NoRecord } from "#core/cloudtrail/log-fault.ts";

/** What was found in one file, beside the records that are handed on. */
export interface Seen {
  /** Those that could not be read too. */
  records: number;
  /** Lists that hold records, by their names. */
  lists: number;
  bytes: number;
  /** Values that are neither records nor hold any: what they are, where that is known. */
  readonly unknown: (ForeignValue | undefined)[];
  readonly none: Set<NoRecord>;
  cells: number;
  /** Lines of text with no record on them. */
  strays: number;
  /** Does another page follow that is not in the file? */
  hasNextPage: boolean;
}

interface Verdict {
  /** What is wrong with the file: records of it may be missing. */
  readonly problem?: FileFault;
  /** What the file is instead of a log: nothing is missing. */
  readonly passedOver?: NoLog;
}

/** Names that tools give to logs: .json.gz, .jsonl, .log, none at all as in a log group's export. */
const LOG_NAME = /^[^.]*$|\.(json|jsonl|ndjson|log|csv|gz|zst|gzip)(\.\w+)?$/i;

/** Judges a file by its name, by what was found in it, and by whether its text ended where a text may end. */
export function verdictOn(name: string, seen: Seen, isWhole: boolean): Verdict {
  if (seen.bytes === 0) return { problem: { id: "empty" } };
  if (seen.hasNextPage) return { problem: { id: "one-page" } };
  const isLog = seen.records > 0 || seen.lists > 0;
  if (!isWhole && (isLog || seen.none.size > 0)) return { problem: { id: "cut-off" } };
  return seen.records > 0 ? verdictOnLog(seen) : verdictWithoutRecord(name, seen, isWhole);
}

function verdictOnLog({ unknown, strays }: Seen): Verdict {
  if (unknown.length === 0 && strays === 0) return {};
  const [value] = unknown;
  return { problem: { id: "beside-log", ...(value === undefined ? {} : { value }) } };
}

function verdictWithoutRecord(name: string, { cells, none, unknown, strays, lists }: Seen, isWhole: boolean): Verdict {
  if (cells > 0) return { problem: { id: "cells" } };
  const [value] = unknown;
  if (value !== undefined) return { problem: { id: "foreign-values", value } };
  if (unknown.length === 0 && none.size > 0) return { passedOver: { id: "no-records", values: [...none] } };
  if (unknown.length === 0 && strays === 0 && lists > 0) return {};
  if (!LOG_NAME.test(name)) return { passedOver: { id: "no-log" } };
  return { problem: { id: "no-log", isWhole } };
}
