import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { whittle } from "./in-process.ts";
import { temporaryFolder } from "./whittle.ts";

const AT = "2026-10-30T18:00:00+00:00";

function report(roleName: string, folder = temporaryFolder(), more: object = {}): string {
  const entity = `arn:aws:iam::111122223333:role/${roleName}`;
  const logs = {
    ServiceName: "Amazon CloudWatch Logs",
    ServiceNamespace: "logs",
    LastAuthenticated: AT,
    LastAuthenticatedEntity: entity,
    TrackedActionsLastAccessed: [
      { ActionName: "CreateLogStream", LastAccessedTime: AT, LastAccessedEntity: entity, LastAccessedRegion: "us-east-1" },
      { ActionName: "DeleteLogGroup" },
    ],
  };
  const file = join(folder, `${roleName}.json`);
  const output = { JobStatus: "COMPLETED", JobType: "ACTION_LEVEL", JobCompletionDate: AT, ServicesLastAccessed: [logs], ...more };
  writeFileSync(file, JSON.stringify(output));
  return file;
}

const account = ["review", "--account", "sample/account.json", "--decide", "none"];

describe("whittle review with IAM's report alone", () => {
  test("proposes from it, over the 400 days before it was made", async () => {
    const { out, code } = await whittle(...account, "--last-accessed", report("PatchManagerInstanceRole"), "--format", "json");
    const [line = ""] = out.split("\n");
    const read = JSON.parse(line);
    expect([code, read.outcome, read.window]).toEqual([
      0,
      "proposed",
      { from: "2025-09-25T18:00:00.000Z", to: "2026-10-30T18:00:00.000Z" },
    ]);
    expect(read.diff.kept).toEqual(expect.arrayContaining(["logs:CreateLogStream", "logs:PutLogEvents"]));
    expect(read.diff.kept).not.toContain("logs:DeleteLogGroup");
    expect(read.risk.summary).toContain("Not tested on later calls: IAM's last accessed report lists no calls.");
    expect(read.proof).toEqual({ kind: "not-tested", reason: "no-call-evidence" });
  });

  test("of a folder, the tagged roles that it holds a report of are reviewed", async () => {
    const folder = temporaryFolder();
    report("PatchManagerInstanceRole", folder);
    report("ReportingRole", folder);
    const { out, code } = await whittle(...account, "--last-accessed", folder, "--format", "json");
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((text) => JSON.parse(text).role.name),
    ).toEqual(["PatchManagerInstanceRole"]);
  });

  test("a role without any use is told apart: it gets a proposal that takes everything off", async () => {
    const silent = report("ReportingRole", temporaryFolder(), { ServicesLastAccessed: [] });
    const { out } = await whittle(...account, "--last-accessed", silent, "--role", "ReportingRole");
    expect(out.replace(/\s+/g, " ")).toContain("Unused for at least");
  });

  test.each([
    [
      "a role that no report is about",
      [report("PatchManagerInstanceRole"), "--role", "PatchManagerInstanceRole", "--role", "ReportingRole"],
      "no report is about the role ReportingRole",
    ],
    ["a report about no tagged role", [report("ReportingRole")], "no report is about a role tagged whittle:review=on"],
  ])("%s is refused", async (_, args, words) => {
    const { err, code } = await whittle(...account, "--last-accessed", ...args);
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, " ")).toContain(words);
  });
});
