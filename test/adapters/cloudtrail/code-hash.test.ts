import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeHash } from "#adapters/cloudtrail/code-hash.ts";

test("a function's code is told apart by any file that is deployed with it, by name and content, and not by where it lies", async () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), "code-")));
  try {
    for (const folder of folders) {
      mkdirSync(join(folder, "data"));
      writeFileSync(join(folder, "index.mjs"), "code");
      writeFileSync(join(folder, "data", "catalogue.json"), "{}");
    }
    const [one = "", other = ""] = folders;
    const whole = await codeHash(one);
    expect(whole).toMatch(/^[0-9a-f]{64}$/);
    expect(await codeHash(other)).toBe(whole);
    writeFileSync(join(other, "data", "catalogue.json"), "{ }");
    expect(await codeHash(other)).not.toBe(whole);
    renameSync(join(one, "index.mjs"), join(one, "other.mjs"));
    expect(await codeHash(one)).not.toBe(whole);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
});
