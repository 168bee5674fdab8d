import { describe, expect, test } from "vitest";
import { type EntryOf, entriesOf } from "#core/review/model/journal.ts";
import { awaitCanaries, postpone } from "#core/steps/change/postpone.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { approvedAccount, REVIEW_ID } from "#test/core/review/change/account.ts";
import { founding } from "#test/core/review/change/scenarios.ts";

const NOW = "2026-11-27T10:00:00.000Z";
const LATER = "2026-11-27T12:00:00.000Z";
const UNTIL = "2026-11-30T08:00:00.000Z";

async function approved(rehearsalDays?: number) {
  const { store } = await approvedAccount(founding, rehearsalDays === undefined ? {} : { rehearsalDays, status: "rehearsing" });
  const review = await store.get(REVIEW_ID);
  const noted = async () => entriesOf(await store.journal(REVIEW_ID), "change-postponed");
  return { store, review, noted };
}

/** A canary role's review of the account, open since before. */
async function withCanary() {
  const { store, review } = await approved();
  const roleArn = "arn:aws:iam::111122223333:role/Canary";
  await store.claim({ ...aReview("canary1", "Canary", "applied", "2026-11-01T00:00:00.000Z"), canary: true, roleArn });
  const wait = (at: string) => awaitCanaries({ store, clock: { now: () => at } }, review);
  const awaited = async () => entriesOf(await store.journal(REVIEW_ID), "canaries-awaited");
  return { store, review, wait, awaited };
}

describe("a change that waits", () => {
  test.each<[string, string, string, number]>([
    ["for what is left until the instant", NOW, "2026-11-27T10:30:00.000Z", 1800],
    ["for a second at the least of what is left, so that it is not looked too early", NOW, "2026-11-27T10:00:00.001Z", 1],
    ["for whole seconds, and not for one too few", NOW, "2026-11-27T10:00:01.500Z", 2],
    ["for a week of a longer time, and then looks again", NOW, "2026-12-24T00:00:00.000Z", 604_800],
  ])("waits %s", async (_, now, until, waitSeconds) => {
    const { store, review } = await approved();
    expect(await postpone({ store }, review, { now, until })).toEqual({ next: "wait-for-window", watchSeconds: 0, waitSeconds });
  });

  test.each<[string, number | undefined, string]>([
    ["stays approved", undefined, "approved"],
    ["goes on being rehearsed", 7, "rehearsing"],
  ])("%s, and shows at each look that it goes on: what gives no sign counts as cut off", async (_, rehearsalDays, status) => {
    const { store, review } = await approved(rehearsalDays);
    for (const now of [NOW, LATER]) {
      await postpone({ store }, review, { now, until: UNTIL });
      expect(await store.get(REVIEW_ID)).toMatchObject({ status, updatedAt: now });
    }
  });

  test("is noted once for an instant, and again for another one, with the reason where it has one", async () => {
    const { store, review, noted } = await approved();
    const full = { until: "2026-12-01T08:00:00.000Z", because: "day-full" } as const;
    for (const wait of [{ until: UNTIL }, { until: UNTIL }, full, full]) await postpone({ store }, review, { now: NOW, ...wait });
    expect(await noted()).toEqual<EntryOf<"change-postponed">[]>([
      { kind: "change-postponed", at: NOW, until: UNTIL },
      { kind: "change-postponed", at: NOW, ...full },
    ]);
  });

  test("is noted again after the approval was set aside: the next one does not know of the wait", async () => {
    const { store, review, noted } = await approved();
    await postpone({ store }, review, { now: NOW, until: UNTIL });
    await store.append(REVIEW_ID, { kind: "approval-set-aside", at: NOW, by: "ann", decidedAt: NOW });
    await postpone({ store }, review, { now: LATER, until: UNTIL });
    expect((await noted()).map(({ at }) => at)).toEqual([NOW, LATER]);
  });
});

describe("a change with a canary before it", () => {
  test("looks every six hours whether that one is done, shows that it goes on, and is noted once", async () => {
    const { store, wait, awaited } = await withCanary();
    for (const now of [NOW, LATER]) {
      expect(await wait(now)).toEqual({ next: "wait-for-window", watchSeconds: 0, waitSeconds: 21_600 });
      expect(await store.get(REVIEW_ID)).toMatchObject({ status: "approved", updatedAt: now });
    }
    const canaries = [{ reviewId: "canary1", roleName: "Canary" }];
    expect(await awaited()).toEqual([{ kind: "canaries-awaited", at: NOW, canaries }]);
  });

  test("waits for no other where its own role is one", async () => {
    const { store, review } = await withCanary();
    expect(await awaitCanaries({ store, clock: { now: () => NOW } }, { ...review, canary: true })).toBeUndefined();
  });
});
