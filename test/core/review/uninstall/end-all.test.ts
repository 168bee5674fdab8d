import { describe, expect, test } from "vitest";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { Execution } from "#core/review/ports/deployment.ts";
import { historyOf } from "#core/review/role-history.ts";
import { endAll } from "#core/review/uninstall/end-all.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeDeployment } from "#test/fakes/deployment.ts";
import { fakeRehearsals } from "#test/fakes/rehearsals.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { fakeTime } from "#test/fakes/time.ts";

const AT = "2026-11-24T09:00:00.000Z";
const execution = (machine: Execution["machine"], reviewId?: string): Execution => ({
  machine,
  arn: `${machine}:${reviewId ?? "c1"}`,
  reviewId,
});
const lease = (by: string) => ({ lease: { by, after: 0 }, updatedAt: AT });

/** A stack with one review in this status and its execution, whose clock runs while it is waited for. */
async function stackWith(
  status: ReviewStatus,
  more: readonly Execution[] = [],
  own: readonly Execution[] = [execution("role-review", "r1")],
) {
  const store = fakeReviewStore();
  await store.claim(aReview("r1", "MyRole", status, AT));
  const rehearsals = fakeRehearsals();
  const { clock, pauses } = fakeTime(AT);
  let looks: (look: number) => Promise<void> = async () => {};
  const fake = fakeDeployment([...own, ...more], { meanwhile: (look) => looks(look) });
  const run = (seconds = 600) => endAll({ deployment: fake.deployment, store, rehearsals, clock, pauses }, seconds, () => {});
  return {
    ...fake,
    store,
    rehearsals,
    run,
    at: (look: number, happens: () => Promise<unknown>) => (looks = async (each) => void (each === look && (await happens()))),
  };
}

const ids = (reviews: readonly Review[]) => reviews.map(({ id }) => id);

describe("ending all that runs in a stack", () => {
  test.each(["generating", "proposing", "waiting", "approved", "drifted", "rehearsing"] as const)(
    "ends a review that is %s without a change",
    async (status) => {
      const { run, store, stopped, deployment } = await stackWith(status);
      const { removed, left } = await run();
      expect(ids(removed)).toEqual(["r1"]);
      expect(left).toEqual({ reviews: [], executions: [] });
      expect(stopped).toEqual(["role-review:r1"]);
      expect(await store.get("r1")).toMatchObject({ status: "settled", reason: { id: "stack-removed" }, closedAt: expect.any(String) });
      expect(await deployment.isScheduled()).toBe(false);
    },
  );

  test("leaves the role free and due, so that another stack reviews it at once", async () => {
    const { run, store } = await stackWith("waiting");
    await run();
    const history = await historyOf(store, "123456789012/MyRole");
    expect(history.openReviewId).toBeUndefined();
    expect(history.settledAt).toBeUndefined();
  });

  test("closes a review whose change was made, and keeps why it was made", async () => {
    const { run, store, stopped } = await stackWith("applied");
    const { unwatched } = await run();
    expect(ids(unwatched)).toEqual(["r1"]);
    expect(stopped).toEqual(["role-review:r1"]);
    expect(await store.get("r1")).toMatchObject({ status: "settled", closedAt: expect.any(String) });
    expect((await store.get("r1")).reason).toBeUndefined();
  });

  test("deletes the event rule of a rehearsal", async () => {
    const { run, rehearsals } = await stackWith("rehearsing");
    await rehearsals.begin("r1", "arn:aws:iam::123456789012:role/MyRole");
    await run();
    expect(rehearsals.rules.size).toBe(0);
  });

  test("waits until an execution that it stopped is not listed any more, and stops it once", async () => {
    const { run, stopped } = await stackWith("waiting", [execution("review-cycle"), execution("tell-denied")]);
    const { left } = await run();
    expect(left.executions).toEqual([]);
    expect(stopped.toSorted()).toEqual(["review-cycle:c1", "role-review:r1", "tell-denied:c1"]);
  });

  test("lets a change that is under way finish before it ends the watch", async () => {
    const { run, store, stopped, at } = await stackWith("applying");
    at(3, async () => {
      expect(stopped).toEqual([]);
      await store.update("r1", "finish-apply", { updatedAt: AT });
    });
    const { unwatched, left } = await run();
    expect([ids(unwatched), left.executions]).toEqual([["r1"], []]);
  });

  test("lets a change finish that began while the review was being ended", async () => {
    const { run, store, stopped, at } = await stackWith("approved", [], [execution("role-review", "r1")]);
    const { open } = store;
    let first = true;
    store.open = async () => {
      const read = await open();
      if (first) await store.update("r1", "apply", lease("role-review"));
      first = false;
      return read;
    };
    at(2, async () => {
      expect(stopped).toEqual([]);
      await store.update("r1", "finish-apply", { updatedAt: AT });
    });
    const { removed, unwatched } = await run();
    expect([ids(removed), ids(unwatched)]).toEqual([[], ["r1"]]);
  });

  test.each(["applying", "restoring"] as const)(
    "names a review that is still %s when the time is over, and cuts nothing off",
    async (status) => {
      const { run, stopped } = await stackWith(status);
      const { left } = await run(20);
      expect(ids(left.reviews)).toEqual(["r1"]);
      expect(left.executions.map(({ arn }) => arn)).toEqual(["role-review:r1"]);
      expect(stopped).toEqual([]);
    },
  );

  test("lets a rejected review say so and end by itself", async () => {
    const { run, store, stopped, end, at } = await stackWith("rejected");
    at(4, async () => {
      await store.update("r1", "close-rejected", { updatedAt: AT, closedAt: AT });
      end("role-review:r1");
    });
    const { removed, left } = await run();
    expect([ids(removed), left.executions, stopped]).toEqual([[], [], []]);
  });

  test("carries on where an earlier run was cut off between the record and the execution", async () => {
    const { run, store, stopped } = await stackWith("waiting");
    await store.update("r1", "remove", { updatedAt: AT, closedAt: AT, reason: { id: "stack-removed" } });
    const { left } = await run();
    expect([stopped, left.executions]).toEqual([["role-review:r1"], []]);
  });
});

describe("restores while a stack is removed", () => {
  const restore = execution("role-restore", "r1");

  test("lets one finish that has begun", async () => {
    const { run, store, stopped, end, at } = await stackWith("applied", [restore], []);
    await store.append("r1", { kind: "restore-asked", at: AT, by: "somebody", reason: "" });
    await store.update("r1", "restore", lease(restore.arn));
    at(50, async () => {
      await store.update("r1", "finish-restore", { updatedAt: AT, closedAt: AT });
      end(restore.arn);
    });
    const { left } = await run();
    expect([left, stopped]).toEqual([{ reviews: [], executions: [] }, []]);
    expect((await store.get("r1")).status).toBe("restored");
  });

  test("refuses one that has waited for another change for a minute, and says so in the journal", async () => {
    const { run, store, stopped } = await stackWith("settled", [restore], []);
    await store.append("r1", { kind: "restore-asked", at: AT, by: "somebody", reason: "" });
    await run();
    expect(stopped).toEqual([restore.arn]);
    expect((await store.journal("r1")).at(-1)).toMatchObject({ kind: "restore-refused", error: { code: "stack-removed" } });
  });

  test("does not stop one that has finished and is only telling so", async () => {
    const { run, store, stopped, end, at } = await stackWith("settled", [restore], []);
    await store.append("r1", { kind: "restore-asked", at: AT, by: "somebody", reason: "" });
    const step = { kind: "delete-inline", name: "X" } as const;
    await store.append("r1", { kind: "step", at: AT, step, state: "started" });
    at(60, async () => end(restore.arn));
    expect((await run()).left.executions).toEqual([]);
    expect(stopped).toEqual([]);
  });
});
