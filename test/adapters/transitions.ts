import fc from "fast-check";
import { expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import { ReviewStatus, type StepTransition, TRANSITIONS } from "#core/review/model/status.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { historyOf } from "#core/review/role-history.ts";
import { aReview } from "./a-review.ts";

const AT = "2026-11-24T09:00:00.000Z";
const DECIDING = ["approve", "reject", "expire"];
const isOfStep = (name: string): name is StepTransition => name in TRANSITIONS && !DECIDING.includes(name);
const STEP_TRANSITIONS = Object.keys(TRANSITIONS).filter(isOfStep);

/** A status changes by the table alone, in every record. `makeStore` may give the same record every time. */
export function transitionContract(makeStore: () => ReviewStore | Promise<ReviewStore>, numRuns = 300): void {
  test("a review moves where the table lets it, and stays as it is where not", async () => {
    const store = await makeStore();
    const status = fc.constantFrom(...ReviewStatus.options);
    const change = fc.record({ transition: fc.constantFrom(...STEP_TRANSITIONS), seen: fc.option(status, { nil: undefined }) });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(status, fc.array(change, { minLength: 1, maxLength: 6 }), async (start, changes) => {
        made += 1;
        const id = `moving${made}`;
        await store.claim(aReview(id, `MovingRole${made}`, start, AT));
        for (const each of changes) await moveOnce(store, id, each);
      }),
      { numRuns },
    );
  });
}

interface Move {
  readonly transition: StepTransition;
  readonly seen: ReviewStatus | undefined;
}

async function moveOnce(store: ReviewStore, id: string, { transition, seen }: Move): Promise<void> {
  const before = await store.get(id);
  const { from, to }: { readonly from: readonly ReviewStatus[]; readonly to: ReviewStatus } = TRANSITIONS[transition];
  const after = (await historyOf(store, roleKey(before.roleArn))).lease?.fencingToken ?? 0;
  const isChange = to === "applying" || to === "restoring";
  const lease = isChange ? { lease: { by: "worker", after } } : {};
  const written: Parameters<ReviewStore["update"]>[2] = { updatedAt: AT, ...(seen ? { seen } : {}), ...lease };
  const outcome = store.update(id, transition, written);
  if (!from.includes(before.status) || (seen !== undefined && seen !== before.status)) {
    await expect(outcome).rejects.toThrow(ReviewConflictError);
    expect(await store.get(id)).toEqual(before);
    return;
  }
  expect(await outcome).toEqual({ ...before, status: to, updatedAt: AT, revision: before.revision + 1 });
  expect((await store.get(id)).status).toBe(to);
}
