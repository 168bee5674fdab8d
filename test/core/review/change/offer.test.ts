import { expect, test } from "vitest";
import { restoreOffer } from "#core/review/change/offer.ts";
import { applyPolicy } from "#core/review/steps/apply-policy.ts";
import { restoreRole } from "#core/review/steps/restore-role.ts";
import { catalogue } from "../../policy/catalogue.ts";
import { approvedAccount, REVIEW_ID } from "./account.ts";
import { founding } from "./scenarios.ts";

const ROLE = "PatchManagerInstanceRole";

test("offers just the missed action first, then all, each in the steps that it would take", async () => {
  const { input } = await applied();
  expect(await restoreOffer(input, ["logs:DeleteLogGroup"], catalogue)).toEqual({
    seen: expect.stringMatching(/^[0-9a-f]{64}$/),
    addBack: [
      `Give whittle-${ROLE} a new default version; the one it has, v1, is kept`,
      `Tag whittle-${ROLE} with this review`,
      `Read back that ${ROLE} carries whittle-${ROLE}; go no further before it does`,
    ],
    restore: [
      `Attach CloudWatchLogsFullAccess to ${ROLE}`,
      `Read back that ${ROLE} carries CloudWatchLogsFullAccess; go no further before it does`,
      `Detach whittle-${ROLE} from ${ROLE}`,
    ],
    stays: [],
  });
});

test("does what it offered", async () => {
  const { account, input } = await applied();
  const { seen, restore } = await restoreOffer(input, [], catalogue);
  const told = (await account.store.journal(REVIEW_ID)).length;
  await restoreRole(account.ports, { reviewId: REVIEW_ID, seen });
  const journal = (await account.store.journal(REVIEW_ID)).slice(told);
  expect(journal.filter(({ state, step }) => state === "done" && !step.startsWith("Tell")).map(({ step }) => step)).toEqual(restore);
});

test.each([
  ["nothing is named", []],
  ["what is named was not granted before", ["s3:GetObject"]],
])("offers the full restore alone where %s", async (_, missed) => {
  const { input } = await applied();
  expect((await restoreOffer(input, missed, catalogue)).addBack).toBeUndefined();
});

test("the record holds the commands that put the role back by hand", async () => {
  const { account } = await applied();
  const [first] = await account.store.journal(REVIEW_ID);
  expect(first?.step).toBe("To put the role back by hand, with nothing of Whittle");
  expect(first?.detail).toMatch(/^aws iam attach-role-policy .* && aws iam detach-role-policy /);
});

async function applied() {
  const account = await approvedAccount(founding);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { before, proposal, iam } = account;
  return { account, input: { before, proposal, now: iam.accepted(ROLE) } };
}
