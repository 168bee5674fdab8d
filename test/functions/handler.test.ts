import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NotAuthorizedError, ThrottledError } from "#core/errors.ts";
import { reportFault, stepHandler } from "#functions/handler.ts";
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

describe("in a stack, a step counts", () => {
  beforeEach(() => vi.stubEnv("AWS_LAMBDA_LOG_GROUP_NAME", "/whittle/my-stack/functions"));
  afterEach(() => vi.unstubAllEnvs());

  /** What CloudWatch makes metrics of: a line of its own, as it was written. */
  const counted = () => lines.map((line) => JSON.parse(line)).filter((line) => "_aws" in line);

  test("what came of it, once", async () => {
    await stepHandler("propose-policy", async () => ({ outcome: "proposed" }), {})(event, context);
    expect(counted()).toMatchObject([{ Stack: "my-stack", Proposals: 1 }]);
    expect(lines.every((line) => line.endsWith("\n"))).toBe(true);
  });

  test("that it failed, and no result", async () => {
    await expect(stepHandler("propose-policy", () => Promise.reject(new Error("no")), {})(event, context)).rejects.toThrow("no");
    expect(counted()).toMatchObject([{ Stack: "my-stack", FailedSteps: 1 }]);
    expect(counted()[0]).not.toHaveProperty("Proposals");
  });

  test("a fault that ended nothing, which is logged with its cause", () => {
    reportFault("chat")(new NotAuthorizedError("sns:Publish", "AccessDenied: no.", { cause: new Error("the SDK's own words") }));
    expect(counted()).toMatchObject([{ FailedSteps: 1 }]);
    expect(lines[0]).toContain("the SDK's own words");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      message: "chat failed",
      step: "chat",
      errorName: "NotAuthorizedError",
      code: "not-authorized",
    });
  });

  test("nothing where there is nothing to count", async () => {
    await stepHandler("clean-up", async () => ({ status: "settled" }), {})(event, context);
    expect(counted()).toEqual([]);
  });
});

test("what is logged of a step is its event's ids and its result's states, and nothing else", async () => {
  const given = { reviewId: "r1", jobId: "j", cycleId: "c", taskToken: "secret", roleName: "secret" };
  const result = { status: "waiting", outcome: "proposed", verdict: "approved", next: "ask", link: "secret", watchSeconds: 5 };
  await stepHandler("my-step", async () => result, {})(given, context);
  const { reviewId, jobId, cycleId, status, outcome, verdict, next } = JSON.parse(lines[0] ?? "");
  expect([reviewId, jobId, cycleId, status, outcome, verdict, next]).toEqual(["r1", "j", "c", "waiting", "proposed", "approved", "ask"]);
  expect(lines[0]).not.toContain("secret");
  expect(lines[0]).not.toContain("watchSeconds");
});

test("a result that is none of ours is no fault", async () => {
  expect(await stepHandler("my-step", async () => ({ status: 5 }), {})(undefined, context)).toEqual({ status: 5 });
  expect(JSON.parse(lines[0] ?? "")).not.toHaveProperty("status");
});
