import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeFirstPlace } from "#core/review/change/schedule/change-day.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { fakeChangePlaces } from "#test/fakes/change-places.ts";
import { approvedAccount, REVIEW_ID } from "../account.ts";
import { founding } from "../scenarios.ts";

const NOW = "2026-11-27T12:00:00.000Z";
/** Mondays and Tuesdays, from eight in the morning. */
const window = { days: [1, 2], hours: [480, 960], freezes: [] } as const;

describe("the place of an approved change among those of a day", () => {
  test("is on the first open day that has one left, in the order of asking", async () => {
    const places = fakeChangePlaces(2);
    const take = (reviewId: string) => takeFirstPlace(places, reviewId, { now: NOW, window });
    expect([await take("a"), await take("b"), await take("c"), await take("d"), await take("e")]).toEqual([
      "2026-11-30T08:00:00.000Z",
      "2026-11-30T08:00:00.000Z",
      "2026-12-01T08:00:00.000Z",
      "2026-12-01T08:00:00.000Z",
      "2026-12-07T08:00:00.000Z",
    ]);
    expect(await take("c")).toBe("2026-12-01T08:00:00.000Z");
  });

  test("is found for everybody, however often they ask, and no day has more than its number", async () => {
    const ask = fc.record({ review: fc.integer({ min: 0, max: 15 }), hours: fc.integer({ min: 0, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(ask, { maxLength: 40 }), async (most, asks) => {
        const places = fakeChangePlaces(most);
        const made = new Map<string, string>();
        let time = Date.parse(NOW);
        for (const { review, hours } of asks) {
          time += hours * 3_600_000;
          const now = new Date(time).toISOString();
          const at = await takeFirstPlace(places, `r${review}`, { now });
          expect(at >= now).toBe(true);
          expect(Date.parse(at) - time).toBeLessThanOrEqual(16 * 86_400_000);
          if (at === now) made.set(`r${review}`, at.slice(0, 10));
        }
        for (const [, changed] of Map.groupBy(made.values(), (day) => day)) expect(changed.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test("is to be asked for again where a year is full", async () => {
    const full = { take: async () => false };
    expect(await takeFirstPlace(full, "a", { now: NOW })).toBe("2027-11-28T00:00:00.000Z");
  });
});

describe("an approved change on a day that has its changes", () => {
  async function approved(status: "approved" | "applying", rehearsalDays?: number) {
    const account = await approvedAccount(founding, { status, ...(rehearsalDays === undefined ? {} : { rehearsalDays }) });
    const places = fakeChangePlaces(1);
    let time = NOW;
    const apply = (at: string) => {
      time = at;
      return applyPolicy({ ...account.ports, clock: { now: () => time }, places }, { reviewId: REVIEW_ID });
    };
    return { ...account, apply, places };
  }

  test("waits for the next day with a place, is noted once, and changes nothing until then", async () => {
    const { apply, places, store, iam, before } = await approved("approved");
    await places.take("2026-11-27", "another");
    expect(await apply(NOW)).toMatchObject({ next: "wait-for-window", waitSeconds: 12 * 3600 });
    expect(await apply(NOW)).toMatchObject({ next: "wait-for-window" });
    expect(iam.accepted(founding.role.name)).toEqual(before);
    expect(entriesOf(await store.journal(REVIEW_ID), "change-postponed")).toEqual([
      { kind: "change-postponed", at: NOW, until: "2026-11-28T00:00:00.000Z", because: "day-full" },
    ]);
    await places.take("2026-11-28", "yet another");
    expect(await apply("2026-11-28T00:00:00.000Z")).toMatchObject({ next: "watch" });
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
  });

  test("attaches for a rehearsal without a place, as that takes nothing away", async () => {
    const { apply, places } = await approved("approved", 7);
    await places.take("2026-11-27", "another");
    expect(await apply(NOW)).toMatchObject({ next: "rehearse" });
  });

  test("is finished where it was under way", async () => {
    const { apply, places } = await approved("applying");
    await places.take("2026-11-27", "another");
    expect(await apply(NOW)).toMatchObject({ next: "watch" });
  });
});
