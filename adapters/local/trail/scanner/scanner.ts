import { MOST_RECORD_MB } from "#core/cloudtrail/log-fault.ts";
import type { WantedRoles } from "../role-names.ts";
import { openWasm } from "../wasm.ts";

/** The kinds of row that scan.as.ts leaves, in a row's lowest byte. */
export const Row = { object: 1, string: 2, other: 3, opened: 4, member: 5, line: 6, broken: 7, skipped: 8 } as const;
export const KIND = 0xff;
export const IN_LIST = 0x800;
/** A record with all that is looked for, written as CloudTrail writes it. Without this flag, an object has to be parsed. */
export const PLAIN = 0x1000;
/** A plain record that may be of a wanted role. */
export const WANTED = 0x2000;

/** Numbers in a row: kind and flags, start, end, time, region, name, caller's ARN, session issuer's ARN; addresses, 0 for what is not there. */
export const ROW_LENGTH = 8;

const ROWS_AT = 1024;
const MOST_ROWS = 2048;
const GROUPS_AT = ROWS_AT + MOST_ROWS * ROW_LENGTH * 4;
const MOST_GROUPS = 256;
const GROUP_BYTES = 64;
/** Where a group's region begins, which ends with a quote. */
const REGION_AT = 16;
const NAMES_AT = GROUPS_AT + MOST_GROUPS * GROUP_BYTES;
/** Copied in and looked at in one go: it stays in the processor's cache. */
const WINDOW_BYTES = 256 * 1024;
/** The scanner loads 16 bytes at a time. */
const SLACK = 16;
const PAGE_BYTES = 64 * 1024;
const QUOTE = 0x22;

/** No record of CloudTrail is nearly as large (CloudTrail User Guide: a record holds at most 256 KB, larger ones are cut). */
const MOST_RECORD_BYTES = MOST_RECORD_MB * 1024 * 1024;
/** How often a text that ends inside of a record is taken up again at a line that begins with a brace. */
const MOST_RESUMPTIONS = 100;

/** Records of one day and region that nobody asked for, as they are counted: times as `HHMMSS` and the day as `YYYYMMDD` in a number. */
export interface ScannedGroup {
  readonly day: number;
  readonly region: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  want(all: number, slots: number): void;
  addName(at: number): void;
  forgetGroups(): void;
  groupCount(): number;
  reset(): void;
  scan(from: number, end: number, isLast: number): number;
  rowCount(): number;
  openCount(): number;
  skip(): void;
}

/** Takes rows: `count` of them in `table`, whose addresses lie in `bytes`. Both are the scanner's own memory, and gone after the call: copy what is kept. */
export type TakeRows = (bytes: Buffer, table: Int32Array, count: number) => void;

/**
 * Finds records in JSON text that comes in pieces, in memory that grows no further than the longest record. One serves text after text.
 * Plain records in lists that are of no wanted role make no rows: they are counted by day and region.
 */
export class Scanner {
  readonly #wasm: Exports;
  #bytes: Buffer;
  #table: Int32Array;
  #wanted: WantedRoles = [];
  /** Where the window begins. */
  #windowAt = 0;
  /** Bytes of an incomplete record that wait for the rest, at the window's start. */
  #held = 0;

  constructor() {
    this.#wasm = openScan();
    [this.#bytes, this.#table] = viewsOf(this.#wasm.memory);
    this.#want([]);
  }

  /** Begins another text, of which records of these roles are wanted. */
  begin(wanted: WantedRoles): void {
    this.#wasm.reset();
    this.#held = 0;
    if (wanted !== this.#wanted) this.#want(wanted);
  }

  /** What was counted since this was last asked, or since the text began. */
  takeGroups(): ScannedGroup[] {
    if (this.#wasm.groupCount() === 0) return [];
    const groups: ScannedGroup[] = [];
    for (let at = GROUPS_AT; at < NAMES_AT; at += GROUP_BYTES) {
      const count = this.#bytes.readInt32LE(at);
      if (count > 0) groups.push({ count, ...this.#groupAt(at) });
    }
    this.#wasm.forgetGroups();
    return groups;
  }

  #groupAt(at: number): Omit<ScannedGroup, "count"> {
    const bytes = this.#bytes;
    const region = bytes.toString("utf8", at + REGION_AT, bytes.indexOf(QUOTE, at + REGION_AT));
    return { day: bytes.readInt32LE(at + 4), region, first: bytes.readInt32LE(at + 8), last: bytes.readInt32LE(at + 12) };
  }

  /** Puts the names before the window, each as its length and its bytes. */
  #want(wanted: WantedRoles): void {
    this.#wanted = wanted;
    const names = wanted === "all" ? [] : wanted;
    const slots = 2 ** Math.ceil(Math.log2(2 * names.length + 2));
    const namesAt = NAMES_AT + slots * 4;
    const bytes = names.map((name) => Buffer.from(name));
    this.#windowAt = bytes.reduce((sum, { length }) => sum + 4 + length, namesAt);
    this.#reserve(this.#windowAt);
    this.#wasm.want(Number(wanted === "all"), slots);
    let at = namesAt;
    for (const name of bytes) {
      this.#bytes.writeInt32LE(name.length, at);
      this.#bytes.set(name, at + 4);
      this.#wasm.addName(at);
      at += 4 + name.length;
    }
  }

  /** Takes the next piece of the text, of which it makes a copy. */
  push(piece: Uint8Array, take: TakeRows): void {
    for (let at = 0; at < piece.length; at += WINDOW_BYTES) {
      const part = piece.subarray(at, at + WINDOW_BYTES);
      const end = this.#windowAt + this.#held + part.length;
      this.#reserve(end + SLACK);
      this.#bytes.set(part, this.#windowAt + this.#held);
      this.#run(end, false, take);
    }
  }

  /** Ends the text. Returns whether it ends where a text may end: not inside of a record or list. */
  end(take: TakeRows): boolean {
    this.#run(this.#windowAt + this.#held, true, take);
    const isWhole = this.#held === 0 && this.#wasm.openCount() === 0;
    for (let times = 0; this.#held > 0 && times < MOST_RESUMPTIONS; times++) {
      const next = this.#bytes.subarray(this.#windowAt, this.#windowAt + this.#held).indexOf("\n{");
      if (next < 0 || this.#wasm.openCount() > 0) break;
      this.#hold(this.#windowAt + next, this.#windowAt + this.#held);
      this.#run(this.#windowAt + this.#held, true, take);
    }
    return isWhole;
  }

  #run(end: number, isLast: boolean, take: TakeRows): void {
    let at = this.#scan(this.#windowAt, end, isLast, take);
    if (end - at > MOST_RECORD_BYTES) {
      this.#wasm.skip();
      at = this.#scan(at, end, isLast, take);
    }
    this.#hold(at, end);
  }

  #scan(from: number, end: number, isLast: boolean, take: TakeRows): number {
    for (let at = from; ; ) {
      at = this.#wasm.scan(at, end, Number(isLast));
      const count = this.#wasm.rowCount();
      if (count > 0) take(this.#bytes, this.#table, count);
      if (count < MOST_ROWS) return at;
    }
  }

  #hold(from: number, end: number): void {
    if (from < end) this.#bytes.copyWithin(this.#windowAt, from, end);
    this.#held = end - from;
  }

  #reserve(end: number): void {
    const { memory } = this.#wasm;
    const missing = end - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    [this.#bytes, this.#table] = viewsOf(memory);
  }
}

function viewsOf({ buffer }: WebAssembly.Memory): [Buffer, Int32Array] {
  return [Buffer.from(buffer), new Int32Array(buffer, ROWS_AT, MOST_ROWS * ROW_LENGTH)];
}

function openScan(): Exports {
  const { memory, functionNamed } = openWasm("adapters/local/trail/scanner/scan.wasm");
  return {
    memory,
    want: functionNamed("want"),
    addName: functionNamed("addName"),
    forgetGroups: functionNamed("forgetGroups"),
    groupCount: functionNamed("groupCount"),
    reset: functionNamed("reset"),
    scan: functionNamed("scan"),
    rowCount: functionNamed("rowCount"),
    openCount: functionNamed("openCount"),
    skip: functionNamed("skip"),
  };
}
