import { expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { approvedAccount, REVIEW_ID } from "../review/change/account.ts";
import { founding } from "../review/change/scenarios.ts";

test("an end is told once, also where the step is repeated because recording it failed", async () => {
  const { ports, store, notifier } = await approvedAccount(founding, { status: "rejected" });
  const failing = { ...ports, store: { ...store, update: () => Promise.reject(new ThrottledError("dynamodb:TransactWriteItems")) } };
  await expect(closeReview(failing, { reviewId: REVIEW_ID })).rejects.toThrow(ThrottledError);
  expect(await closeReview(ports, { reviewId: REVIEW_ID })).toEqual({ reviewId: REVIEW_ID, status: "rejected" });
  expect(notifier.published.map(({ subject }) => subject)).toEqual([expect.stringContaining("Rejected: ")]);
});

test("where nobody hears of ends, none is told, and the journal is the same", async () => {
  const [heard, unheard] = [
    await approvedAccount(founding, { status: "rejected" }),
    await approvedAccount(founding, { status: "rejected" }),
  ];
  await closeReview(heard.ports, { reviewId: REVIEW_ID });
  await closeReview({ ...unheard.ports, notifier: { ...unheard.notifier, hearsNoEnd: true } }, { reviewId: REVIEW_ID });
  expect(unheard.notifier.published).toEqual([]);
  expect(await unheard.store.journal(REVIEW_ID)).toEqual(await heard.store.journal(REVIEW_ID));
});
