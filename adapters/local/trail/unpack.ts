import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from "node:fs";
import { createGunzip, gunzipSync } from "node:zlib";

/** Above this a file is not held in memory as a whole. */
const MOST_WHOLE_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
/** The best that gzip can do (zlib's technical details); a size beyond it is no size. */
const MOST_RATIO = 1032;

/**
 * A log file's bytes, unpacked where it is gzip, whatever its name says: in one piece where it is of usual size, otherwise in
 * pieces. A fault comes after the pieces that could be read before it.
 */
export async function* unpack(file: string): AsyncGenerator<Buffer> {
  if (!isGzip(file)) {
    if (statSync(file).size <= MOST_WHOLE_BYTES) yield readFileSync(file);
    else yield* createReadStream(file, { highWaterMark: PIECE_BYTES });
    return;
  }
  const whole = unpackWhole(file);
  if (!whole) {
    yield* createReadStream(file).pipe(createGunzip({ chunkSize: PIECE_BYTES }));
    return;
  }
  yield whole;
}

/** Sound files of usual size, at the greatest speed: gzip tells their size in its last four bytes (RFC 1952). */
function unpackWhole(file: string): Buffer | undefined {
  const { size } = statSync(file);
  if (size > MOST_WHOLE_BYTES || size < 18) return undefined;
  const packed = readFileSync(file);
  const length = packed.readUInt32LE(packed.length - 4);
  if (length > MOST_WHOLE_BYTES || length > size * MOST_RATIO) return undefined;
  try {
    return gunzipSync(packed, { chunkSize: Math.max(64, length + 1), maxOutputLength: MOST_WHOLE_BYTES });
  } catch {
    // Cut, damaged or of several members: read once more in pieces, for what comes before the fault.
    return undefined;
  }
}

function isGzip(file: string): boolean {
  const start = Buffer.alloc(2);
  const handle = openSync(file, "r");
  try {
    readSync(handle, start, 0, 2, 0);
  } finally {
    closeSync(handle);
  }
  return start[0] === 0x1f && start[1] === 0x8b;
}
