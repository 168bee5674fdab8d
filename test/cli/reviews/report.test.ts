import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

describe("whittle report on an output folder", () => {
  const out = temporaryFolder();
  beforeAll(async () => {
    await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out);
  });

  test("writes one file for its owner alone, and again over it", async () => {
    const file = join(out, "report.html");
    for (const _ of [1, 2]) expect((await whittle("report", file, "--out", out)).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/permissions removed by 1 change/);
  });

  test("finds as many unused permissions as the reviews of all roles do that nobody decided", async () => {
    const folder = temporaryFolder();
    const review = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--role", "*", "--decide", "none"];
    const { out: said } = await whittle(...review, "--out", folder, "--format", "json");
    const levels = said
      .trim()
      .split("\n")
      .flatMap((line) => Object.values<number>(JSON.parse(line).unusedActions));
    const unused = levels.reduce((sum, count) => sum + count, 0);
    const file = join(folder, "report.html");
    await whittle("report", file, "--out", folder);
    expect(readFileSync(file, "utf8")).toContain(`${unused} unused permissions found`);
    expect(unused).toBeGreaterThan(0);
  });

  test.each([
    [["report", "--out", out], /^whittle: Give one file to write.*\n$/],
    [["report", "a.html", "--out", temporaryFolder()], /^whittle: .*no such record\..*\n$/],
  ])("%j ends with one line and exit code 2, and writes nothing", async (args, line) => {
    const { code, err } = await whittle(...args);
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(existsSync("a.html")).toBe(false);
  });
});
