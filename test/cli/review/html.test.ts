import { expect, test } from "vitest";
import { whittle } from "../in-process.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--role", "*", "--decide", "none"];

test("--format html is one file with a plan for each role, in the words of the page", async () => {
  const { code, out } = await whittle(...sample, "--format", "html");
  expect(code).toBe(0);
  expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
  for (const text of [
    "2 roles reviewed, 2 changes proposed",
    "Roles, worst first",
    'id="role-1"',
    'id="role-2"',
    "Check this first",
    "Could break",
    "Kept, and why",
    "How to undo it",
    "aws iam attach-role-policy",
  ])
    expect(out).toContain(text);
});
