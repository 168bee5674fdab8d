import { basename } from "node:path";
import { isAttachment } from "#core/cloudtrail/attachments.ts";
import type { FileFault, NoLog, RecordFault } from "#core/cloudtrail/log-fault.ts";
import { type CloudTrailRecord, readRecord } from "#core/cloudtrail/record.ts";
import { roleKeyOf } from "#core/cloudtrail/role-key.ts";
import { parsedJson } from "#core/json-text.ts";
import { ObjectUnreadableError } from "../errors.ts";
import { fileErrorOf } from "../read-file.ts";
import { contentOf } from "./content.ts";
import { ForeignFormError } from "./foreign.ts";
import { type PassedBy, PassedByDay } from "./passed-by.ts";
import type { RoleNames } from "./role-names.ts";
import { IN_LIST, KIND, PLAIN, ROW_LENGTH, Row, Scanner, WANTED } from "./scanner/scanner.ts";
import { type Found, unwrapped } from "./unwrap.ts";
import { type Seen, verdictOn } from "./verdict.ts";

/** What one log file holds, or a part of it, as far as it matters to the roles that are looked for. Plain data: it can be kept. */
export interface LogReading {
  readonly file: string;
  /** Nothing of the file comes after it. */
  readonly isLast: boolean;
  /** The records to be parsed, one after the other. */
  readonly wanted: Uint8Array<ArrayBuffer>;
  /** Where each of them ends. */
  readonly ends: readonly number[];
  readonly others: readonly PassedBy[];
  readonly unreadable: ReadonlyMap<RecordFault, number>;
  /** What is wrong with the file as a whole: records of it may be missing. */
  readonly problem?: FileFault;
  /** What the file is instead of a log. Nothing is missing. */
  readonly passedOver?: NoLog;
}

/** What is wanted of a log is handed on in parts of this size. */
const MOST_PART_BYTES = 2 * 1024 * 1024;

let scanner: Scanner | undefined;

/**
 * Reads one log file, or what `content` yields of it, in one reading or several. `roleNames` says whose records are handed on; records of
 * others are only counted. Never throws.
 */
export async function* readLog(
  file: string,
  roleNames: RoleNames,
  content: AsyncIterable<Buffer> = contentOf(file),
): AsyncGenerator<LogReading, void> {
  const log = new Log(file, roleNames);
  // Taken out while it is in use: a second reading at the same time makes one of its own.
  const own = scanner ?? new Scanner();
  scanner = undefined;
  own.begin(roleNames.wanted);
  try {
    for await (const piece of content) {
      log.push(piece, own);
      if (log.isFull()) yield log.reading(false);
    }
    yield log.end(own);
  } catch (error) {
    yield log.stop(error, own);
  } finally {
    scanner = own;
  }
}

/** Lines that the AWS CLI's text output has beside those of events. */
const FRAME = /^([A-Z]+\t|[bf]\/\d+|None$)/;

/** Collects what one file holds. */
class Log {
  readonly #file: string;
  readonly #roleNames: RoleNames;
  readonly #take = (bytes: Buffer, table: Int32Array, count: number) => this.#takeRows(bytes, table, count);
  #wanted = Buffer.allocUnsafe(0);
  #length = 0;
  #ends: number[] = [];
  #others = new PassedByDay();
  #unreadable = new Map<RecordFault, number>();
  /** The member in whose list records stand. */
  #list = "";
  /** Text on the present line that is no record. */
  #stray = "";
  #hasRecordOnLine = false;
  readonly #seen: Seen = { records: 0, lists: 0, bytes: 0, unknown: [], none: new Set(), cells: 0, strays: 0, hasNextPage: false };

  constructor(file: string, roleNames: RoleNames) {
    this.#file = file;
    this.#roleNames = roleNames;
  }

  push(piece: Buffer, own: Scanner): void {
    this.#seen.bytes += piece.length;
    own.push(piece, this.#take);
    this.#takeGroups(own);
  }

  isFull(): boolean {
    return this.#length > MOST_PART_BYTES;
  }

  end(own: Scanner): LogReading {
    const isWhole = own.end(this.#take);
    this.#takeGroups(own);
    this.#endLine();
    return this.reading(true, verdictOn(basename(this.#file), this.#seen, isWhole));
  }

  /** What came before a fault counts, as far as it is whole. */
  stop(error: unknown, own: Scanner): LogReading {
    own.end(this.#take);
    this.#takeGroups(own);
    return this.reading(true, error instanceof ForeignFormError ? error.verdict : { problem: stoppedBy(error) });
  }

  /** What was collected since the last reading. */
  reading(isLast: boolean, verdict: Pick<LogReading, "problem" | "passedOver"> = {}): LogReading {
    const wanted = new Uint8Array(this.#wanted.subarray(0, this.#length));
    const found = { wanted, ends: this.#ends, others: this.#others.groups(), unreadable: this.#unreadable };
    this.#length = 0;
    this.#ends = [];
    this.#others = new PassedByDay();
    this.#unreadable = new Map();
    return { file: this.#file, isLast, ...found, ...verdict };
  }

  #takeRows(bytes: Buffer, table: Int32Array, count: number): void {
    for (let row = 0; row < count * ROW_LENGTH; row += ROW_LENGTH) {
      const flags = table[row] ?? 0;
      if ((flags & KIND) === Row.object) this.#takeObject(bytes, table, row);
      else this.#takeRow(flags, bytes, table[row + 1] ?? 0, table[row + 2] ?? 0);
    }
  }

  /** A record in the usual form is passed by, or handed on, without being parsed. */
  #takeObject(bytes: Buffer, table: Int32Array, row: number): void {
    const at = (column: number) => table[row + column] ?? 0;
    const flags = at(0);
    const isInList = (flags & IN_LIST) !== 0;
    if (!isInList) this.#hasRecordOnLine = true;
    if ((flags & PLAIN) === 0) this.#takeValue(bytes.toString("utf8", at(1), at(2)), isInList);
    else {
      this.#seen.records += 1;
      if ((flags & WANTED) !== 0) this.#keep(bytes.subarray(at(1), at(2)));
      else this.#others.add(bytes, at(3), at(4));
    }
  }

  /** Takes what the scanner counted by itself. */
  #takeGroups(own: Scanner): void {
    for (const group of own.takeGroups()) {
      this.#seen.records += group.count;
      this.#others.addGroup(group);
    }
  }

  #takeRow(flags: number, bytes: Buffer, start: number, end: number): void {
    const kind = flags & KIND;
    const isInList = (flags & IN_LIST) !== 0;
    if (kind === Row.string) {
      if (!isInList) this.#hasRecordOnLine = true;
      this.#takeValue(bytes.toString("utf8", start, end), isInList);
    } else if (kind === Row.opened) this.#open(bytes.toString("utf8", start, end));
    else if (kind === Row.member) this.#noteMember(bytes.toString("utf8", start, Math.min(end, start + 64)));
    else if (kind === Row.other) this.#noteOther(bytes.toString("utf8", start, Math.min(end, start + 128)), isInList);
    else if (kind === Row.line) this.#endLine();
    else if (kind === Row.skipped) this.#count("too-large");
    else this.#count("not-json");
  }

  #takeValue(text: string, isInList: boolean): void {
    const value = parsedJson(text);
    const list = isInList ? this.#list : "";
    if (value === undefined) this.#count("not-json");
    else for (const found of unwrapped(value, list)) this.#takeFound(found, list);
  }

  #takeFound(found: Found, list: string): void {
    if (found.kind === "none") this.#seen.none.add(found.what);
    else if (found.kind === "cell") this.#seen.cells += 1;
    else if (found.kind === "unknown") {
      if (list === "Records") this.#count(found.what ?? "not-an-object");
      else this.#seen.unknown.push(found.what);
    } else this.#takeRecord(found.value);
  }

  #takeRecord(value: unknown): void {
    const reading = readRecord(value);
    if (!reading.readable) this.#count(reading.because);
    else {
      this.#seen.records += 1;
      const { record } = reading;
      if (this.#isWanted(record)) this.#keep(Buffer.from(JSON.stringify(value)));
      else this.#others.addText(record.time, record.region);
    }
  }

  #isWanted(record: CloudTrailRecord): boolean {
    const [, name] = roleKeyOf(record)?.split("/") ?? [];
    return (name !== undefined && this.#roleNames.has(name)) || isAttachment(record);
  }

  /** Copies a record: the bytes that it stands in are the scanner's. */
  #keep(record: Buffer): void {
    const length = this.#length + record.length;
    if (length > this.#wanted.length) {
      const larger = Buffer.allocUnsafe(Math.max(4 * 1024, length * 2));
      this.#wanted.copy(larger, 0, 0, this.#length);
      this.#wanted = larger;
    }
    this.#wanted.set(record, this.#length);
    this.#length = length;
    this.#ends.push(length);
  }

  /** An object that holds a list, from its beginning, or a later member of it, to the list. */
  #open(head: string): void {
    this.#seen.lists += 1;
    // The next page is in the file after all.
    if (head.trimStart().startsWith("{")) this.#seen.hasNextPage = false;
    this.#list = /"(\w+)"\s*:\s*$/.exec(head)?.[1] ?? "";
    if (/"messageType"\s*:\s*"CONTROL_MESSAGE"/.test(head)) this.#seen.none.add("control-messages");
    this.#noteMember(head);
  }

  /** The AWS CLI writes where the next page begins, if it was told to stop before the end. */
  #noteMember(text: string): void {
    if (/"[nN]extToken"\s*:\s*"/.test(text)) this.#seen.hasNextPage = true;
  }

  #noteOther(text: string, isInList: boolean): void {
    if (!isInList) this.#stray ||= text.trim();
    else if (this.#list === "Records") this.#count("not-an-object");
    else this.#seen.unknown.push(undefined);
  }

  /** Text before or after a record on its line, such as a time, belongs to it. */
  #endLine(): void {
    if (this.#stray !== "" && !this.#hasRecordOnLine && !FRAME.test(this.#stray)) this.#seen.strays += 1;
    this.#stray = "";
    this.#hasRecordOnLine = false;
  }

  #count(fault: RecordFault): void {
    this.#seen.records += 1;
    this.#unreadable.set(fault, (this.#unreadable.get(fault) ?? 0) + 1);
  }
}

/** What stopped the reading; the records before it count. */
function stoppedBy(error: unknown): FileFault {
  if (error instanceof ObjectUnreadableError) return error.fault;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return { id: "cut-off" };
  if (code.startsWith("Z_") || code.startsWith("ZSTD_")) return { id: "damaged" };
  return { id: "file-system", error: fileErrorOf(error) };
}
