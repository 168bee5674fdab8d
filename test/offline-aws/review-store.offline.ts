import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { historyOf } from "#core/review/role-history.ts";
import { roleHistoryContract } from "#test/adapters/role-history.ts";
import { roleLeaseContract } from "#test/adapters/role-lease.ts";
import { transitionContract } from "#test/adapters/transitions.ts";
import { twoAccountsContract } from "#test/adapters/two-accounts.ts";
import { type OfflineAws, offlineAwsMissing, operator, startOfflineAws } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";

const missing = offlineAwsMissing();

describe.skipIf(missing)(`the record in DynamoDB${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let aws: OfflineAws;
  beforeAll(async () => {
    aws = await startOfflineAws(parameters);
  });
  afterAll(() => aws.stop());

  function store() {
    return dynamodbReviewStore(aws.outputs.ReviewTableName ?? "", { client: new DynamoDBClient(operator(aws.endpoint)) });
  }

  describe("the lease of a role", () => roleLeaseContract(store));
  describe("the status of a review", () => transitionContract(store, 20));
  describe("what is known of a role", () => roleHistoryContract(store));

  describe("two accounts", () => twoAccountsContract(store));

  test("of 200 decisions at once one is recorded, and all others are given that one", async () => {
    const reviews = store();
    const review = newReview("race", "RacingRole", "proposing");
    await reviews.claim(review);
    const waiting = { taskToken: "token", since: review.createdAt, expiresAt: review.createdAt, round: 1, toldRound: 0 };
    await reviews.update(review.id, "ask", { updatedAt: review.createdAt, waiting });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const verdict = i % 2 === 0 ? "approved" : "rejected";
        return reviews.decide(review.id, { verdict, at: review.createdAt, by: `person ${i}`, proposalHash: "hash" });
      }),
    );
    const recorded = answers.filter((answer) => answer.recorded === "decision");
    expect(recorded).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.review.decision?.by))).toEqual(
      new Set(recorded.map((answer) => answer.review.decision?.by)),
    );
    const after = await reviews.get(review.id);
    expect(after.status).toBe(after.decision?.verdict);
  });

  test("where two must approve, of 40 approvals by 20 people at once two people's are recorded, and one decision", async () => {
    const reviews = store();
    const review = newReview("pair", "PairedRole", "proposing");
    await reviews.claim(review);
    const waiting = { taskToken: "token", since: review.createdAt, expiresAt: review.createdAt, round: 1, toldRound: 1 };
    const change = { updatedAt: review.createdAt, waiting, proposalHash: "hash", approversNeeded: 2 } as const;
    await reviews.update(review.id, "ask", change);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const identity = { issuer: "https://login.example", subject: `person ${i % 20}` };
        return reviews.decide(review.id, {
          verdict: "approved",
          at: review.createdAt,
          by: identity.subject,
          identity,
          proposalHash: "hash",
        });
      }),
    );
    expect(answers.filter(({ recorded }) => recorded === "approval")).toHaveLength(1);
    expect(answers.filter(({ recorded }) => recorded === "decision")).toHaveLength(1);
    const { approvals = [], status, decision } = await reviews.get(review.id);
    expect([status, new Set(approvals.map(({ identity }) => identity.subject)).size]).toEqual(["approved", 2]);
    expect(decision?.by).toBe(approvals.map(({ by }) => by).join(" and "));
  });

  test("of 20 cycles that claim one role at once, one gets it", async () => {
    const reviews = store();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => reviews.claim({ ...newReview(`claim-${i}`, "WantedRole"), cycleId: `cycle-${i}` })),
    );
    expect(claims.filter((claim) => claim.claimed)).toHaveLength(1);
    expect(new Set(claims.map((claim) => claim.reviewId)).size).toBe(1);
    expect((await reviews.open()).filter((review) => review.roleName === "WantedRole")).toHaveLength(1);
  });

  test("reviews that ended are listed by when they were opened, the last one first, and no open one among them", async () => {
    const reviews = store();
    const days = ["2031-01-01", "2031-01-03", "2031-01-02"];
    const ids = days.map((day) => `listed-${day}`);
    for (const [at, day] of days.entries()) {
      const review = { ...newReview(ids[at] ?? "", `ListedRole${at}`), createdAt: `${day}T00:00:00.000Z` };
      await reviews.claim(review);
      await reviews.update(review.id, "fail", { updatedAt: review.createdAt });
    }
    await reviews.claim({ ...newReview("listed-open", "ListedOpenRole"), createdAt: "2031-01-04T00:00:00.000Z" });
    const first = await reviews.ended();
    expect(first.reviews.slice(0, 3).map(({ id }) => id)).toEqual(["listed-2031-01-03", "listed-2031-01-02", "listed-2031-01-01"]);
    const older = await reviews.ended({ createdAt: "2031-01-02T00:00:00.000Z", id: "listed-2031-01-02" });
    expect([older.reviews[0]?.id, older.hasMore]).toEqual(["listed-2031-01-01", false]);
    expect(first.reviews.map(({ id }) => id)).not.toContain("listed-open");
  });

  test("a document of many megabytes comes back as it was, and can be replaced", async () => {
    const reviews = store();
    const noise = Array.from({ length: 2 }, (_, i) => randomText(1_500_000, i + 1));
    for (const text of noise) {
      await reviews.putDocument("large", "evidence", { kind: "documents", documents: [text], isComplete: true });
      expect(await reviews.document("large", "evidence")).toEqual({ kind: "documents", documents: [text], isComplete: true });
    }
  });

  test("a role is free again once its review has ended, and a failed review does not count as one", async () => {
    const reviews = store();
    const [first, second, third] = ["end-1", "end-2", "end-3"].map((id) => ({ ...newReview(id, "EndingRole"), cycleId: id }));
    if (!first || !second || !third) throw new Error("three reviews");
    await reviews.claim(first);
    const failedAt = "2026-01-02T00:00:00.000Z";
    await reviews.update(first.id, "fail", { updatedAt: failedAt });
    expect(await historyOf(reviews, "123456789012/EndingRole")).toEqual({ role: "123456789012/EndingRole", triedAt: failedAt });
    expect(await reviews.claim(second)).toEqual({ reviewId: second.id, claimed: true });
    const closedAt = "2026-01-03T00:00:00.000Z";
    await reviews.update(second.id, "skip", { updatedAt: closedAt, closedAt });
    const ended = { role: "123456789012/EndingRole", settledAt: closedAt, triedAt: closedAt };
    expect(await historyOf(reviews, "123456789012/EndingRole")).toEqual(ended);
    expect(await reviews.claim(third)).toEqual({ reviewId: third.id, claimed: true });
    await expect(reviews.update(second.id, "ask", { updatedAt: closedAt })).rejects.toThrow(ReviewConflictError);
  });

  test("a role remembers which of its reviews a person decided last", async () => {
    const reviews = store();
    const decided = (id: string) =>
      historyOf(reviews, "123456789012/DecidedRole").then(({ decidedReviewId }) => expect(decidedReviewId).toBe(id));
    for (const [id, verdict] of [["no", "rejected"] as const, ["late", "expired"] as const]) {
      const review = { ...newReview(id, "DecidedRole", "proposing"), cycleId: id };
      await reviews.claim(review);
      const waiting = { taskToken: "token", since: review.createdAt, expiresAt: review.createdAt, round: 1, toldRound: 1 };
      await reviews.update(id, "ask", { updatedAt: review.createdAt, waiting });
      await reviews.decide(id, { verdict, at: review.createdAt, by: "Ann", proposalHash: "hash" });
      await decided("no");
    }
  });

  test("what a role is to keep adds up, and is read back with its history", async () => {
    const reviews = store();
    await reviews.keep("123456789012/KeepingRole", ["s3:GetObject"]);
    await reviews.keep("123456789012/KeepingRole", []);
    await reviews.keep("123456789012/KeepingRole", ["logs:GetLogEvents", "s3:GetObject"]);
    const history = await reviews.history(["123456789012/KeepingRole", "123456789012/OtherRole"]);
    expect(history.get("123456789012/KeepingRole")).toEqual({
      role: "123456789012/KeepingRole",
      keep: ["logs:GetLogEvents", "s3:GetObject"],
    });
    expect(history.get("123456789012/OtherRole")).toEqual({ role: "123456789012/OtherRole" });
  });

  test("a journal keeps the order of writing within one instant, over more entries than a page of answers", async () => {
    const reviews = store();
    const at = "2026-01-01T00:00:00.000Z";
    // A page of a query's answer holds 1 MB.
    const changes = Array.from({ length: 30 }, (_, i) => `change ${i} ${"x".repeat(40_000)}`);
    for (const about of changes) await reviews.append("journal", { kind: "sent", at, message: "applied", about });
    expect(entriesOf(await reviews.journal("journal"), "sent").map(({ about }) => about)).toEqual(changes);
  });
});

function newReview(id: string, roleName: string, status: Review["status"] = "generating"): Review {
  const createdAt = "2026-01-01T00:00:00.000Z";
  return {
    id,
    roleName,
    roleArn: `arn:aws:iam::123456789012:role/${roleName}`,
    cycleId: "cycle",
    dryRun: false,
    status,
    createdAt,
    updatedAt: createdAt,
    window: { from: createdAt, to: createdAt },
    revision: 0,
  };
}

/** Text that does not compress, the same for the same seed (a linear congruential generator). */
function randomText(length: number, seed: number): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(33 + (state >>> 24) / 3);
  }).join("");
}
