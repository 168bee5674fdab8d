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
});

test("--format markdown counts unused actions as JSON does: those that write tags with those that write", async () => {
  const [markdown, json] = [await whittle(...sample, "--format", "markdown"), await whittle(...sample, "--format", "json")];
  const told = json.out
    .trim()
    .split("\n")
    .map((line) => {
      const { role, unusedActions: unused } = JSON.parse(line);
      return [role.name, unused["Permissions management"], unused.Write + unused.Tagging, unused.Read + unused.List];
    });
  const rows = markdown.out.matchAll(/^\| <code>(\w+)<\/code> \| (\d+) \| (\d+) \| (\d+) \|/gm);
  expect([...rows].map(([, name, ...counts]) => [name, ...counts.map(Number)]).sort()).toEqual(told.sort());
  expect(json.out).toMatch(/"Tagging":[1-9]/);
});
