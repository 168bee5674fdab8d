import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NotAuthorizedError, ThrottledError } from "#core/errors.ts";
import { stepHandler } from "#functions/handler.ts";
import { context } from "./context.ts";

const event = { reviewId: "review-1", taskToken: "secret-token", link: "https://page.example/r/secret-link" };

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  }
});
afterEach(() => vi.restoreAllMocks());

describe("a step as a Lambda handler", () => {
  test("gives the step its ports and the event, and gives back what the step gave", async () => {
    const handler = stepHandler("my-step", async (ports: { name: string }, input) => ({ ports, input }), { name: "port" });
    expect(await handler(event, context)).toEqual({ ports: { name: "port" }, input: event });
  });

  test("logs ids and states, never a task token, a link or a whole event", async () => {
    await stepHandler("my-step", async () => ({ reviewId: "review-1", status: "waiting", taskToken: "secret-token" }), {})(event, context);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "my-step done", step: "my-step", reviewId: "review-1", status: "waiting" });
    expect(lines.join()).not.toContain("secret");
  });

  test("lets an error out as it is, so that the workflow can tell it by name, and logs what is behind it", async () => {
    const refusal = new NotAuthorizedError("iam:GetRole", "AccessDenied: no.", { cause: new Error("the SDK's own words") });
    const handler = stepHandler("my-step", () => Promise.reject(refusal), {});
    await expect(handler(event, context)).rejects.toBe(refusal);
    expect(refusal.name).toBe("NotAuthorizedError");
    expect(lines[0]).toContain("the SDK's own words");
    expect(lines.join()).not.toContain("secret");
  });

  test("an error that nobody foresaw is logged and let out too", async () => {
    const bug = new TypeError("undefined is not a function");
    await expect(stepHandler("my-step", () => Promise.reject(bug), {})(event, context)).rejects.toBe(bug);
    expect(lines[0]).toContain("undefined is not a function");
  });

  test("throttling keeps its name", async () => {
    const handler = stepHandler("my-step", () => Promise.reject(new ThrottledError("iam:GetRole")), {});
    await expect(handler(event, context)).rejects.toMatchObject({ name: "ThrottledError" });
  });
});
