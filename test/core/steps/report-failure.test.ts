import { describe, expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { NotAuthorizedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import { historyOf } from "#core/review/role-history.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { reportFailure } from "#core/steps/report-failure.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID, takeLease } from "../review/change/account.ts";
import { RESTORE, runWithFaults } from "../review/change/faults.ts";
import { founding } from "../review/change/scenarios.ts";

const input = { reviewId: REVIEW_ID, error: { Error: "NotAuthorizedError", Cause: "no statement allows it" } };

test("a failure that cannot be told is in the record all the same, and is told when the step is repeated", async () => {
  const { ports, store, notifier, before } = await approvedAccount(founding);
  const silent = { ...ports, notifier: { publish: () => Promise.reject(new ServiceFaultError("sns:Publish", "500")) } };
  await expect(reportFailure(silent, input)).rejects.toThrow(ServiceFaultError);
  expect(await store.get(REVIEW_ID)).toMatchObject({ status: "failed", failure: { code: "NotAuthorizedError" } });
  expect((await historyOf(store, roleKey(before.arn))).openReviewId).toBeUndefined();
  const told = { reviewId: REVIEW_ID, code: "NotAuthorizedError", message: "no statement allows it" };
  expect(await reportFailure(ports, input)).toEqual(told);
  expect(notifier.published.map(({ kind }) => kind)).toEqual(["alarm", "closing"]);
  expect(notifier.published[0]?.body).toContain('failed in the state "approved"');
});

describe("a failure that cannot be recorded", () => {
  const refusing = async (error: Error) => {
    const account = await approvedAccount(founding);
    const update = () => Promise.reject(error);
    return { ...account, ports: { ...account.ports, store: { ...account.store, update } } };
  };

  test("because the review has moved on meanwhile is told, and that is all", async () => {
    const { ports, notifier } = await refusing(new ReviewConflictError(REVIEW_ID, ["approved"], "settled"));
    expect(await reportFailure(ports, input)).toMatchObject({ code: "NotAuthorizedError" });
    expect(notifier.published.map(({ kind }) => kind)).toEqual(["alarm", "closing"]);
  });

  test("because the record does not answer is not told yet: the step is repeated", async () => {
    const { ports, notifier } = await refusing(new ServiceFaultError("dynamodb:TransactWriteItems", "500"));
    await expect(reportFailure(ports, input)).rejects.toThrow(ServiceFaultError);
    expect(notifier.published).toEqual([]);
  });
});

test("what fails while another holds the lease is told, and leaves the review to the other", async () => {
  const { ports, store, notifier } = await approvedAccount(founding, { status: "applied" });
  await takeLease(store, REVIEW_ID, "restore", "execution1");
  for (const by of ["execution2", undefined]) await reportFailure(ports, { ...input, ...(by ? { by } : {}) });
  expect((await store.get(REVIEW_ID)).status).toBe("restoring");
  expect(notifier.published.map(({ kind }) => kind)).toEqual(["alarm", "alarm"]);
  await reportFailure(ports, { ...input, by: "execution1" });
  expect((await store.get(REVIEW_ID)).status).toBe("failed");
});

describe("a restore that fails", () => {
  const request = { reason: "The export failed." };

  test.each(["applied", "settled"] as const)("before it begins is told, and leaves a review %s as it was", async (status) => {
    const account = await applied(status);
    const { review, calls } = await runRestore(account, (call) => call === "roles.read", new ThrottledError("iam:GetRole"));
    expect(calls).toBeGreaterThan(1);
    expect(review).toEqual(account.review);
    expect(account.told()).toEqual([
      ["alarm", "Restore failed: PatchManagerInstanceRole: ThrottledError"],
      ["closing", "Not restored: PatchManagerInstanceRole"],
    ]);
    const words = account.notifier.published.at(-1)?.body.replace(/\s+/g, " ");
    expect(words).toMatch(/Requested by whoever started the execution \w+ \(see CloudTrail\)\. Comment: The export failed\./);
  });

  test("in its first step, which IAM refuses, is told, and leaves the review and its watch as they were", async () => {
    const account = await applied("applied");
    const { review } = await runRestore(
      account,
      (call) => call === "changes.attach",
      new NotAuthorizedError("iam:AttachRolePolicy", "no."),
    );
    const { updatedAt: _, revision: __, ...rest } = review;
    expect(account.review).toMatchObject(rest);
    const { openReviewId, lease } = await historyOf(account.store, roleKey(review.roleArn));
    expect([openReviewId, lease?.holder]).toEqual([REVIEW_ID, undefined]);
    expect(account.told()).toEqual([
      ["closing", "Not restored: PatchManagerInstanceRole"],
      ["alarm", "Restore failed: PatchManagerInstanceRole: NotAuthorizedError"],
    ]);
    await runRestore(account);
    expect((await account.store.get(REVIEW_ID)).status).toBe("restored");
  });

  test("half-way fails its review, and is told until it is told", async () => {
    const account = await applied("applied");
    await takeLease(account.store, REVIEW_ID, "restore", "execution");
    const silent = { ...account.ports, notifier: { publish: () => Promise.reject(new ServiceFaultError("sns:Publish", "500")) } };
    await expect(reportFailure(silent, { ...input, by: "execution" })).rejects.toThrow(ServiceFaultError);
    await reportFailure(account.ports, { ...input, by: "execution" });
    expect((await account.store.get(REVIEW_ID)).status).toBe("failed");
    expect(account.told()).toEqual([
      ["alarm", "Review failed: PatchManagerInstanceRole: NotAuthorizedError"],
      ["closing", "Restore failed: PatchManagerInstanceRole"],
    ]);
  });

  async function applied(status: "applied" | "settled") {
    const account = await approvedAccount(founding);
    await applyPolicy(account.ports, { reviewId: REVIEW_ID });
    const updatedAt = account.time.clock.now();
    if (status === "settled") await account.store.update(REVIEW_ID, "close", { updatedAt, closedAt: updatedAt });
    const before = account.notifier.published.length;
    const told = () => account.notifier.published.slice(before).map(({ kind, subject }) => [kind, subject]);
    return { ...account, review: await account.store.get(REVIEW_ID), told };
  }

  async function runRestore(account: ApprovedAccount, fails = (_: string) => false, error?: Error) {
    let calls = 0;
    const failing = <T extends object>(name: string, port: T): T =>
      new Proxy(port, {
        get(target, member) {
          if (!fails(`${name}.${String(member)}`)) return Reflect.get(target, member);
          return async () => {
            calls += 1;
            throw error;
          };
        },
      });
    const ports = { ...account.ports, roles: failing("roles", account.ports.roles), changes: failing("changes", account.ports.changes) };
    const { review } = await runWithFaults({ ...account, ports }, { ...RESTORE, input: request }, []);
    return { review, calls };
  }
});
