import { describe, expect, test } from "vitest";
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

describe("a table that names no column of records", () => {
  const RECORD = '{"eventName":"GetObject","note":"x, y; z"}';
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  test.each([
    ["has it under any name", `time,record\n2026,${quoted(RECORD)}\n2027,${quoted(RECORD)}\n`],
    ["has no names at all", `2026,${quoted(RECORD)}\r\n2027,${quoted(RECORD)}\r\n`],
    ["has nothing but records", `${quoted(RECORD)}\n${quoted(RECORD)}`],
    ["has semicolons, as spreadsheets of some countries write them", `time;record\n2026;${quoted(RECORD)}\n2027;${quoted(RECORD)}\n`],
    ["has tabs", `time\trecord\n2026\t${quoted(RECORD)}\n2027\t${quoted(RECORD)}\n`],
    ["has its record first", `record;time\n${quoted(RECORD)};2026\n${quoted(RECORD)};2027\n`],
    ["has other JSON beside it", `request,record\n${quoted('{"key":"k"}')},${quoted(RECORD)}\n${quoted("{}")},${quoted(RECORD)}\n`],
  ])("%s", async (_, table) => {
    expect(await records(table)).toEqual([RECORD, RECORD]);
  });

  test("and rows without a record are not left out: what they are is told", async () => {
    const cut = RECORD.slice(0, 20);
    expect(await records(`record\n${quoted(RECORD)}\n${quoted(cut)}\nover,and out\n`)).toEqual([RECORD, cut, "over and out"]);
  });
});
