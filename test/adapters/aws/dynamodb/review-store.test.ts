import { expect, test } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { MOST_ENDED } from "#core/review/ports/review-store.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";

const store = () => dynamodbReviewStore("reviews", { client: fakeDynamoDb(), clock: { now: () => "2026-11-29T00:00:00.000Z" } });
const at = (minute: number) => new Date(Date.UTC(2026, 10, 28, 0, minute)).toISOString();

test("ended reviews come newest first, each once, page by page", async () => {
  const { claim, update, ended, open } = store();
  const ids = Array.from({ length: MOST_ENDED + 2 }, (_, index) => `r${index}`);
  for (const [index, id] of ids.entries()) {
    await claim(aReview(id, `Role${index}`, "generating", at(index)));
    await update(id, "fail", { updatedAt: at(1) });
  }
  await claim(aReview("waits", "Other", "generating", at(0)));
  const first = await ended();
  const second = await ended(first.reviews.at(-1));
  expect([...first.reviews, ...second.reviews].map(({ id }) => id)).toEqual(ids.toReversed());
  expect([first.reviews.length, first.hasMore, second.hasMore]).toEqual([MOST_ENDED, true, false]);
  expect((await open()).map(({ id }) => id)).toEqual(["waits"]);
});

test("a role has one open review: a second cycle is told of it, and does not take it for its own", async () => {
  const { claim, update } = store();
  const ofCycle = (id: string, cycleId: string) => ({ ...aReview(id, "MyRole", "generating", at(0)), cycleId });
  expect(await claim(ofCycle("r1", "c1"))).toEqual({ reviewId: "r1", claimed: true });
  expect(await claim(ofCycle("r1", "c1"))).toEqual({ reviewId: "r1", claimed: true });
  expect(await claim(ofCycle("r2", "c2"))).toEqual({ reviewId: "r1", claimed: false });
  await update("r1", "fail", { updatedAt: at(1) });
  expect(await claim(ofCycle("r3", "c2"))).toEqual({ reviewId: "r3", claimed: true });
});

test("a journal is read in the order in which it was written, past its ninth and ninety-ninth entry", async () => {
  const { append, journal } = store();
  const entries = Array.from({ length: 101 }, (_, index) => ({
    kind: "break-glass" as const,
    at: at(index),
    command: "aws iam attach-role-policy",
  }));
  for (const entry of entries) await append("r1", entry);
  expect((await journal("r1")).map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at));
});

test("what a role is to keep grows, and nothing is written where there is nothing to keep", async () => {
  const { keep, history } = store();
  const role = roleKey("arn:aws:iam::123456789012:role/MyRole");
  await keep(role, ["s3:GetObject"]);
  await keep(role, ["sqs:SendMessage", "sqs:SendMessage"]);
  await keep(role, []);
  expect((await history([role])).get(role)).toMatchObject({ keep: ["s3:GetObject", "sqs:SendMessage"] });
});
