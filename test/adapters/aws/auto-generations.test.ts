import { describe, expect, test } from "vitest";
import { autoGenerations } from "#adapters/aws/auto-generations.ts";
import { QuotaExceededError, ThrottledError } from "#core/errors.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";

const REQUEST = {
  roleArn: "arn:aws:iam::111122223333:role/MyRole",
  window: { from: "2026-10-02T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" },
  clientToken: "review-30d",
};
const SUCCEEDED = { status: "SUCCEEDED", result: { kind: "last-accessed", services: [] } } as const;

/** Engines that note what they are asked; `refusal` is what Access Analyzer answers to a start. */
function engines(startedToday: number, refusal?: Error) {
  const asked: string[] = [];
  const engine = (name: string, start: () => Promise<{ jobId: string }>): PolicyGenerations => ({
    start,
    async check(jobId) {
      asked.push(`${name} checks ${jobId}`);
      return SUCCEEDED;
    },
    async cancel(jobId) {
      asked.push(`${name} cancels ${jobId}`);
    },
    async startedSince(instant) {
      asked.push(`${name} counts since ${instant}`);
      return startedToday;
    },
  });
  const accessAnalyzer = engine("access-analyzer", async () => {
    if (refusal) throw refusal;
    return { jobId: "a1b2" };
  });
  const lastAccessed = engine("iam", async () => ({ jobId: "c3d4" }));
  const clock = { now: () => "2026-11-01T06:00:00.000Z" };
  return { asked, generations: autoGenerations({ accessAnalyzer, lastAccessed, generationsPerDay: 50, clock }) };
}

describe("evidence from what there is", () => {
  test("comes from Access Analyzer while the last 24 hours leave a generation", async () => {
    const { asked, generations } = engines(49);
    const { jobId } = await generations.start(REQUEST);
    await generations.check(jobId);
    await generations.cancel(jobId);
    expect(asked).toEqual([
      "access-analyzer counts since 2026-10-31T06:00:00.000Z",
      "access-analyzer checks a1b2",
      "access-analyzer cancels a1b2",
    ]);
  });

  test("comes from IAM once the day's generations are used up", async () => {
    const { asked, generations } = engines(50);
    const { jobId } = await generations.start(REQUEST);
    await generations.check(jobId);
    await generations.cancel(jobId);
    expect(asked.slice(1)).toEqual(["iam checks c3d4", "iam cancels c3d4"]);
  });

  test("comes from IAM where Access Analyzer has no free place: nothing waits", async () => {
    const full = new QuotaExceededError("access-analyzer:StartPolicyGeneration", "another generation is running.");
    const { asked, generations } = engines(0, full);
    await generations.check((await generations.start(REQUEST)).jobId);
    expect(asked.at(-1)).toBe("iam checks c3d4");
  });

  test("limits no cycle: the roles beyond the quota get IAM's report", async () => {
    expect(await engines(50).generations.startedSince("2026-10-31T06:00:00.000Z")).toBe(0);
  });

  test("a throttled start is retried, and is no reason for weaker evidence", async () => {
    const { generations } = engines(0, new ThrottledError("access-analyzer:StartPolicyGeneration"));
    await expect(generations.start(REQUEST)).rejects.toThrow(ThrottledError);
  });
});
