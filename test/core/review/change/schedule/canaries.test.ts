import { describe, expect, test } from "vitest";
import { canariesBefore, isCanary, waveNotes } from "#core/review/change/schedule/canaries.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import { secondsAfter } from "#core/review/time.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { approvedAccount, REVIEW_ID } from "../account.ts";
import { founding } from "../scenarios.ts";

const NOW = "2026-11-24T12:00:00.000Z";
const CANARY = { canary: true } as const;

function review(id: string, createdAt: string, more: Partial<Review> = {}): Review {
  return { ...aReview(id, `Role-${id}`, "waiting", createdAt), ...more };
}

test.each([
  [{ "whittle:wave": "canary" }, true],
  [{ "whittle:wave": "second" }, false],
  [{}, false],
])("a role with the tags %o is a canary: %s", (tags, expected) => {
  expect(isCanary({ tags })).toBe(expected);
});

test("a review waits for canaries that were opened before it or by its own cycle, and for no others", () => {
  const own = review("own", NOW, { cycleId: "today" });
  const open = [
    own,
    review("earlier", "2026-11-20T00:00:00.000Z", CANARY),
    review("of-the-cycle", "2026-11-24T12:00:01.000Z", { ...CANARY, cycleId: "today" }),
    review("later", "2026-11-25T00:00:00.000Z", { ...CANARY, cycleId: "tomorrow" }),
    review("dry-run", "2026-11-20T00:00:00.000Z", { ...CANARY, dryRun: true }),
    review("no-canary", "2026-11-20T00:00:00.000Z"),
    review("elsewhere", "2026-11-20T00:00:00.000Z", { ...CANARY, roleArn: "arn:aws:iam::222233334444:role/Role-elsewhere" }),
  ];
  expect(canariesBefore(open, own).map(({ id }) => id)).toEqual(["earlier", "of-the-cycle"]);
});

describe("an approved change with a canary before it", () => {
  async function withCanary(options: Parameters<typeof approvedAccount>[1] = {}) {
    const account = await approvedAccount(founding, options);
    const roleArn = "arn:aws:iam::111122223333:role/Role-canary1";
    await account.store.claim({ ...review("canary1", "2026-11-01T00:00:00.000Z", { ...CANARY, roleArn }), status: "applied" });
    let time = NOW;
    const apply = async (at: string) => {
      time = at;
      return await applyPolicy({ ...account.ports, clock: { now: () => time } }, { reviewId: REVIEW_ID });
    };
    const end = async (status: ReviewStatus) => {
      const at = time;
      if (status === "settled") await account.store.update("canary1", "close", { updatedAt: at, closedAt: at });
      else if (status === "failed") await account.store.update("canary1", "fail", { updatedAt: at, closedAt: at });
      else {
        const lease = { by: "role-restore", after: 0 };
        await account.store.update("canary1", "restore", { updatedAt: at, lease });
        await account.store.update("canary1", "finish-restore", { updatedAt: at, closedAt: at });
      }
    };
    return { ...account, apply, end };
  }

  test("looks every six hours, notes the canary once and changes nothing, until the canary's review is over", async () => {
    const { apply, end, store, iam, before } = await withCanary();
    for (const hours of [0, 6, 12])
      expect(await apply(secondsAfter(NOW, hours * 3600))).toMatchObject({ next: "wait-for-window", waitSeconds: 6 * 3600 });
    expect(iam.accepted(founding.role.name)).toEqual(before);
    expect(entriesOf(await store.journal(REVIEW_ID), "canaries-awaited")).toEqual([
      { kind: "canaries-awaited", at: NOW, canaries: [{ reviewId: "canary1", roleName: "Role-canary1" }] },
    ]);
    await end("settled");
    expect(await apply(secondsAfter(NOW, 18 * 3600))).toMatchObject({ next: "watch" });
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
  });

  test.each(["restored", "failed"] as const)("is not made where the canary's change was taken back: %s", async (status) => {
    const { apply, end, store, iam, before, notifier } = await withCanary();
    await store.append("canary1", { kind: "step", at: NOW, state: "started", step: { kind: "delete-inline", name: "x" } });
    await apply(NOW);
    await end(status);
    expect(await apply(secondsAfter(NOW, 6 * 3600))).toMatchObject({ next: "watch", watchSeconds: 0 });
    expect(iam.accepted(founding.role.name)).toEqual(before);
    expect(await store.get(REVIEW_ID)).toMatchObject({
      status: "settled",
      reason: { id: "canary-undone", roleNames: ["Role-canary1"] },
    });
    const [message] = notifier.published;
    expect(message?.subject).toContain("Not changed");
    expect(message?.body.replaceAll("\n", " ")).toContain("the change of the canary role Role-canary1 was undone.");
  });

  test("is made where the canary's review failed before its change began", async () => {
    const { apply, end } = await withCanary();
    await apply(NOW);
    await end("failed");
    expect(await apply(secondsAfter(NOW, 6 * 3600))).toMatchObject({ next: "watch", watchSeconds: 72 * 3600 });
  });

  test("is finished where it was under way", async () => {
    const { apply } = await withCanary({ status: "applying" });
    expect(await apply(NOW)).toMatchObject({ next: "watch" });
  });
});

test.each([
  ["first", [{ id: "tag-misread", tag: "whittle:wave", word: "first", because: "no-such-wave" }]],
  ["canary", []],
  [undefined, []],
])("the tag whittle:wave with the value %s is told where it means nothing", (value, notes) => {
  expect(waveNotes({ tags: value === undefined ? {} : { "whittle:wave": value } })).toEqual(notes);
});
