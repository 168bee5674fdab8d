import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { approvedAccount, carriedNames, REVIEW_ID } from "../review/change/account.ts";
import { founding } from "../review/change/scenarios.ts";

const ROLE = founding.role.name;
const REFINED = `whittle-${ROLE}`;
const all = { reviewId: REVIEW_ID };
const some = { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] };

async function applied(isClosed = false) {
  const account = await approvedAccount(founding);
  await applyPolicy(account.ports, all);
  const at = account.time.clock.now();
  if (isClosed) await account.store.update(REVIEW_ID, "close", { updatedAt: at, closedAt: at });
  const before = account.notifier.published.length;
  const told = () => account.notifier.published.slice(before).map(({ subject }) => subject);
  return { ...account, told };
}

describe("a review that was restored", () => {
  async function restored() {
    const account = await applied();
    await restoreRole(account.ports, all);
    account.iam.meddle(({ roles }) => roles.get(ROLE)?.attached.delete("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"));
    return account;
  }

  test("is not restored once more, whatever happened to the role since, and whoever asks for it is told how it stands", async () => {
    const { ports, iam, told } = await restored();
    const found = iam.accepted(ROLE);
    const subjects = told().length;
    expect(await restoreRole(ports, { ...all, reason: "again" })).toEqual({ reviewId: REVIEW_ID, status: "restored", stays: [] });
    expect(iam.accepted(ROLE)).toEqual(found);
    expect(told().slice(subjects)).toEqual([expect.stringContaining(`Restored: ${ROLE}`)]);
  });

  test("can be given back a part, which the role lost since", async () => {
    const { ports, iam, told } = await restored();
    expect(carriedNames(iam, ROLE)).not.toContain(REFINED);
    expect(await restoreRole(ports, some)).toMatchObject({ status: "restored" });
    expect(carriedNames(iam, ROLE)).toContain(REFINED);
    expect(told().at(-1)).toBe(`Added back: ${ROLE}: logs:DeleteLogGroup`);
  });
});

describe("a part that is given back in two tries", () => {
  test.each([
    ["applied", false],
    ["settled", true],
  ] as const)("leaves the review %s, as it was before the first", async (status, isClosed) => {
    const { ports, store } = await applied(isClosed);
    const createPolicyVersion = () => Promise.reject(new ThrottledError("iam:CreatePolicyVersion"));
    const busy = { ...ports, changes: { ...ports.changes, createPolicyVersion } };
    await expect(restoreRole(busy, some)).rejects.toThrow(ThrottledError);
    expect((await store.get(REVIEW_ID)).status).toBe("restoring");
    expect(await restoreRole(ports, some)).toMatchObject({ status });
    expect((await store.get(REVIEW_ID)).status).toBe(status);
  });
});
