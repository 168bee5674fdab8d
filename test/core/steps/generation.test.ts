import { describe, expect, test } from "vitest";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { portsOver } from "./ports.ts";

async function started() {
  const ports = portsOver([{ name: "A" }]);
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const job = await startGeneration(ports, reviews[0]);
  return { ports, job };
}

describe("a generation", () => {
  test("is started once, however often the step is repeated", async () => {
    const { ports, job } = await started();
    expect(await startGeneration(ports, job)).toEqual(job);
    expect(ports.seen.started).toEqual([`${job.reviewId}-30d`]);
  });

  test("is asked after less and less often, at the most every ten minutes", async () => {
    const { ports, job } = await started();
    let state: Parameters<typeof checkGeneration>[1] & { waitSeconds: number } = job;
    const waits: number[] = [];
    for (let check = 0; check < 12; check++) {
      state = await checkGeneration(ports, state);
      waits.push(state.waitSeconds);
    }
    expect(waits.slice(0, 4)).toEqual([30, 45, 68, 101]);
    expect(waits.at(-1)).toBe(600);
  });

  test("that ended leaves its result in the record, and may be checked again", async () => {
    const { ports, job } = await started();
    ports.job({ status: "SUCCEEDED", result: { kind: "documents", documents: ["{}"], isComplete: false } });
    expect((await checkGeneration(ports, job)).status).toBe("SUCCEEDED");
    expect((await checkGeneration(ports, job)).status).toBe("SUCCEEDED");
    expect(await ports.store.document(job.reviewId, "evidence")).toEqual({ kind: "documents", documents: ["{}"], isComplete: false });
    expect((await ports.store.get(job.reviewId)).status).toBe("proposing");
  });

  test.each(["FAILED", "CANCELED"] as const)("that is %s is an error with its reason", async (status) => {
    const { ports, job } = await started();
    ports.job({ status, code: "AUTHORIZATION_ERROR", message: "The role cannot read the trail." });
    await expect(checkGeneration(ports, job)).rejects.toThrow("for A: AUTHORIZATION_ERROR: The role cannot read the trail.");
  });

  test("over more than Access Analyzer takes is made over half the window, until it fits", async () => {
    const { ports, job } = await started();
    const tooMuch = { status: "FAILED", code: "SERVICE_QUOTA_EXCEEDED_ERROR", message: "More than 100,000 log files." } as const;
    ports.job(tooMuch);
    expect(await checkGeneration(ports, job)).toMatchObject({ status: "SHORTENED" });
    await startGeneration(ports, job);
    expect(await checkGeneration(ports, job)).toMatchObject({ status: "SHORTENED" });
    const again = await startGeneration(ports, job);
    expect(ports.seen.started).toEqual([`${job.reviewId}-30d`, `${job.reviewId}-15d`, `${job.reviewId}-8d`]);
    const { window } = await ports.store.get(job.reviewId);
    expect(window).toEqual({ from: "2026-10-24T12:00:00.000Z", to: "2026-11-01T00:00:00.000Z" });
    ports.job({ status: "SUCCEEDED", result: { kind: "documents", documents: ["{}"], isComplete: true } });
    expect(await checkGeneration(ports, again)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("over a day that is still too much fails with its reason", async () => {
    const { ports, job } = await started();
    ports.job({ status: "FAILED", code: "SERVICE_QUOTA_EXCEEDED_ERROR", message: "More than 25 GB." });
    const halvings = async () => {
      for (let tries = 0; tries < 10; tries += 1) await checkGeneration(ports, job);
    };
    await expect(halvings()).rejects.toThrow("SERVICE_QUOTA_EXCEEDED_ERROR: More than 25 GB.");
  });

  test("that looks at another window than was meant leaves that one in the record", async () => {
    const ports = portsOver([{ name: "A" }]);
    const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
    const window = { from: "2026-10-20T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" };
    const start = async () => ({ jobId: "job", window });
    await startGeneration({ ...ports, generations: { ...ports.generations, start } }, reviews[0]);
    expect((await ports.store.get(reviews[0]?.reviewId ?? "")).window).toEqual(window);
  });

  test("that does not end is cancelled after twelve hours: it must not hold the one place there is", async () => {
    const { ports, job } = await started();
    ports.at("2026-11-01T12:01:00.000Z");
    await expect(checkGeneration(ports, job)).rejects.toThrow("did not end within 720 minutes");
    expect(ports.seen.cancelled).toEqual([job.jobId]);
  });
});
