import { expect, test } from "vitest";
import { whittle } from "../in-process.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--role", "*", "--decide", "none"];

test("--format markdown has a row and a plan for each role", async () => {
  const { code, out } = await whittle(...sample, "--format", "markdown");
  expect(code).toBe(0);
  expect(out).toContain("### Whittle: 2 roles reviewed");
  for (const role of ["PatchManagerInstanceRole", "ReportingRole"]) {
    expect(out).toContain(`| <code>${role}</code> |`);
    expect(out).toContain(`<details><summary><code>${role}</code> `);
  }
  expect(out.slice(out.indexOf("<details>"))).not.toContain("\n\n");
  expect(out.length).toBeLessThan(65_536);
  // Each has its row and its plan.
  expect(out).not.toMatch(/And \d|No room for/);
});

test("--format markdown counts unused actions as JSON does: those that write tags with those that write", async () => {
  const [markdown, json] = [await whittle(...sample, "--format", "markdown"), await whittle(...sample, "--format", "json")];
  const told = json.out
    .trim()
    .split("\n")
    .flatMap((line) => {
      const { role, unusedActions: unused } = JSON.parse(line);
      // What was not compared has no numbers, in either.
      return unused ? [[role.name, unused["Permissions management"], unused.Write + unused.Tagging, unused.Read + unused.List]] : [];
    });
  const rows = markdown.out.matchAll(/^\| <code>(\w+)<\/code> \| (\d+) \| (\d+) \| (\d+) \|/gm);
  expect([...rows].map(([, name, ...counts]) => [name, ...counts.map(Number)]).sort()).toEqual(told.sort());
  expect(json.out).toMatch(/"Tagging":[1-9]/);
});

test("--format markdown with --fail-on names the roles that the run fails for, those without a row too", async () => {
  const tagged = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "none"];
  const { code, out } = await whittle(...tagged, "--format", "markdown", "--fail-on", "write");
  expect(code).toBe(3);
  const [, failing = ""] = /This run fails because of:\n\n((?:- .*\n)+)\n/.exec(out) ?? [];
  expect(failing).toContain("PatchManagerInstanceRole");
  expect(failing).toContain("ReportingRole");
  expect(out).not.toContain("| <code>ReportingRole</code> |");
});
