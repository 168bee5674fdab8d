import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, temporaryFolder } from "#test/cli/whittle.ts";
import { FIVE, recordsOf } from "#test/core/review/propose/asking.ts";
import { accountOf } from "#test/core/steps/ports.ts";
import { askedFive } from "./asked-five.ts";
import { faultsOf, openBrowser, visit } from "./browser.ts";
import { served } from "./served.ts";
import { startedReview } from "./started.ts";

const ROLE = "arn:aws:iam::111122223333:role/Worker";

/** The account and the log of a role with five questions, as files. */
function inputFiles(): readonly string[] {
  const folder = temporaryFolder();
  const account = join(folder, "account.json");
  writeFileSync(account, JSON.stringify(accountOf([{ name: "Worker", policies: FIVE.policies }])));
  mkdirSync(join(folder, "trail"));
  writeFileSync(join(folder, "trail/log.json"), JSON.stringify({ Records: recordsOf(FIVE.calls, ROLE) }));
  return ["--account", account, "--trail", join(folder, "trail"), "--from", "2026-03-01", "--to", "2026-03-31"];
}

test("an approver ticks one question and unticks another: the run carries out these answers and writes them down", async () => {
  const out = temporaryFolder();
  const run = spawn(process.execPath, ["cli/whittle.js", "review", ...inputFiles(), "--verbose", "--decide", "ask", "--out", out], {
    cwd: ROOT,
  });
  const { link, ended } = await startedReview(run);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByLabel(/keep dynamodb:/).uncheck();
    await page.getByLabel(/keep sns:/).check();
    await page.getByRole("button", { name: "Approve" }).click();
    expect(await page.locator("h1").textContent()).toBe("This is approved");
    expect(await page.getByText(/^sns:Publish on arn:aws:sns:.*: kept$/).count()).toBe(1);
    expect(await page.getByText(/^kinesis:.* on arn:aws:kinesis:.*: removed \(default\)$/).count()).toBe(1);
  } finally {
    await browser.close();
  }
  expect(await ended()).toEqual([0, expect.stringMatching(/answered +sns\/alerts: kept\n/)]);
  const written = readFileSync(join(out, "policies/whittle-Worker.json"), "utf8");
  const carried = readFileSync(join(out, "account.json"), "utf8");
  for (const text of [written, carried]) expect(text).toContain("sns:Publish");
  expect(written).not.toContain("dynamodb:GetItem");
  expect(written).toContain("dynamodb:DescribeTable");
}, 120_000);

test.each([
  ["light and wide", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["dark and 320 pixels", { colorScheme: "dark", viewport: { width: 320, height: 640 } }],
] as const)(
  "axe finds nothing on a page with questions, and nothing needs sideways scrolling: %s",
  async (_, look) => {
    const browser = await openBrowser();
    const review = await served((pageUrl) => askedFive({ pageUrl }));
    await visit(browser, review, async (page) => expect(await faultsOf(page)).toEqual([]), { ...look, bypassCSP: true });
    await browser.close();
  },
  120_000,
);
