import { expect, test } from "vitest";
import { ServiceFaultError } from "#core/errors.ts";
import { reportFailure } from "#core/review/steps/report-failure.ts";
import { approvedAccount, REVIEW_ID, takeTurn } from "../change/account.ts";
import { founding } from "../change/scenarios.ts";

const input = { reviewId: REVIEW_ID, error: { Error: "NotAuthorizedError", Cause: "no statement allows it" } };

test("a failure that cannot be told is in the record all the same, and is told when the step is repeated", async () => {
  const { ports, store, notifier, before } = await approvedAccount(founding);
  const silent = { ...ports, notifier: { publish: () => Promise.reject(new ServiceFaultError("sns:Publish", "500")) } };
  await expect(reportFailure(silent, input)).rejects.toThrow(ServiceFaultError);
  expect(await store.get(REVIEW_ID)).toMatchObject({ status: "failed", failure: { code: "NotAuthorizedError" } });
  expect((await store.history([before.name])).get(before.name)?.openReviewId).toBeUndefined();
  const told = { reviewId: REVIEW_ID, code: "NotAuthorizedError", message: "no statement allows it" };
  expect(await reportFailure(ports, input)).toEqual(told);
  expect(notifier.published.map(({ kind }) => kind)).toEqual(["alarm", "closing"]);
  expect(notifier.published[0]?.body).toContain("failed while it was approved");
});

test("what fails while it is another's turn is told, and leaves the review to the other", async () => {
  const { ports, store, notifier } = await approvedAccount(founding);
  await takeTurn(store, REVIEW_ID, "restoring", "execution1");
  for (const by of ["execution2", undefined]) await reportFailure(ports, { ...input, ...(by ? { by } : {}) });
  expect((await store.get(REVIEW_ID)).status).toBe("restoring");
  expect(notifier.published.map(({ kind }) => kind)).toEqual(["alarm", "alarm"]);
  await reportFailure(ports, { ...input, by: "execution1" });
  expect((await store.get(REVIEW_ID)).status).toBe("failed");
});
