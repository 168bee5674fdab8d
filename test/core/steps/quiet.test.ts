import { describe, expect, test } from "vitest";
import { historyOf } from "#core/review/role-history.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const documentOf = (...actions: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } });

/** A cycle at some time, as far as the proposal of role A. */
async function cycle(ports: TestPorts, now: string, { input = {}, used = ["sqs:SendMessage"] }: { input?: unknown; used?: string[] } = {}) {
  ports.at(now);
  const { reviews } = await discoverRoles(ports, { cycleId: now, startedAt: now, input });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [documentOf(...used)], isComplete: true });
  return { reviewId, proposed: await proposePolicy(ports, { reviewId }) };
}

async function decide(ports: TestPorts, reviewId: string, verdict: "approved" | "rejected") {
  await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
  const { proposalHash = "" } = await ports.store.get(reviewId);
  await ports.store.decide(reviewId, { verdict, at: ports.clock.now(), by: "Ann", reason: "The yearly export.", proposalHash });
}

async function rejected(): Promise<TestPorts> {
  const ports = portsOver([{ name: "A" }]);
  const { reviewId } = await cycle(ports, "2026-11-01T00:00:00.000Z");
  await decide(ports, reviewId, "rejected");
  await closeReview(ports, { reviewId });
  ports.seen.messages.length = 0;
  return ports;
}

describe("a role whose proposal was rejected", () => {
  test("is not asked about a month later: the review ends with its reason, tells nobody, and frees the role", async () => {
    const ports = await rejected();
    const { reviewId, proposed } = await cycle(ports, "2026-12-01T00:00:00.000Z");
    expect(proposed).toMatchObject({ outcome: "proposed", next: "end" });
    expect(await closeReview(ports, { reviewId })).toEqual({ reviewId, status: "settled" });
    expect(ports.seen.messages).toEqual([]);
    expect(await ports.store.get(reviewId)).toMatchObject({
      status: "settled",
      quietUntil: "2027-01-30T00:00:00.000Z",
      reason: { id: "rejected-before", on: "2026-11-01", by: "Ann", until: "2027-01-30" },
    });
    const history = await historyOf(ports.store, "111122223333/A");
    const at = "2026-12-01T00:00:00.000Z";
    expect(history).toEqual({ role: "111122223333/A", settledAt: at, triedAt: at, decidedReviewId: "review-1" });
  });

  test("is asked about when it has been quiet for long enough, and the mail says what was", async () => {
    const ports = await rejected();
    const { reviewId, proposed } = await cycle(ports, "2027-01-30T00:00:00.000Z");
    expect(proposed.next).toBe("ask");
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    expect(ports.seen.messages[0]?.body.replace(/\s+/g, " ")).toContain(
      "The last proposal was rejected on 2026-11-01 by Ann, who said: The yearly export. Asked again because 90 days have passed.",
    );
  });

  test("is asked about where something else is proposed", async () => {
    const { proposed } = await cycle(await rejected(), "2026-12-01T00:00:00.000Z", { used: ["sqs:SendMessage", "sqs:DeleteMessage"] });
    expect(proposed.next).toBe("ask");
  });

  test("is asked about where an operator names it, and quiet again in the next cycle after another no", async () => {
    const ports = await rejected();
    const { reviewId, proposed } = await cycle(ports, "2026-11-02T00:00:00.000Z", { input: { roleNames: ["A"] } });
    expect(proposed.next).toBe("ask");
    await decide(ports, reviewId, "rejected");
    expect((await cycle(ports, "2026-12-03T00:00:00.000Z")).proposed.next).toBe("end");
    expect((await ports.store.get("review-3")).quietUntil).toBe("2027-01-31T00:00:00.000Z");
  });

  test("is not quiet any more once a person approved", async () => {
    const ports = await rejected();
    const { reviewId } = await cycle(ports, "2026-11-02T00:00:00.000Z", { input: { roleNames: ["A"] } });
    await decide(ports, reviewId, "approved");
    const now = ports.clock.now();
    await ports.store.update(reviewId, "fail", { updatedAt: now, closedAt: now });
    expect((await cycle(ports, "2026-12-03T00:00:00.000Z")).proposed.next).toBe("ask");
  });

  test("what nobody decided is asked again in the next cycle", async () => {
    const ports = portsOver([{ name: "A" }]);
    const { reviewId } = await cycle(ports, "2026-11-01T00:00:00.000Z");
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    const { proposalHash = "" } = await ports.store.get(reviewId);
    await ports.store.decide(reviewId, { verdict: "expired", at: ports.clock.now(), by: "nobody", proposalHash });
    expect((await cycle(ports, "2026-12-02T00:00:00.000Z")).proposed.next).toBe("ask");
  });
});
