import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contentOf, contentOfBytes, contentOfPieces } from "#adapters/local/trail/content.ts";

async function used(text: string) {
  const pieces: Buffer[] = [];
  const texts: string[] = [];
  for await (const piece of contentOfBytes(gzipSync(text))) {
    pieces.push(piece);
    texts.push(piece.toString());
  }
  return { text: texts.join(""), left: pieces.reduce((sum, { length }) => sum + length, 0) };
}

test("frees the memory of a log's text once it was used", async () => {
  const text = `{"Records":[${"1,".repeat(200_000)}1]}`;
  expect(await used(text)).toEqual({ text, left: 0 });
});

test("leaves the pool alone in which small texts stand beside others", async () => {
  const beside = Buffer.from("beside");
  await used('{"Records":[]}');
  expect(beside.toString()).toBe("beside");
  expect(Buffer.from("after").toString()).toBe("after");
});

describe("the packed bytes", () => {
  const text = `{"Records":[${Array.from({ length: 60_000 }, (_, at) => at)}]}`;
  const packed = gzipSync(text);

  /** The text as it is read by somebody whose bytes are overwritten as soon as they are said to be needed no longer. */
  async function readOver(bytes: Buffer) {
    let told = 0;
    const texts: string[] = [];
    const pieces = contentOfBytes(bytes, () => {
      told++;
      bytes.fill(0);
    });
    const fault = await (async () => {
      for await (const piece of pieces) texts.push(piece.toString());
    })().catch(String);
    return { text: texts.join(""), told, fault };
  }

  test("are told, once, when they are needed no longer", async () => {
    expect(await readOver(Buffer.from(packed))).toEqual({ text, told: 1, fault: undefined });
  });

  test("are kept for the pieces before a fault", async () => {
    const cut = await readOver(Buffer.from(packed.subarray(0, packed.length - 20)));
    expect(cut).toMatchObject({ told: 0, fault: expect.stringContaining("unexpected end of file") });
    expect(text.startsWith(cut.text)).toBe(true);
    expect(cut.text.length).toBeGreaterThan(text.length / 2);
  });

  test("are kept where the bytes are a text already", async () => {
    expect(await readOver(Buffer.from(text))).toEqual({ text, told: 0, fault: undefined });
  });

  test("of files that are read side by side are freed without harm to the others", async () => {
    const folder = mkdtempSync(join(tmpdir(), "content-"));
    const files = [packed, gzipSync("{}"), packed].map((bytes, at) => {
      writeFileSync(join(folder, `${at}.gz`), bytes);
      return join(folder, `${at}.gz`);
    });
    const texts = await Promise.all(
      files.map(async (file) => {
        const pieces: string[] = [];
        for await (const piece of contentOf(file)) pieces.push(piece.toString());
        return pieces.join("");
      }),
    );
    expect(texts).toEqual([text, "{}", text]);
  });
});

describe("what is packed in several parts", () => {
  const parts = ['{"Records":[1]}', `{"Records":[${"2,".repeat(90_000)}2]}`, '{"Records":[3]}'];
  const zeros = Buffer.alloc(512);
  const skippable = Buffer.from("502a4d180400000000000000", "hex");

  async function read(packed: Buffer, pieceBytes?: number) {
    const texts: string[] = [];
    const pieces = pieceBytes === undefined ? contentOfBytes(packed) : contentOfPieces(cut(packed, pieceBytes), packed.length);
    const fault = await (async () => {
      for await (const piece of pieces) texts.push(piece.toString());
    })().catch((error: Error & { code?: string }) => error.code);
    return { text: texts.join(""), fault };
  }

  async function* cut(packed: Buffer, size: number) {
    for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
  }

  const forms: [string, (text: string) => Buffer, Buffer][] = [
    ["members of gzip", gzipSync, Buffer.alloc(0)],
    ["members of gzip with zeros between them, with which blocks are filled", gzipSync, zeros],
    ["frames of zstd", zstdCompressSync, Buffer.alloc(0)],
    ["frames of zstd that pzstd made, each behind a frame of its size", zstdCompressSync, skippable],
  ];

  test.each(forms)("is read to its end: %s", async (_, pack, between) => {
    const packed = Buffer.concat(parts.flatMap((text) => [between, pack(text)]).slice(between === zeros ? 1 : 0));
    expect(await read(packed)).toEqual({ text: parts.join(""), fault: undefined });
    for (const size of [1, 7, 100, 1000]) expect(await read(packed, size)).toEqual({ text: parts.join(""), fault: undefined });
  });

  test.each(forms)("may end in zeros: %s", async (_, pack) => {
    const packed = Buffer.concat([...parts.map(pack), zeros]);
    expect(await read(packed)).toEqual({ text: parts.join(""), fault: undefined });
  });

  test.each(forms)("is at fault where something else follows: %s", async (_, pack) => {
    const packed = Buffer.concat([...parts.map(pack), Buffer.from("something else")]);
    expect(await read(packed)).toMatchObject({ fault: expect.stringMatching(/^Z_DATA_ERROR|ZSTD_/) });
  });

  test.each(forms)("is at fault where the last part is cut off: %s", async (_, pack) => {
    const packed = Buffer.concat(parts.map(pack)).subarray(0, -3);
    const { text, fault } = await read(packed);
    expect({ fault, isBegun: text.startsWith(`${parts[0]}${parts[1]}`) }).toEqual({ fault: "Z_BUF_ERROR", isBegun: true });
  });
});

test("what comes before damaged bytes is read nearly up to them", async () => {
  const text = Array.from({ length: 60_000 }, (_, at) => `{"at":${at * 7919}}`).join("\n");
  const packed = gzipSync(text);
  const middle = Math.floor(packed.length / 2);
  packed.fill(0xff, middle, middle + 64);
  const texts: string[] = [];
  const reading = async () => {
    for await (const piece of contentOfBytes(packed)) texts.push(piece.toString());
  };
  await expect(reading()).rejects.toMatchObject({ code: "Z_DATA_ERROR" });
  const nearly = text.slice(0, text.length * 0.48);
  expect(texts.join("").startsWith(nearly)).toBe(true);
});
