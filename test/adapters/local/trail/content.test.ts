import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contentOf, contentOfBytes } from "#adapters/local/trail/content.ts";

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
