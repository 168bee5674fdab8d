import { readFileSync } from "node:fs";
import { MOST_RECORD_MB } from "#core/cloudtrail/log-fault.ts";
import { packageFile } from "../../../package-file.ts";

/** The kinds of row that scan.as.ts leaves, in a row's lowest byte. */
export const Row = { object: 1, string: 2, other: 3, opened: 4, member: 5, line: 6, broken: 7, skipped: 8 } as const;
export const KIND = 0xff;
export const HAS_SOURCE = 0x100;
export const HAS_IDENTITY = 0x200;
export const ODD = 0x400;
export const IN_LIST = 0x800;

/** Numbers in a row: kind and flags, start, end, time, region, name, caller's ARN, session issuer's ARN; addresses, 0 for what is not there. */
export const ROW_LENGTH = 8;

const ROWS_AT = 1024;
const MOST_ROWS = 2048;
const WINDOW_AT = ROWS_AT + MOST_ROWS * ROW_LENGTH * 4;
/** Copied in and looked at in one go: it stays in the processor's cache. */
const WINDOW_BYTES = 256 * 1024;
/** The scanner loads 16 bytes at a time. */
const SLACK = 16;
const PAGE_BYTES = 64 * 1024;

/** No record of CloudTrail is nearly as large (CloudTrail User Guide: a record holds at most 256 KB, larger ones are cut). */
const MOST_RECORD_BYTES = MOST_RECORD_MB * 1024 * 1024;
/** How often a text that ends inside of a record is taken up again at a line that begins with a brace. */
const MOST_RESUMPTIONS = 100;

interface Exports {
  readonly memory: WebAssembly.Memory;
  reset(): void;
  scan(from: number, end: number, isLast: number): number;
  rowCount(): number;
  openCount(): number;
  skip(): void;
}

/** Takes rows: `count` of them in `table`, whose addresses lie in `bytes`. Both are the scanner's own memory, and gone after the call: copy what is kept. */
export type TakeRows = (bytes: Buffer, table: Int32Array, count: number) => void;

let compiled: WebAssembly.Module | undefined;

/** Finds records in JSON text that comes in pieces, in memory that grows no further than the longest record. One serves text after text. */
export class Scanner {
  readonly #wasm: Exports;
  #bytes: Buffer;
  #table: Int32Array;
  /** Bytes of an incomplete record that wait for the rest, at the window's start. */
  #held = 0;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(packageFile("adapters/local/trail/scanner/scan.wasm")));
    this.#wasm = exportsOf(new WebAssembly.Instance(compiled));
    [this.#bytes, this.#table] = viewsOf(this.#wasm.memory);
  }

  /** Begins another text. */
  reset(): void {
    this.#wasm.reset();
    this.#held = 0;
  }

  /** Takes the next piece of the text, of which it makes a copy. */
  push(piece: Uint8Array, take: TakeRows): void {
    for (let at = 0; at < piece.length; at += WINDOW_BYTES) {
      const part = piece.subarray(at, at + WINDOW_BYTES);
      const end = WINDOW_AT + this.#held + part.length;
      this.#reserve(end + SLACK);
      this.#bytes.set(part, WINDOW_AT + this.#held);
      this.#run(end, false, take);
    }
  }

  /** Ends the text. Returns whether it ends where a text may end: not inside of a record or list. */
  end(take: TakeRows): boolean {
    this.#run(WINDOW_AT + this.#held, true, take);
    const isWhole = this.#held === 0 && this.#wasm.openCount() === 0;
    for (let times = 0; this.#held > 0 && times < MOST_RESUMPTIONS; times++) {
      const next = this.#bytes.subarray(WINDOW_AT, WINDOW_AT + this.#held).indexOf("\n{");
      if (next < 0 || this.#wasm.openCount() > 0) break;
      this.#hold(WINDOW_AT + next, WINDOW_AT + this.#held);
      this.#run(WINDOW_AT + this.#held, true, take);
    }
    return isWhole;
  }

  #run(end: number, isLast: boolean, take: TakeRows): void {
    let at = this.#scan(WINDOW_AT, end, isLast, take);
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
    if (from < end) this.#bytes.copyWithin(WINDOW_AT, from, end);
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

function exportsOf({ exports }: WebAssembly.Instance): Exports {
  const { memory, reset, scan, rowCount, openCount, skip } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("scan.wasm exports no memory.");
  return {
    memory,
    reset: callable(reset),
    scan: callable(scan),
    rowCount: callable(rowCount),
    openCount: callable(openCount),
    skip: callable(skip),
  };
}

function callable(value: unknown): (...numbers: number[]) => number {
  if (typeof value !== "function") throw new Error("scan.wasm lacks a function.");
  return (...numbers) => Number(value(...numbers));
}
