import { expect, test } from "vitest";
import { whereToDecide } from "#cli/terminal/lines.ts";

test.each([[1], [40], [64]])("what names the page fits 80 columns, with a role name of %d letters", (letters) => {
  const name = "x".repeat(letters);
  const link = `http://127.0.0.1:65535/go/${"a".repeat(26)}`;
  const said = whereToDecide(name, link);
  expect(Math.max(...said.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(said.replace(/\s+/g, " ")).toBe(` Open this page on this machine to review and decide ${name}: ${link} `);
});
