import { isAttachment } from "#core/activity/attachments.ts";
import { type CloudTrailRecord, readRecord } from "#core/activity/record.ts";
import { roleKeyOf } from "#core/activity/role-key.ts";
import { reasonOf } from "../read-file.ts";
import { type PassedBy, passBy } from "./passed-by.ts";
import { deliveredRecords, sortRecords } from "./scan.ts";
import { RecordSplitter } from "./splitter.ts";
import { unpack } from "./unpack.ts";

/** What one log file holds, as far as it matters to the roles that are looked for. Plain data: it goes from thread to thread. */
export interface LogReading {
  readonly file: string;
  /** The records to be parsed, one after the other. */
  readonly wanted: Uint8Array<ArrayBuffer>;
  /** Where each of them ends. */
  readonly ends: readonly number[];
  readonly others: ReadonlyMap<string, PassedBy>;
  readonly unreadable: ReadonlyMap<string, number>;
  /** In the form in which CloudTrail delivers logs, and taken apart by that form. */
  readonly isDelivered: boolean;
  /** What is wrong with the file as a whole. */
  readonly problem?: string;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads one log file. `roleNames` says whose records are handed on; records of others are only counted. Never throws.
 * `exact` follows every byte: for a log whose records turned out not to end where they seemed to.
 */
export async function readLog(file: string, roleNames: ReadonlySet<string>, exact = false): Promise<LogReading> {
  const reading = new Reading(file, roleNames, exact);
  try {
    for await (const piece of unpack(file)) if (reading.take(piece)) return reading.end();
    return reading.end(reading.fault());
  } catch (error) {
    return reading.end(faultOf(error));
  }
}

/** Collects what one file holds. */
class Reading {
  readonly #file: string;
  readonly #roleNames: ReadonlySet<string>;
  readonly #exact: boolean;
  readonly #wanted: Buffer[] = [];
  readonly #others = new Map<string, PassedBy>();
  readonly #unreadable = new Map<string, number>();
  #splitter: RecordSplitter | undefined;
  #isEmpty = true;

  constructor(file: string, roleNames: ReadonlySet<string>, exact: boolean) {
    this.#exact = exact;
    this.#file = file;
    this.#roleNames = roleNames;
  }

  /** Takes a piece of the log; true where it was the whole of it, in the usual form. */
  take(piece: Buffer): boolean {
    const log = this.#isEmpty && piece.subarray(0, 3).equals(BYTE_ORDER_MARK) ? piece.subarray(3) : piece;
    if (this.#isEmpty && this.#takeDelivered(log)) return true;
    if (log.length > 0) this.#isEmpty = false;
    this.#splitter ??= new RecordSplitter({
      record: (bytes) => this.#sort(bytes),
      unreadable: (because) => this.#count(because),
    });
    this.#splitter.push(log);
    return false;
  }

  fault(): string | undefined {
    return this.#isEmpty ? "it is empty." : this.#splitter?.end();
  }

  end(problem?: string): LogReading {
    const wanted = new Uint8Array(this.#wanted.reduce((sum, { length }) => sum + length, 0));
    const ends: number[] = [];
    let at = 0;
    for (const record of this.#wanted) {
      wanted.set(record, at);
      at += record.length;
      ends.push(at);
    }
    return {
      file: this.#file,
      isDelivered: this.#splitter === undefined,
      wanted,
      ends,
      others: this.#others,
      unreadable: this.#unreadable,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  #takeDelivered(log: Buffer): boolean {
    const slices = this.#exact ? undefined : deliveredRecords(log);
    if (!slices) return false;
    const sorted = sortRecords(log, slices, this.#roleNames);
    for (const { start, end } of sorted.wanted) this.#wanted.push(log.subarray(start, end));
    for (const [key, passed] of sorted.others) this.#others.set(key, passed);
    return true;
  }

  /** A record of a log of another form is looked at one by one. */
  #sort(bytes: Buffer): void {
    const reading = readRecord(parsed(bytes));
    if (!reading.readable || this.#isWanted(reading.record)) this.#wanted.push(bytes);
    else passBy(this.#others, reading.record.time, reading.record.region);
  }

  #isWanted(record: CloudTrailRecord): boolean {
    const [, name] = roleKeyOf(record)?.split("/") ?? [];
    return (name !== undefined && this.#roleNames.has(name)) || isAttachment(record);
  }

  #count(because: string): void {
    this.#unreadable.set(because, (this.#unreadable.get(because) ?? 0) + 1);
  }
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
