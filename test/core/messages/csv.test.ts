import { expect, test } from "vitest";
import { csvRow } from "#core/messages/csv.ts";

test.each([
  ["plain text and numbers", ["web", -5], "web,-5\r\n"],
  ["commas, quotes and line breaks in quotes", ["a,b", 'say "hi"', "a\nb"], '"a,b","say ""hi""","a\nb"\r\n'],
  ["no text as a formula", ["=1+1", "+a", "-a", "@a", "\t=a"], '"\'=1+1","\'+a","\'-a","\'@a","\'\t=a"\r\n'],
])("writes %s", (_, cells, expected) => {
  expect(csvRow(cells)).toBe(expected);
});
