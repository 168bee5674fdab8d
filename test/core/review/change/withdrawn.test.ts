import { describe, expect, test } from "vitest";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvedAccount, carriedNames, REVIEW_ID } from "./account.ts";
import { founding } from "./scenarios.ts";

const untagged = { ...founding, role: { ...founding.role, tags: { "whittle:review": "off" } } };

async function applied(scenario: typeof founding, excludedRoles: readonly string[] = []) {
  const account = await approvedAccount(scenario);
  const ports = { ...account.ports, settings: { ...account.ports.settings, excludedRoles } };
  const output = await applyPolicy(ports, { reviewId: REVIEW_ID });
  return { ...account, output, review: await account.store.get(REVIEW_ID) };
}

describe("a role that was approved and then withdrawn is left alone:", () => {
  test.each([
    ["its tag says off", untagged, [], { id: "untagged", key: "whittle:review", value: "on" }],
    ["it is excluded", founding, ["Patch*"], { id: "excluded", pattern: "Patch*" }],
  ])("%s", async (_, scenario, excluded, because) => {
    const { iam, before, notifier, output, review, store } = await applied(scenario, excluded);
    expect(output).toEqual({ reviewId: REVIEW_ID, next: "watch", watchSeconds: 0 });
    expect(iam.accepted(before.name)).toEqual(before);
    expect(review).toMatchObject({ status: "settled", reason: { id: "withdrawn", because } });
    expect(notifier.published.map(({ subject }) => subject)).toEqual([expect.stringContaining("Withdrawn")]);
    expect((await store.journal(REVIEW_ID)).filter((entry) => entry.kind === "step" && entry.state === "started")).toEqual([]);
  });
});

test("a role that still carries its tag is changed", async () => {
  const { iam, review } = await applied(founding);
  expect(review.status).toBe("applied");
  expect(carriedNames(iam, founding.role.name)).toContain("whittle-PatchManagerInstanceRole");
});
