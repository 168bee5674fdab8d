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
