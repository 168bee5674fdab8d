import { expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { historyOf, leaseOf } from "#core/review/role-history.ts";
import { aReview } from "./a-review.ts";

const AT = "2026-11-24T09:00:00.000Z";
const NAME = "SharedName";

/** What every record must hold to where two accounts have a role of the same name. `makeStore` may give the same record every time. */
export function twoAccountsContract(makeStore: () => ReviewStore | Promise<ReviewStore>): void {
  test("roles of one name in two accounts are reviewed, changed and remembered apart", async () => {
    const store = await makeStore();
    const [here, there] = [inAccount("here", "111122223333"), inAccount("there", "444455556666")];
    expect(await store.claim(here)).toEqual({ reviewId: "here", claimed: true });
    expect(await store.claim(there)).toEqual({ reviewId: "there", claimed: true });
    for (const { id } of [here, there]) await store.update(id, "restore", { updatedAt: AT, lease: { by: id, after: 0 } });
    expect((await leaseOf(store, here)).holder?.reviewId).toBe("here");
    expect((await leaseOf(store, there)).holder?.reviewId).toBe("there");
    await store.keep(roleKey(here.roleArn), ["s3:GetObject"]);
    await store.update("here", "finish-restore", { updatedAt: AT, closedAt: AT });
    expect(await historyOf(store, roleKey(here.roleArn))).toMatchObject({ keep: ["s3:GetObject"], triedAt: AT });
    expect(await historyOf(store, roleKey(there.roleArn))).toMatchObject({ openReviewId: "there" });
    expect((await historyOf(store, roleKey(there.roleArn))).keep).toBeUndefined();
  });
}

function inAccount(id: string, account: string) {
  return { ...aReview(id, NAME, "applied", AT), roleArn: `arn:aws:iam::${account}:role/${NAME}` };
}
