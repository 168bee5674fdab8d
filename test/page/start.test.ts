import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { ROOT, temporaryFolder } from "#test/cli/whittle.ts";
import { openBrowser } from "./browser.ts";
import { startedReview } from "./started.ts";

const Account = v.looseObject({
  RoleDetailList: v.array(
    v.looseObject({ RoleName: v.string(), AttachedManagedPolicies: v.array(v.looseObject({ PolicyName: v.string() })) }),
  ),
});

test("the founding scenario: npm start prints the plan, names a page, and ends after Approve is clicked there", async () => {
  const out = temporaryFolder();
  const start = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"))
    .scripts.start.replace(/^node /, "")
    .split(" ");
  const run = spawn(process.execPath, [...start, "--out", out], { cwd: ROOT });
  const { link, ended } = await startedReview(run);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(link);
    expect(await page.locator("h1").textContent()).toBe("Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5");
    await page.getByRole("button", { name: "Approve" }).click();
    expect(await page.locator("h1").textContent()).toBe("This is approved");
  } finally {
    await browser.close();
  }
  const [code, said] = await ended();
  expect(code).toBe(0);
  expect(said.replace(/\s+/g, " ")).toContain("CloudWatchLogsFullAccess is replaced with whittle-PatchManagerInstanceRole");
  expect(said).toContain("PatchManagerInstanceRole: applied. Undo: whittle restore");
  const account = v.parse(Account, JSON.parse(readFileSync(join(out, "account.json"), "utf8")));
  const role = account.RoleDetailList.find(({ RoleName }) => RoleName === "PatchManagerInstanceRole");
  expect(role?.AttachedManagedPolicies.map(({ PolicyName }) => PolicyName)).toEqual([
    "AmazonSSMManagedInstanceCore",
    "whittle-PatchManagerInstanceRole",
  ]);
  const refined = readFileSync(join(out, "policies/whittle-PatchManagerInstanceRole.json"), "utf8");
  expect(refined.match(/logs:[A-Z]\w+/g)?.sort()).toEqual([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
  ]);
  expect(refined.match(/arn:[^"]+/g)?.every((arn) => arn.startsWith("arn:aws:logs:us-east-1:111122223333:log-group:"))).toBe(true);
}, 60_000);
