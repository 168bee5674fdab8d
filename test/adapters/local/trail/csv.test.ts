import { expect, test } from "vitest";
import { csvRecords } from "#adapters/local/trail/csv.ts";

async function records(...pieces: readonly (string | Buffer)[]): Promise<string[]> {
  async function* given() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  let text = "";
  for await (const piece of csvRecords(given())) text += piece.toString("utf8");
  return text.split("\n").slice(0, -1);
}

const TABLE = 'eventName,eventJson,region\r\nA,"{""a"": ""x, y""}",eu\r\n"B","{""b"":\n2}",us\r\nC,{},eu';
const EXPECTED = ['{"a": "x, y"}', '{"b": 2}', "{}"];

test("the column of records is taken out of a table, a record a line, quotes, commas and line ends in it and all (RFC 4180)", async () => {
  expect(await records(TABLE)).toEqual(EXPECTED);
  expect(await records(`${TABLE}\r\n`)).toEqual(EXPECTED);
  expect(await records(TABLE.replaceAll("\r\n", "\n"))).toEqual(EXPECTED);
});

test("also where it comes in pieces that end anywhere, in the midst of a letter too", async () => {
  const bytes = Buffer.from(TABLE.replace("x, y", "é, 😀"));
  for (let size = 1; size <= 7; size += 1) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
    expect(await records(...pieces)).toEqual(['{"a": "é, 😀"}', ...EXPECTED.slice(1)]);
  }
});

test("a row that is too short has no record", async () => {
  expect(await records("a,eventJson\n1\n2,{}\n")).toEqual(["", "{}"]);
});
