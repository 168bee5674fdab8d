import { createReadStream, readFileSync, statSync } from "node:fs";
import type { Transform } from "node:stream";
import { promisify } from "node:util";
import zlib, { createGunzip, gunzip, gunzipSync, type ZlibOptions } from "node:zlib";
import { MOST_UNPACKED_RATIO } from "#core/cloudtrail/log-fault.ts";
import { csvRecords } from "./csv.ts";
import { compressionOf, ForeignFormError, formOf } from "./foreign.ts";

/** Above this a file is not held in memory as a whole. */
const MOST_WHOLE_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
/** The best that gzip can do (zlib's technical details); a size beyond it is no size. */
const MOST_GZIP_RATIO = 1032;
/** As much may be unpacked whatever the ratio. */
const FREE_BYTES = 64 * 1024 * 1024;
/** Packed twice happens, when a tool packs what CloudTrail packed; deeper is no accident. */
const MOST_LAYERS = 3;

/** A step takes some ten microseconds of its own. */
const MOST_STEPS = 1024;
const FEWEST_STEP_BYTES = 512;

/** A tar archive names itself at byte 257. */
const HEAD_BYTES = 512;
const GZIP_BEGINS = Buffer.from([0x1f, 0x8b]);
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A text or packed bytes, in order. */
type Pieces = AsyncIterable<Buffer> | Iterable<Buffer>;

/**
 * Yields a log file's text in UTF-8, piece by piece: unpacked where it is gzip or zstd, whatever its name says, and out of UTF-16 and CSV. A
 * piece may be used until the next is asked for, and no longer. A fault is thrown after the pieces that could be read before it. Throws
 * ForeignFormError for a form that is not read.
 */
export async function* contentOf(file: string): AsyncGenerator<Buffer> {
  const { size } = statSync(file);
  if (size > MOST_WHOLE_BYTES) {
    yield* decoded(createReadStream(file, { highWaterMark: PIECE_BYTES }), size, MOST_LAYERS);
    return;
  }
  const whole = readFileSync(file);
  yield* contentOfBytes(whole, () => release(whole));
}

/** The same of a log that is in memory as a whole; `onUnpacked` is called where its bytes were needed for the last time. */
export async function* contentOfBytes(whole: Buffer, onUnpacked = () => {}): AsyncGenerator<Buffer> {
  const { length } = whole;
  const unpacked = await unpackedAtOnce(whole);
  if (unpacked) {
    onUnpacked();
    yield* decoded([unpacked], length, MOST_LAYERS - 1);
    release(unpacked);
  } else yield* decoded(compressionOf(whole) === undefined ? [whole] : steps(whole), length, MOST_LAYERS);
}

/** Zlib keeps to itself what it made of a piece in which it met a fault, so a piece of a file that may have one is small. */
function* steps(whole: Buffer): Generator<Buffer> {
  const step = Math.max(FEWEST_STEP_BYTES, Math.ceil(whole.length / MOST_STEPS));
  for (let at = 0; at < whole.length; at += step) yield whole.subarray(at, at + step);
}

/**
 * Frees the memory of what nobody uses any longer, so that the next log is read and unpacked into the same. Left to V8, dozens of texts
 * wait for it. Small buffers share a pool, and Node 20 cannot free.
 */
function release({ buffer }: Buffer<ArrayBuffer>): void {
  if (buffer.byteLength > Buffer.poolSize && "transfer" in buffer) buffer.transfer(0);
}

/** The same of a log of `size` bytes that comes in pieces. */
export function contentOfPieces(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  return decoded(pieces, size, MOST_LAYERS);
}

/** At least 64 bytes, as zlib demands, and in steps of an eighth at most. */
function roomFor(length: number): number {
  const step = 2 ** Math.max(6, Math.floor(Math.log2(length)) - 3);
  return Math.ceil(length / step) * step;
}

/** Below this many packed bytes, handing them to another thread takes longer than unpacking them. */
const FEWEST_ASIDE_BYTES = 16 * 1024;
const gunzipAside = promisify<Buffer, ZlibOptions, Buffer<ArrayBuffer>>(gunzip);

/**
 * A sound gzip file of usual size, at the greatest speed: gzip tells its size in its last four bytes (RFC 1952). Zlib unpacks beside this
 * thread, in one of those that Node has for it.
 */
async function unpackedAtOnce(packed: Buffer): Promise<Buffer<ArrayBuffer> | undefined> {
  if (packed.length < 18 || compressionOf(packed) !== "gzip") return undefined;
  const length = packed.readUInt32LE(packed.length - 4);
  if (length > MOST_WHOLE_BYTES || length > packed.length * MOST_GZIP_RATIO) return undefined;
  try {
    const options = { chunkSize: roomFor(length + 1), maxOutputLength: MOST_WHOLE_BYTES };
    const unpacked = packed.length < FEWEST_ASIDE_BYTES ? gunzipSync(packed, options) : await gunzipAside(packed, options);
    return endsWith(packed, unpacked) ? unpacked : undefined;
  } catch {
    // Cut or damaged: read once more in pieces, for what comes before the fault.
    return undefined;
  }
}

/** Is this what the last member holds? Zlib says nothing of members that it leaves out because they stand behind zeros. */
function endsWith(packed: Buffer, unpacked: Buffer): boolean {
  const end = packed.length;
  // Node 20.15 brought crc32.
  const hasSum = !("crc32" in zlib) || zlib.crc32(unpacked) === packed.readUInt32LE(end - 8);
  return packed.readUInt32LE(end - 4) === unpacked.length && hasSum;
}

async function* decoded(pieces: Pieces, size: number, layers: number): AsyncGenerator<Buffer> {
  const { head, all } = await withHead(pieces);
  if (head.length === 0) return;
  const form = formOf(head);
  if (form === "utf-8") yield* withoutMark(all);
  else if (form === "csv") yield* csvRecords(all);
  else if (form === "utf-16le" || form === "utf-16be") yield* decoded(transcoded(all, form), size, layers);
  else if (layers === 0) throw new ForeignFormError("packed-too-often");
  else yield* decoded(unpacked(all, form, size), size, layers - 1);
}

/** The first bytes, enough to tell a form by, and all of them. */
async function withHead(pieces: Pieces): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  const first: Buffer[] = [];
  for (let length = 0; length < HEAD_BYTES; ) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const head = first.length === 1 && first[0] ? first[0] : Buffer.concat(first);
  return { head, all: afterHead(head, iterator) };
}

async function* afterHead(head: Buffer, iterator: AsyncIterator<Buffer> | Iterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) return;
    yield value;
  }
}

async function* withoutMark(pieces: Pieces): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const piece of pieces) {
    yield isFirst && piece.subarray(0, 3).equals(BYTE_ORDER_MARK) ? piece.subarray(3) : piece;
    isFirst = false;
  }
}

async function* transcoded(pieces: Pieces, encoding: "utf-16le" | "utf-16be"): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }));
}

/** Throws ForeignFormError for what unpacks to far more than a log does. */
async function* unpacked(pieces: Pieces, form: "gzip" | "zstd", size: number): AsyncGenerator<Buffer> {
  let left = Math.max(FREE_BYTES, size * MOST_UNPACKED_RATIO);
  for await (const piece of through(pieces, form)) {
    left -= piece.length;
    if (left < 0) throw new ForeignFormError("unpacks-too-far");
    yield piece;
  }
}

/** Throws ForeignFormError where this Node cannot unpack the form: zstd came with 22.15. */
function unpacker(form: "gzip" | "zstd"): Transform & zlib.Zlib {
  const options = { chunkSize: PIECE_BYTES };
  if (form === "gzip") return createGunzip(options);
  if (!("createZstdDecompress" in zlib)) throw new ForeignFormError("zstd");
  return zlib.createZstdDecompress(options);
}

/**
 * What streams make of pieces, one after the other: a stream ends with its frame or member, and the next begins there or behind zeros, with
 * which some tools fill blocks; else what follows those zeros is nothing, as to gzip itself. Unlike a stream's own iterator, it loses
 * nothing of what came before a fault.
 */
async function* through(pieces: Pieces, form: "gzip" | "zstd"): AsyncGenerator<Buffer> {
  let stream = new Unpacking(unpacker(form));
  try {
    for await (const piece of pieces) {
      for (let left = piece; left.length > 0; ) {
        if (stream.hasEnded) {
          left = beginningOf(left, form);
          if (left.length === 0) break;
          stream.destroy();
          stream = new Unpacking(unpacker(form));
        }
        left = left.subarray(yield* stream.push(left));
      }
    }
    yield* stream.end();
  } finally {
    stream.destroy();
  }
}

/** What of the bytes behind a stream's end the next one is to have. */
function beginningOf(bytes: Buffer, form: "gzip" | "zstd"): Buffer {
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const rest = bytes.subarray(zeros < 0 ? bytes.length : zeros);
  return form === "zstd" || GZIP_BEGINS.subarray(0, rest.length).equals(rest.subarray(0, 2)) ? rest : rest.subarray(rest.length);
}

/** One stream that unpacks. */
class Unpacking {
  readonly #stream: Transform & zlib.Zlib;
  /** It takes no more: what follows is for the next. */
  hasEnded = false;
  #fault: Error | undefined;
  #isDone = false;
  #wake = () => {};

  constructor(stream: Transform & zlib.Zlib) {
    this.#stream = stream;
    stream.on("readable", () => this.#wake());
    stream.on("end", () => {
      this.hasEnded = true;
      this.#done();
    });
    stream.on("error", (error) => {
      this.#fault = error;
      this.#done();
    });
  }

  /** Returns how many bytes of the piece it took. */
  async *push(piece: Buffer): AsyncGenerator<Buffer, number> {
    const before = this.#stream.bytesWritten;
    this.#stream.write(piece, () => this.#done());
    yield* this.#made();
    const taken = this.#stream.bytesWritten - before;
    if (taken < piece.length) this.hasEnded = true;
    return taken;
  }

  async *end(): AsyncGenerator<Buffer> {
    if (this.hasEnded) return;
    this.#stream.end();
    yield* this.#made();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  async *#made(): AsyncGenerator<Buffer> {
    for (;;) {
      const piece: Buffer | null = this.#stream.read();
      if (piece) yield piece;
      else if (this.#isDone) break;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    this.#isDone = false;
    if (this.#fault) throw this.#fault;
  }

  #done(): void {
    this.#isDone = true;
    this.#wake();
  }
}
