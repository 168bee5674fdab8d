import { isAttachment } from "#core/cloudtrail/attachments.ts";
import { type CloudTrailRecord, readRecord } from "#core/cloudtrail/record.ts";
import { roleKeyOf } from "#core/cloudtrail/role-key.ts";
import { reasonOf } from "../read-file.ts";
import { type PassedBy, passBy } from "./passed-by.ts";
import { deliveredRecords, sortRecords } from "./scan.ts";
import { RecordSplitter } from "./splitter.ts";
import { unpack } from "./unpack.ts";

/** What one log file holds, or a part of it, as far as it matters to the roles that are looked for. Plain data: it goes from thread to thread. */
export interface LogReading {
  readonly file: string;
  /** Nothing of the file comes after it. */
  readonly isLast: boolean;
  /** The records to be parsed, one after the other. */
  readonly wanted: Uint8Array<ArrayBuffer>;
  /** Where each of them ends. */
  readonly ends: readonly number[];
  readonly others: ReadonlyMap<string, PassedBy>;
  readonly unreadable: ReadonlyMap<string, number>;
  /** In the form in which CloudTrail delivers logs, and taken apart by that form: then it is the whole file. */
  readonly isDelivered: boolean;
  /** What is wrong with the file as a whole. */
  readonly problem?: string;
}

/** Above this what is wanted of a log in the usual form is not handed on as a whole. */
const MOST_WANTED_BYTES = 8 * 1024 * 1024;
/** What is wanted of any other log is handed on in parts of this size. */
const MOST_PART_BYTES = 2 * 1024 * 1024;
/** How much of such a log is looked at before what was found is handed on. */
const PART_BYTES = 1024 * 1024;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads one log file, in one reading or several. `roleNames` says whose records are handed on; records of others are only counted.
 * Never throws. `exact` follows every byte: for a log whose records turned out not to end where they seemed to.
 */
export async function* readLog(file: string, roleNames: ReadonlySet<string>, exact = false): AsyncGenerator<LogReading, void> {
  const log = new Log(file, roleNames);
  try {
    for await (const piece of unpack(file)) {
      const whole = exact ? undefined : log.takeDelivered(piece);
      if (whole) {
        yield whole;
        return;
      }
      for (const bytes of partsOf(piece)) {
        log.take(bytes);
        if (log.isFull()) yield log.reading(false);
      }
    }
    yield log.reading(true, log.fault());
  } catch (error) {
    yield log.reading(true, faultOf(error));
  }
}

function* partsOf(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at < piece.length; at += PART_BYTES) yield piece.subarray(at, at + PART_BYTES);
}

/** Collects what one file holds. */
class Log {
  readonly #file: string;
  readonly #roleNames: ReadonlySet<string>;
  readonly #splitter = new RecordSplitter({
    record: (bytes) => this.#sort(bytes),
    unreadable: (because) => this.#count(because),
  });
  #wanted: Buffer[] = [];
  #bytes = 0;
  #others = new Map<string, PassedBy>();
  #unreadable = new Map<string, number>();
  #isEmpty = true;

  constructor(file: string, roleNames: ReadonlySet<string>) {
    this.#file = file;
    this.#roleNames = roleNames;
  }

  /** The reading of a log that lies there whole, in the usual form, and holds no more than can be handed on at once. */
  takeDelivered(piece: Buffer): LogReading | undefined {
    const log = withoutMark(piece);
    const slices = this.#isEmpty ? deliveredRecords(log) : undefined;
    const sorted = slices && sortRecords(log, slices, this.#roleNames);
    if (!sorted || sorted.wanted.reduce((sum, { start, end }) => sum + end - start, 0) > MOST_WANTED_BYTES) return undefined;
    const wanted = sorted.wanted.map(({ start, end }) => log.subarray(start, end));
    return { file: this.#file, isLast: true, isDelivered: true, ...packed(wanted), others: sorted.others, unreadable: new Map() };
  }

  take(piece: Buffer): void {
    const log = this.#isEmpty ? withoutMark(piece) : piece;
    if (log.length > 0) this.#isEmpty = false;
    this.#splitter.push(log);
  }

  isFull(): boolean {
    return this.#bytes > MOST_PART_BYTES;
  }

  fault(): string | undefined {
    return this.#isEmpty ? "it is empty." : this.#splitter.end();
  }

  /** What was collected since the last reading. */
  reading(isLast: boolean, problem?: string): LogReading {
    const found = { ...packed(this.#wanted), others: this.#others, unreadable: this.#unreadable };
    this.#wanted = [];
    this.#bytes = 0;
    this.#others = new Map();
    this.#unreadable = new Map();
    return { file: this.#file, isLast, isDelivered: false, ...found, ...(problem === undefined ? {} : { problem }) };
  }

  /** A record of a log of another form is looked at one by one. */
  #sort(bytes: Buffer): void {
    const reading = readRecord(parsed(bytes));
    if (!reading.readable || this.#isWanted(reading.record)) {
      this.#wanted.push(bytes);
      this.#bytes += bytes.length;
    } else passBy(this.#others, reading.record.time, reading.record.region);
  }

  #isWanted(record: CloudTrailRecord): boolean {
    const [, name] = roleKeyOf(record)?.split("/") ?? [];
    return (name !== undefined && this.#roleNames.has(name)) || isAttachment(record);
  }

  #count(because: string): void {
    this.#unreadable.set(because, (this.#unreadable.get(because) ?? 0) + 1);
  }
}

function withoutMark(log: Buffer): Buffer {
  return log.subarray(0, 3).equals(BYTE_ORDER_MARK) ? log.subarray(3) : log;
}

/** Records one after the other, in memory of their own. */
function packed(records: readonly Buffer[]): Pick<LogReading, "wanted" | "ends"> {
  const wanted = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  const ends: number[] = [];
  let at = 0;
  for (const record of records) {
    wanted.set(record, at);
    at += record.length;
    ends.push(at);
  }
  return { wanted, ends };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** What stopped the reading; the records before it count. */
function faultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return "it was cut off; what came before the cut counts.";
  if (code.startsWith("Z_")) return "its gzip data is damaged; what came before the fault counts.";
  return reasonOf(error);
}
