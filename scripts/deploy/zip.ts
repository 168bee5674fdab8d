import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  /** With slashes, from the root of the archive. */
  readonly path: string;
  readonly content: Buffer;
}

/** 1 January 1980, so that the same files give the same archive. */
const DOS_DATE = 0x21;
const DEFLATED = 8;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** A regular file that everybody may read, as Lambda needs it. */
const MODE = 0o100644;
const MADE_ON_UNIX = 3 << 8;

/** A zip archive of these files (PKWARE APPNOTE 6.3, "Local file header" and "Central directory structure"). */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = Buffer.from(path);
    const data = deflateRawSync(content, { level: 9 });
    const common = commonHeader({ name, data, content });
    const header = Buffer.concat([uint32(0x04034b50), common, uint16(0), name]);
    local.push(header, data);
    const attributes = Buffer.concat([uint16(0), uint16(0), uint16(0), uint16(0), uint32((MODE << 16) >>> 0), uint32(offset)]);
    central.push(uint32(0x02014b50), uint16(VERSION | MADE_ON_UNIX), common, attributes, name);
    offset += header.length + data.length;
  }
  const directory = Buffer.concat(central);
  const counts = [uint16(0), uint16(0), uint16(files.length), uint16(files.length)];
  return Buffer.concat([...local, directory, uint32(0x06054b50), ...counts, uint32(directory.length), uint32(offset), uint16(0)]);
}

/** What both headers of a file say, from the version needed to the length of its name. */
function commonHeader({ name, data, content }: { readonly name: Buffer; readonly data: Buffer; readonly content: Buffer }): Buffer {
  return Buffer.concat([
    uint16(VERSION),
    uint16(FLAGS),
    uint16(DEFLATED),
    uint16(0),
    uint16(DOS_DATE),
    uint32(crc32(content)),
    uint32(data.length),
    uint32(content.length),
    uint16(name.length),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
