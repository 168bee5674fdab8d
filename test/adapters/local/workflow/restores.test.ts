import { expect, test } from "vitest";
import { localRestores } from "#adapters/local/workflow/restores.ts";

const workflow = { run: async () => undefined, start: (machine: string, name: string) => machine === "role-restore" && name === "free" };

test.each([
  [{ reviewId: "r1" }, "out", "whittle restore r1 --out out"],
  [{ reviewId: "r1" }, undefined, "whittle restore r1 --out DIR"],
  [{ reviewId: "r1" }, "my folder", "whittle restore r1 --out 'my folder'"],
  [{ reviewId: "r1", addBack: ["s3:GetObject", "s3:*"] }, "out", "whittle restore r1 --out out --action s3:GetObject --action 's3:*'"],
])("the command for %j of the folder %s is %s", (wanted, folder, command) => {
  expect(localRestores(workflow, folder).command(wanted)).toBe(command);
});

test("a restore is started once under its name", async () => {
  const { start } = localRestores(workflow, "out");
  expect([await start("free", { reviewId: "r1" }), await start("taken", { reviewId: "r1" })]).toEqual([true, false]);
});
