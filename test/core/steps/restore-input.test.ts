import { expect, test } from "vitest";
import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { readWorkflow } from "#adapters/local/workflow/definition.ts";
import { runWorkflow } from "#adapters/local/workflow/run.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { portsOver } from "./ports.ts";

const machine = readWorkflow(new URL("../../../statemachine/role-restore.asl.json", import.meta.url));

/** How role-restore ends that was started with this. */
async function endOf(input: unknown): Promise<unknown> {
  const ports = portsOver([{ name: "A" }]);
  const invoke = (_: string, payload: unknown) => restoreRole(ports, payload);
  const running = runWorkflow(
    machine,
    input,
    { id: "execution", machine: "role-restore", startTime: "" },
    { invoke, start: () => undefined, callbacks: localCallbacks() },
  );
  return await running.catch((error) => ({ error: error.error, cause: error.message }));
}

const FORM = 'must be like {"reviewId": "…"} or {"reviewId": "…", "addBack": ["s3:GetObject"]}';

test.each([
  ["a text", "review1", FORM],
  ["a list", ["review1"], FORM],
  ["a number", 3, FORM],
  ["null", null, FORM],
  ["an object without a review", {}, "reviewId"],
  ["a review that is no text", { reviewId: 7 }, "reviewId: names no review"],
  ["a member that is mistyped", { reviewId: "r", addback: ["s3:GetObject"] }, "addback: is not known here; allowed are reviewId, addBack"],
  ["something that is no action", { reviewId: "r", addBack: ["GetObject"] }, "is not an action such as s3:GetObject"],
  ["no action at all", { reviewId: "r", addBack: [] }, "addBack: names no action"],
])("role-restore started with %s fails with one clear cause", async (_, input, cause) => {
  expect(await endOf(input)).toEqual({ error: "InvalidInputError", cause: expect.stringContaining(`execution input: `) });
  expect(JSON.stringify(await endOf(input))).toContain(JSON.stringify(cause).slice(1, -1));
});

test("role-restore of a review that is not there says so, without the function's stack", async () => {
  expect(await endOf({ reviewId: "r" })).toEqual({ error: "ReviewNotFoundError", cause: "There is no review r." });
});
