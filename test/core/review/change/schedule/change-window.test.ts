import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ServiceFaultError } from "#core/errors.ts";
import { isStale } from "#core/review/approval/stale.ts";
import { type ChangeWindow, nextChangeAt, openDays } from "#core/review/change/schedule/change-window.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { secondsAfter } from "#core/review/time.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvedAccount, REVIEW_ID } from "../account.ts";
import { APPLY, runWithFaults } from "../faults.ts";
import { founding } from "../scenarios.ts";
import cases from "./change-window.cases.json" with { type: "json" };

const HOUR = 60;
const WORKDAYS: ChangeWindow = {
  days: [1, 2, 3, 4],
  hours: [8 * HOUR, 16 * HOUR],
  freezes: [
    ["2026-12-20", "2027-01-03"],
    ["2027-05-03", "2027-05-03"],
    ["2029-12-01", "2035-01-01"],
  ],
};

describe("when a change may be made", () => {
  test.each(cases)("$name", ({ now, next }) => {
    expect(nextChangeAt(WORKDAYS, now)).toBe(next);
  });

  test.each(["Pacific/Kiritimati", "Pacific/Pago_Pago"])("does not depend on where the machine is: %s", (zone) => {
    vi.stubEnv("TZ", zone);
    for (const { now, next } of cases) expect(nextChangeAt(WORKDAYS, now)).toBe(next);
    vi.unstubAllEnvs();
  });

  test("is the first open minute, found by looking at one after the other", () => {
    const day = fc.integer({ min: 0, max: 6 });
    const date = fc.integer({ min: 0, max: 20 }).map((days) => new Date(Date.UTC(2026, 10, 20 + days)).toISOString().slice(0, 10));
    const hours = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })).filter(([from, to]) => from < to);
    const windows = fc.record({
      days: fc.uniqueArray(day, { minLength: 1 }),
      hours,
      freezes: fc.array(fc.tuple(date, date), { maxLength: 2 }),
    });
    const minutes = fc.integer({ min: 0, max: 20 * 24 * HOUR });
    fc.assert(
      fc.property(windows, minutes, ({ days, hours: [from, to], freezes }, minute) => {
        const window = { days, hours: [from * HOUR, to * HOUR] as const, freezes };
        let at = new Date(Date.UTC(2026, 10, 20, 0, minute));
        const now = at.toISOString();
        while (!isOpen(window, at)) at = new Date(at.getTime() + 60_000);
        expect(nextChangeAt(window, now)).toBe(at.toISOString());
      }),
      { numRuns: 40 },
    );
  });
});

function isOpen({ days, hours: [from, to], freezes }: ChangeWindow, at: Date): boolean {
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  const date = at.toISOString().slice(0, 10);
  const isFrozen = freezes.some(([first, last]) => date >= first && date <= last);
  return days.includes(at.getUTCDay()) && minute >= from && minute < to && !isFrozen;
}

describe("the days on which a change could have been made, from one instant to a later one", () => {
  // 2026-11-23 is a Monday, and changes are made from Monday to Thursday.
  test.each<[string, string, string, number]>([
    ["are those that are over, the first among them", "2026-11-23T10:00:00.000Z", "2026-11-25T09:00:00.000Z", 2],
    ["do not hold the last one until it is over", "2026-11-23T10:00:00.000Z", "2026-11-25T23:59:59.999Z", 2],
    ["hold it then", "2026-11-23T10:00:00.000Z", "2026-11-26T00:00:00.000Z", 3],
    ["begin with the day, whatever the hour", "2026-11-23T23:59:59.999Z", "2026-11-24T00:00:00.000Z", 1],
    ["are none within a day", "2026-11-23T00:00:00.000Z", "2026-11-23T23:00:00.000Z", 0],
    ["are none where the later instant is days before the earlier", "2026-11-26T00:00:00.000Z", "2026-11-23T00:00:00.000Z", 0],
    ["are no Friday, Saturday or Sunday", "2026-11-26T00:00:00.000Z", "2026-12-01T00:00:00.000Z", 2],
    ["are none of a freeze, its first and its last day among it", "2026-12-17T00:00:00.000Z", "2027-01-05T00:00:00.000Z", 2],
  ])("%s", (_, from, to, days) => {
    expect(openDays(WORKDAYS, from, to)).toBe(days);
  });
});

describe("an approved change outside of the window", () => {
  async function approvedAt(now: string) {
    const account = await approvedAccount(founding);
    let time = now;
    const ports = { ...account.ports, clock: { now: () => time }, settings: { ...account.ports.settings, changeWindow: WORKDAYS } };
    const apply = (at: string, settings = ports.settings) => {
      time = at;
      return applyPolicy({ ...ports, settings }, { reviewId: REVIEW_ID });
    };
    return { ...account, ports, apply };
  }

  test("waits until it opens, is noted once, and changes nothing; then it is made", async () => {
    const { apply, store } = await approvedAt("2026-11-28T12:00:00.000Z");
    const waiting = { next: "wait-for-window", waitSeconds: 44 * 3600 };
    expect(await apply("2026-11-28T12:00:00.000Z")).toMatchObject(waiting);
    expect(await apply("2026-11-28T12:00:00.000Z")).toMatchObject(waiting);
    const journal = await store.journal(REVIEW_ID);
    expect(entriesOf(journal, "change-postponed")).toEqual([
      { kind: "change-postponed", at: "2026-11-28T12:00:00.000Z", until: "2026-11-30T08:00:00.000Z" },
    ]);
    expect(entriesOf(journal, "step")).toEqual([]);
    expect(await apply("2026-11-30T08:00:00.000Z")).toMatchObject({ next: "watch" });
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
  });

  test("gives a sign every week, so that a long freeze does not end the review", async () => {
    const { apply, store, ports } = await approvedAt("2026-12-18T12:00:00.000Z");
    const freezes = [["2026-12-18", "2027-03-31"]] as const;
    const settings = { ...ports.settings, changeWindow: { ...WORKDAYS, freezes } };
    let at = "2026-12-18T12:00:00.000Z";
    for (let waits = 0; waits < 30; waits += 1) {
      const step = await apply(at, settings);
      if (step.next !== "wait-for-window") break;
      const woken = secondsAfter(at, step.waitSeconds ?? 0);
      expect(isStale(await store.get(REVIEW_ID), woken, settings)).toBe(false);
      at = woken;
    }
    expect(at).toBe("2027-04-01T08:00:00.000Z");
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
    expect(entriesOf(await store.journal(REVIEW_ID), "change-postponed")).toHaveLength(1);
  });

  test("is made by the workflow, which asks again when the window opens", async () => {
    const account = await approvedAccount(founding);
    const nextMinute = Math.ceil(Date.parse(account.time.clock.now()) / 60_000) + 1;
    const hours = [nextMinute % (24 * HOUR), 24 * HOUR] as const;
    const settings = { ...account.ports.settings, changeWindow: { ...WORKDAYS, days: [0, 1, 2, 3, 4, 5, 6], hours, freezes: [] } };
    const { review } = await runWithFaults({ ...account, ports: { ...account.ports, settings } }, APPLY, []);
    expect(review.status).toBe("settled");
    const [postponed] = entriesOf(await account.store.journal(REVIEW_ID), "change-postponed");
    const [step] = entriesOf(await account.store.journal(REVIEW_ID), "step");
    expect(step && postponed && step.at >= postponed.until).toBe(true);
  });

  test("is finished where it was under way when the window closed", async () => {
    const { apply, store, ports } = await approvedAt("2026-11-30T15:59:00.000Z");
    const detach = async () => Promise.reject(new ServiceFaultError("iam:DetachRolePolicy", "busy"));
    await expect(applyPolicy({ ...ports, changes: { ...ports.changes, detach } }, { reviewId: REVIEW_ID })).rejects.toThrow(
      ServiceFaultError,
    );
    expect((await store.get(REVIEW_ID)).status).toBe("applying");
    expect(await apply("2026-11-30T16:01:00.000Z")).toMatchObject({ next: "watch" });
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
  });
});
