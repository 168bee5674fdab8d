import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { folded, line, paragraph, printJson, shellLines, tellError, visible, whereToDecide } from "#cli/terminal/lines.ts";
import { saidBy } from "../said-by.ts";

test.each([[1], [40], [64]])("what names the page fits 80 columns, with a role name of %d letters", (letters) => {
  const name = "x".repeat(letters);
  const link = `http://127.0.0.1:65535/go/${"a".repeat(26)}`;
  const said = whereToDecide(name, link);
  expect(Math.max(...said.split("\n").map((each) => each.length))).toBeLessThanOrEqual(80);
  expect(said.replace(/\s+/g, " ")).toBe(` Open this page on this machine to review and decide ${name}: ${link} `);
});

/** A title for the terminal, a line end, a mark that turns the text round, a separator of lines and half of a character. */
const STEERING = "a\u001b]0;taken\u0007b\r\nc\u202ed\u2028e\u200bf\ud800";
const SEEN = "a ]0;taken b c d e f\ufffd";

describe("what others wrote does not steer the terminal", () => {
  test.each([
    ["a text", () => visible(STEERING)],
    ["a folded text", () => folded(STEERING, 0)],
  ])("%s", (_, made) => {
    expect(made()).toBe(SEEN);
  });

  test.each([
    ["a paragraph", () => paragraph(STEERING, 2), { out: `  ${SEEN}\n`, err: "" }],
    ["a text behind its label", () => line("Label", STEERING), { out: `  Label        ${SEEN}\n`, err: "" }],
    ["an error", () => tellError(STEERING), { out: "", err: `whittle: ${SEEN}\n` }],
  ])("%s", async (_, say, said) => {
    expect(await saidBy(say)).toEqual(said);
  });

  test("JSON holds what cannot be seen as escapes, and is the same value", async () => {
    const { out } = await saidBy(() => printJson({ name: "a\u202eb\u009bc" }));
    expect(out).toBe('{"name":"a\\u202eb\\u009bc"}\n');
  });
});

describe("a command to copy", () => {
  beforeEach(() => vi.stubEnv("COLUMNS", "40"));
  afterEach(() => vi.unstubAllEnvs());

  test("that fits is one line", () => {
    expect(shellLines("aws iam attach-role-policy", "  ")).toBe("  aws iam attach-role-policy");
  });

  test("is broken between its words, so that a shell takes the lines for one", () => {
    const command = "aws iam attach-role-policy --role-name Worker --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess";
    const lines = shellLines(command, "  ").split("\n");
    expect(lines.slice(0, -1).every((each) => each.endsWith(" \\") && each.length <= 40)).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join("\n").replace(/ \\\n +/g, " ")).toBe(`  ${command}`);
  });

  test("with a word in quotes is not broken: a line end there would be part of the word", () => {
    const command = 'aws iam put-role-policy --policy-document \'{"Version": "2012-10-17", "Statement": []}\'';
    expect(shellLines(command, "  ")).toBe(`  ${command}`);
  });
});

test("in a narrow terminal a text stands below its label", async () => {
  vi.stubEnv("COLUMNS", "40");
  const { out } = await saidBy(() => {
    line("Removed", "12 actions");
    line("", "- one more");
  });
  vi.unstubAllEnvs();
  expect(out).toBe("  Removed\n    12 actions\n    - one more\n");
});
