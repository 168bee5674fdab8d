import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readJson } from "#adapters/local/read-file.ts";

const folder = mkdtempSync(join(tmpdir(), "whittle-read-"));
const text = '{"a": "é"}\n';
const utf16 = Buffer.from(text, "utf16le");
const MARK = Buffer.from([0xff, 0xfe]);

function read(content: string | Buffer): unknown {
  const file = join(folder, "file.json");
  writeFileSync(file, content);
  return readJson(file);
}

test.each([
  ["UTF-8", text],
  ["UTF-8 with a byte order mark", `\ufeff${text}`],
  ["UTF-16", utf16],
  ["UTF-16 with a byte order mark", Buffer.concat([MARK, utf16])],
  ["UTF-16, the other way round", Buffer.from(utf16).swap16()],
  ["UTF-16, the other way round, with a byte order mark", Buffer.concat([MARK, utf16]).swap16()],
])("JSON in %s is read", (_, content) => {
  expect(read(content)).toEqual({ a: "é" });
});

test.each([
  ["an empty file", "", "it is empty."],
  ["a file of white space", " \n\t", "it is empty."],
  ["a text", "hello", "it is not JSON, or it was cut off."],
  ["JSON that was cut off", '{"a": ', "it is not JSON, or it was cut off."],
  ["what ends like JSON", "{a: 1}\n", "it is not JSON."],
  ["a compressed file", gzipSync(text), "it is compressed; unpack it first."],
  ["a zip archive", Buffer.from("504b030414000000", "hex"), "it is a zip archive."],
])("%s is refused", (_, content, because) => {
  expect(() => read(content)).toThrow(`file.json: ${because}`);
});

test.each([
  ["that is not there", join(folder, "none.json"), "there is no such file."],
  ["that is a folder", folder, "it is a folder, not a file."],
  ["in a file", join(folder, "file.json", "x"), "what it lies in is no folder."],
])("a file %s is refused", (_, file, because) => {
  writeFileSync(join(folder, "file.json"), text);
  expect(() => readJson(file)).toThrow(`${file}: ${because}`);
});
