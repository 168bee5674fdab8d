import fc from "fast-check";
import { expect, test } from "vitest";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { policyTags, roleOfTags } from "#core/review/change/carry-out/policy-tags.ts";
import { fakeTime } from "#test/fakes/time.ts";
import { asRoleName } from "#test/names.ts";
import { accountOf } from "../../../steps/ports.ts";
import { approvedAccount, carriedNames } from "../account.ts";
import { APPLY, RESTORE, runWithFaults } from "../faults.ts";
import { founding, narrow, type Scenario } from "../scenarios.ts";

/** The scenario of a role whose name holds a comma. */
function withComma({ role, policies, proposed, ...scenario }: Scenario): Scenario {
  const text = JSON.stringify({ role, policies, proposed, ...scenario });
  return JSON.parse(text.replaceAll(role.name, role.name.replace(/(?<=^...)/, ",")));
}

test.each([founding, narrow])("a role whose name holds a comma is changed and restored: $name", async (given) => {
  const scenario = withComma(given);
  const account = await approvedAccount(scenario);
  expect((await runWithFaults(account, APPLY, [])).review.status).toBe("settled");
  expect(carriedNames(account.iam, scenario.role.name)).toContain(`whittle-${scenario.role.name}`);
  expect((await runWithFaults(account, RESTORE, [])).review.status).toBe("restored");
  expect(carriedNames(account.iam, scenario.role.name)).toEqual(account.before.attached.map(({ name }) => name));
});

test("any name that a role may have is told by the tag, in characters that a tag may have", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w+=,.@-]{1,64}$/), (roleName) => {
      const tags = policyTags({ roleName: asRoleName(roleName), reviewId: "review" });
      expect(tags["whittle:role"]).toMatch(/^[\w.:/=+\-@]+$/);
      expect(roleOfTags(tags)).toBe(roleName);
    }),
  );
});

test("the tags name the role and the review, as operators and policies of other tools look for them", () => {
  expect(policyTags({ roleName: asRoleName("a,b"), reviewId: "review-1" })).toEqual({
    "whittle:role": "a:b",
    "whittle:review-id": "review-1",
  });
  expect(roleOfTags({ other: "x" })).toBe("");
});

test("a snapshot finds the role that a policy is written for by its tag", async () => {
  const changes = snapshotChanges(accountOf([{ name: "a,b" }]), fakeTime().clock);
  const policy = {
    path: "/whittle/",
    name: "whittle-a,b",
    document: "{}",
    description: "",
    tags: policyTags({ roleName: asRoleName("a,b"), reviewId: "r" }),
  };
  expect(await changes.createPolicy(policy)).toEqual({ arn: "arn:aws:iam::111122223333:policy/whittle/whittle-a,b" });
});
