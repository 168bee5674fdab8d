import { describe, expect, test } from "vitest";
import { RequestRefusedError, ThrottledError } from "#core/errors.ts";
import { callBack } from "#core/review/call-back.ts";
import { historyOf } from "#core/review/role-history.ts";
import type { Settings } from "#core/review/settings.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { expireReview } from "#core/steps/expire-review.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { reportFailure } from "#core/steps/report-failure.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { decideSigned } from "#test/core/review/vote.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });

async function proposed(input: unknown = {}, settings: Partial<Settings> = {}) {
  const ports = portsOver([{ name: "A" }], settings);
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  return { ports, reviewId, proposal: await proposePolicy(ports, { reviewId }) };
}

async function decide(ports: TestPorts, reviewId: string, verdict: "approved" | "rejected") {
  return decideSigned(ports, reviewId, { verdict });
}

const kinds = ({ seen }: TestPorts) => seen.messages.map(({ kind }) => kind);

describe("proposing", () => {
  test("asks where something would change; each of two rounds is half of the time to decide", async () => {
    const { proposal } = await proposed();
    expect(proposal).toMatchObject({ outcome: "proposed", next: "ask", rounds: { first: 7 * 86_400, second: 7 * 86_400, last: "second" } });
  });

  test("does not ask in a dry run, and says what it would have asked", async () => {
    const { ports, reviewId, proposal } = await proposed({ dryRun: true });
    expect(proposal.next).toBe("end");
    expect((await closeReview(ports, { reviewId })).status).toBe("settled");
    expect(ports.seen.messages.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Dry run: A: Remove/)]);
  });
});

describe("asking", () => {
  test("tells the approvers once a round, however often the step is repeated", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t1", round: 1 });
    await requestApproval(ports, { reviewId, taskToken: "t2", round: 1 });
    await requestApproval(ports, { reviewId, taskToken: "t3", round: 2 });
    expect(kinds(ports)).toEqual(["approval-request", "reminder"]);
    expect((await ports.store.get(reviewId)).waiting).toMatchObject({ taskToken: "t3", round: 2 });
  });

  test("keeps every token of a round, so that a second call takes the workflow's own from nobody", async () => {
    const { ports, reviewId } = await proposed();
    for (const taskToken of ["genuine", "forged", "genuine"]) await requestApproval(ports, { reviewId, taskToken, round: 1 });
    await callBack(ports, await ports.store.get(reviewId), { verdict: "approved" });
    expect(ports.seen.called.map(({ token }) => token).sort()).toEqual(["forged", "genuine"]);
  });

  test("keeps ten tokens of a round, the first ones", async () => {
    const { ports, reviewId } = await proposed();
    for (let index = 0; index < 30; index++) await requestApproval(ports, { reviewId, taskToken: `t${index}`, round: 1 });
    await callBack(ports, await ports.store.get(reviewId), {});
    expect(ports.seen.called).toHaveLength(10);
    expect(ports.seen.called.map(({ token }) => token)).toContain("t0");
  });

  test("a token that the workflow never gave stops nobody, and a fault is told where no token was taken", async () => {
    const { ports, reviewId } = await proposed();
    for (const taskToken of ["genuine", "forged"]) await requestApproval(ports, { reviewId, taskToken, round: 1 });
    const review = await ports.store.get(reviewId);
    const taken: string[] = [];
    const refusing = async (token: string) => {
      if (token === "forged") throw new RequestRefusedError("states:SendTaskSuccess", "InvalidToken");
      taken.push(token);
    };
    await callBack({ callbacks: { succeed: refusing } }, review, {});
    expect(taken).toEqual(["genuine"]);
    const throttled = { succeed: () => Promise.reject(new ThrottledError("states:SendTaskSuccess")) };
    await expect(callBack({ callbacks: throttled }, review, {})).rejects.toThrow(ThrottledError);
  });

  test("no message holds a task token", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "secret-token", round: 1 });
    expect(JSON.stringify(ports.seen.messages)).not.toContain("secret-token");
  });

  test("both rounds end at the same time", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t1", round: 1 });
    const first = (await ports.store.get(reviewId)).waiting?.expiresAt;
    ports.at("2026-11-08T00:00:00.000Z");
    await requestApproval(ports, { reviewId, taskToken: "t2", round: 2 });
    expect([first, (await ports.store.get(reviewId)).waiting?.expiresAt]).toEqual(["2026-11-15T00:00:00.000Z", "2026-11-15T00:00:00.000Z"]);
  });

  test("asks those behind the approvers after as many hours as the operator says, once, with the same link", async () => {
    const { ports, reviewId, proposal } = await proposed({}, { escalationHours: 48 });
    expect(proposal.rounds).toEqual({ first: 2 * 86_400, second: 5 * 86_400, third: 7 * 86_400, last: "third" });
    for (const round of [1, 2, 2, 3]) await requestApproval(ports, { reviewId, taskToken: `t${round}`, round });
    expect(kinds(ports)).toEqual(["approval-request", "escalation", "reminder"]);
    const links = ports.seen.messages.map(({ body }) => /https:\S+/.exec(body)?.[0]);
    expect(new Set(links).size).toBe(1);
    expect(ports.seen.messages[1]?.body.replace(/\s+/g, " ")).toContain("asked 48 hours ago and have not decided, so you are asked too");
  });

  test("a decision that fell between two rounds is handed to the second", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t1", round: 1 });
    await decide(ports, reviewId, "approved");
    await requestApproval(ports, { reviewId, taskToken: "t2", round: 2 });
    expect(ports.seen.called).toEqual([{ token: "t2", output: { verdict: "approved" } }]);
    expect(kinds(ports)).toEqual(["approval-request"]);
  });
});

describe("the end", () => {
  test("nobody decided: expired, told, and the role is free", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    expect((await expireReview(ports, { reviewId })).verdict).toBe("expired");
    expect((await closeReview(ports, { reviewId })).status).toBe("expired");
    expect(kinds(ports)).toEqual(["approval-request", "closing"]);
    expect((await historyOf(ports.store, "111122223333/A")).openReviewId).toBeUndefined();
  });

  test("a decision in the last moment counts, and the expiry does not", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    await decide(ports, reviewId, "approved");
    expect((await expireReview(ports, { reviewId })).verdict).toBe("approved");
  });

  test("a rejection is told once, however often the step is repeated", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    await decide(ports, reviewId, "rejected");
    await closeReview(ports, { reviewId });
    await closeReview(ports, { reviewId });
    expect(kinds(ports)).toEqual(["approval-request", "closing"]);
  });

  test("a change that was approved and failed is told to the approvers as well", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    await decide(ports, reviewId, "approved");
    const Cause = JSON.stringify({ errorType: "NoFreeSlotError", errorMessage: "The role carries ten policies." });
    await reportFailure(ports, { reviewId, error: { Error: "NoFreeSlotError", Cause } });
    expect(kinds(ports)).toEqual(["approval-request", "alarm", "closing"]);
    expect(ports.seen.messages[2]?.subject).toMatch(/^Failed: A: /);
    expect(ports.seen.messages[2]?.body.replace(/\s+/g, " ")).toContain("The role carries ten policies.");
  });

  test("a role that drifted after its approval is asked about anew, and the message says that nothing was changed", async () => {
    const { ports, reviewId } = await proposed();
    await requestApproval(ports, { reviewId, taskToken: "t", round: 1 });
    await decide(ports, reviewId, "approved");
    await ports.store.update(reviewId, "drift", { waiting: null, decision: null, updatedAt: ports.clock.now() });
    expect((await proposePolicy(ports, { reviewId })).next).toBe("ask");
    await requestApproval(ports, { reviewId, taskToken: "t2", round: 1 });
    expect(ports.seen.messages[1]?.body.replace(/\s+/g, " ")).toContain(
      "An earlier proposal was approved, but the role's policies changed before it could be carried out.",
    );
  });

  test("a failure is recorded with its message alone, told to the operators, and frees the role", async () => {
    const { ports, reviewId } = await proposed();
    const Cause = JSON.stringify({
      errorType: "NotAuthorizedError",
      errorMessage: "Whittle may not call iam:X.",
      trace: ["at secret.js:1"],
    });
    const reported = await reportFailure(ports, { reviewId, error: { Error: "NotAuthorizedError", Cause } });
    expect(reported).toEqual({ reviewId, code: "NotAuthorizedError", message: "Whittle may not call iam:X." });
    expect(ports.seen.messages.map(({ kind, body }) => [kind, body.includes("secret.js")])).toEqual([["alarm", false]]);
    expect((await ports.store.get(reviewId)).status).toBe("failed");
    expect(await historyOf(ports.store, "111122223333/A")).toEqual({ role: "111122223333/A", triedAt: "2026-11-01T00:00:00.000Z" });
  });
});
