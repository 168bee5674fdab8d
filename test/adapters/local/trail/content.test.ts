import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { contentOfBytes } from "#adapters/local/trail/content.ts";

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
