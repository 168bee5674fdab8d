import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROLE, rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { whittle } from "./in-process.ts";
import { temporaryFolder } from "./whittle.ts";

const role = ROLE.replace("app/worker", "PatchManagerInstanceRole");

function logs(eventName: string, eventTime: string) {
  const requestParameters = { logGroupName: "/app", logStreamName: "one" };
  return rawRecord({
    eventSource: "logs.amazonaws.com",
    eventName,
    eventTime,
    eventID: `${eventName} ${eventTime}`,
    requestParameters,
    userIdentity: sessionOf(role),
  });
}

/** The sample's role over four weeks, and a deletion in the fifth. */
function trail(): string {
  const file = join(temporaryFolder(), "trail.json");
  const days = Array.from({ length: 28 }, (_, day) => logs("CreateLogStream", `2026-10-${String(day + 1).padStart(2, "0")}T08:00:00Z`));
  writeFileSync(file, JSON.stringify({ Records: [...days, logs("DeleteLogGroup", "2026-11-02T08:00:00Z")] }));
  return file;
}

test("a log that reaches beyond the window is looked at again before a change: what was used since stays", async () => {
  const out = temporaryFolder();
  const given = ["review", "--account", "sample/account.json", "--trail", trail(), "--to", "2026-10-28"];
  const none = await whittle(...given, "--decide", "none", "--format", "json");
  expect(JSON.parse(none.out).diff.kept).not.toContain("logs:DeleteLogGroup");
  const ended = await whittle(...given, "--decide", "approve", "--out", out);
  expect(ended.code).toBe(0);
  expect(ended.out.replace(/\s+/g, " ")).toContain("since the proposal the role used logs:DeleteLogGroup, which it would have lost");
  expect(readFileSync(join(out, "account.json"), "utf8")).toContain("logs:DeleteLogGroup");
});
