import { SYNC } from "./foreign.ts";
import { type Fault, faultOf, type NoLog } from "./log-files.ts";
import type { NoRecord } from "./unwrap.ts";

/** What was found in one file, beside the records that are handed on. */
export interface Seen {
  /** Those that could not be read too. */
  records: number;
  /** Lists that hold records, by their names. */
  lists: number;
  bytes: number;
  /** Values that are neither records nor hold any: what they are, where that is known, else empty. */
  readonly unknown: string[];
  readonly none: Set<NoRecord>;
  cells: number;
  /** Lines of text with no record on them. */
  strays: number;
  /** Does another page follow that is not in the file? */
  hasNextPage: boolean;
}

interface Verdict {
  /** What is wrong with the file: records of it may be missing. */
  readonly problem?: Fault;
  /** What the file is instead of a log: nothing is missing. */
  readonly passedOver?: NoLog;
}

const PAGE = "it is one page of several, and the next is not in it. Run the command again without --max-items and --no-paginate";
const NO_LOG = 'not a CloudTrail log (no "Records" array)';
const FORMATS = "Supported formats: whittle help formats";
const CELLS =
  "it is a query's result without whole records. Select them: SELECT eventJson FROM … in CloudTrail Lake, or fields @message in Logs Insights";

/** Names that tools give to logs: .json.gz, .jsonl, .log, none at all as in a log group's export. */
const LOG_NAME = /^[^.]*$|\.(json|jsonl|ndjson|log|csv|gz|zst|gzip)(\.\w+)?$/i;

/** Judges a file by its name, by what was found in it, and by whether its text ended where a text may end. */
export function verdictOn(name: string, seen: Seen, isWhole: boolean): Verdict {
  if (seen.bytes === 0) return { problem: faultOf("it is empty") };
  if (seen.hasNextPage) return { problem: faultOf(PAGE) };
  const isLog = seen.records > 0 || seen.lists > 0;
  if (!isWhole && (isLog || seen.none.size > 0)) return { problem: faultOf("it was cut off", "what came before the cut") };
  return seen.records > 0 ? verdictOnLog(seen) : verdictWithoutRecord(name, seen, isWhole);
}

function verdictOnLog({ unknown, strays }: Seen): Verdict {
  const [what = ""] = unknown;
  return unknown.length > 0 || strays > 0
    ? { problem: faultOf(`it holds something beside its log that is none${what && `: ${what}`}`, "the log") }
    : {};
}

function verdictWithoutRecord(name: string, { cells, none, unknown, strays, lists }: Seen, isWhole: boolean): Verdict {
  if (cells > 0) return { problem: faultOf(CELLS) };
  const [what = ""] = unknown;
  if (what !== "") return { problem: exactly(`it holds ${what}, which is not read. ${SYNC}`) };
  if (unknown.length === 0 && none.size > 0) return { passedOver: holding([...none].join(", ")) };
  if (unknown.length === 0 && strays === 0 && lists > 0) return {};
  if (!LOG_NAME.test(name)) return { passedOver: { because: `${NO_LOG}. ${FORMATS}`, what: NO_LOG } };
  return { problem: exactly(`${NO_LOG}. ${FORMATS}${isWhole ? "" : ". Or the file was cut off before its first record."}`) };
}

function holding(what: string): NoLog {
  return { because: `it holds ${what}.`, what };
}

/** A fault whose text ends in a command, so without a full stop. */
function exactly(text: string): Fault {
  return { because: text, fault: text };
}
