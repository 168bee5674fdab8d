import { expect, test } from "vitest";
import { whittle } from "../in-process.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--role", "*", "--decide", "none"];

test("--format csv counts as many removed actions as JSON", async () => {
  const rows = (await whittle(...sample, "--format", "csv")).out.trimEnd().split("\r\n");
  const outcomes = (await whittle(...sample, "--format", "json")).out.trim().split("\n");
  expect(rows[0]).toBe("role,arn,outcome,status,service,access level,removed actions");
  const sums = new Map<string, number>();
  for (const row of rows.slice(1)) {
    const [role = "", , , , , , count] = row.split(",");
    sums.set(role, (sums.get(role) ?? 0) + Number(count));
  }
  expect(sums).toEqual(new Map(outcomes.map((line) => JSON.parse(line)).map(({ role, diff }) => [role.name, diff.removedCount])));
});
