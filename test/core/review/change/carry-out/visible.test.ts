import { expect, test } from "vitest";
import type { Arn, RoleName } from "#core/aws/names.ts";
import { ChangeNotVisibleError, PolicyNotFoundError } from "#core/review/errors.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvedAccount, carriedNames, REVIEW_ID } from "../account.ts";
import { founding } from "../scenarios.ts";

/** The account, where IAM does not know a new policy for so many attempts to attach it. */
async function accountWhereIamIsLate(attempts: number) {
  const account = await approvedAccount(founding);
  let left = attempts;
  const attach = async (roleName: RoleName, arn: Arn) => {
    if (left > 0) {
      left -= 1;
      throw new PolicyNotFoundError(arn);
    }
    await account.iam.changes.attach(roleName, arn);
  };
  return { ...account, ports: { ...account.ports, changes: { ...account.iam.changes, attach } } };
}

test("a policy that IAM does not know right after it was created is waited for", async () => {
  const { ports, iam, store } = await accountWhereIamIsLate(4);
  await applyPolicy(ports, { reviewId: REVIEW_ID });
  expect(carriedNames(iam, founding.role.name)).toContain("whittle-PatchManagerInstanceRole");
  expect((await store.get(REVIEW_ID)).status).toBe("applied");
});

test("one that IAM does not know for long leaves the role as it was, for the workflow to try again", async () => {
  const { ports, iam, store, before } = await accountWhereIamIsLate(10);
  await expect(applyPolicy(ports, { reviewId: REVIEW_ID })).rejects.toThrow(ChangeNotVisibleError);
  const { status, failure } = await store.get(REVIEW_ID);
  expect(status).toBe("applying");
  expect(failure?.message, "it is tried again: what is recorded is where it would stand if it were not").not.toContain("IAM does not show");
  expect(failure?.message).toContain("ended without saying why");
  expect(iam.accepted(before.name).attached).toEqual(before.attached);
  await applyPolicy(ports, { reviewId: REVIEW_ID });
  expect(carriedNames(iam, founding.role.name)).toContain("whittle-PatchManagerInstanceRole");
});
