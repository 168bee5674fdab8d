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
