import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { RecordMismatchError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { approvedAccount, REVIEW_ID } from "./account.ts";
import { worker } from "./scenarios.ts";

const admin = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
const changeFirst = (role: RoleState, change: Partial<RoleState["attached"][number]>): RoleState => ({
  ...role,
  attached: role.attached.map((policy, index) => (index === 0 ? { ...policy, ...change } : policy)),
});

const forgeries: readonly (readonly [what: string, forge: (before: RoleState) => RoleState])[] = [
  ["another role's name", (before) => ({ ...before, name: asRoleName("Other") })],
  ["another role's ARN", (before) => ({ ...before, arn: asArn("arn:aws:iam::111122223333:role/Other") })],
  [
    "another role's name and ARN",
    (before) => ({ ...before, name: asRoleName("Other"), arn: asArn("arn:aws:iam::111122223333:role/Other") }),
  ],
  ["another account", (before) => ({ ...before, accountId: "444455556666" })],
  ["another partition", (before) => ({ ...before, partition: "aws-cn" })],
  ["another path", (before) => ({ ...before, path: "/other/" })],
  ["another boundary", (before) => ({ ...before, boundaryArn: asArn("arn:aws:iam::111122223333:policy/limit") })],
  ["another age", (before) => ({ ...before, createdAt: "2019-01-01T00:00:00.000Z" })],
  ["a policy more", (before) => ({ ...before, attached: [...before.attached, ...before.attached.slice(0, 1)] })],
  ["a policy less", (before) => ({ ...before, attached: before.attached.slice(1) })],
  ["another policy's name", (before) => changeFirst(before, { name: "AdministratorAccess" })],
  ["another policy's ARN", (before) => changeFirst(before, { arn: asArn("arn:aws:iam::aws:policy/AdministratorAccess") })],
  ["another version", (before) => changeFirst(before, { versionId: "v9" })],
  ["another document", (before) => changeFirst(before, { json: admin })],
  ["another trust policy, as to hide that the approver can assume the role", (before) => ({ ...before, trust: "{}" })],
  ["another tag", (before) => ({ ...before, tags: { ...before.tags, "whittle:approvers": "1" } })],
  ["another last use", (before) => ({ ...before, lastUsed: { at: "2026-11-01T00:00:00.000Z", region: "us-east-1" } })],
  ["another date of a version", (before) => changeFirst(before, { since: "2019-01-01T00:00:00.000Z" })],
  ["another instance profile", (before) => ({ ...before, instanceProfiles: ["other"] })],
  [
    "another inline document",
    (before) => ({ ...before, inline: before.inline.map((policy) => ({ ...policy, json: admin, document: parsePolicy(admin, "admin") })) }),
  ],
];

describe("a genuine approval applies to nothing but the role state that was approved", () => {
  test.each(forgeries)("%s in the saved role state: nothing is changed", async (_, forge) => {
    const { ports, store, before, iam } = await approvedAccount(worker);
    await store.putDocument(REVIEW_ID, "before", forge(before));
    const found = iam.revision();
    await expect(applyPolicy(ports, { reviewId: REVIEW_ID })).rejects.toThrow(RecordMismatchError);
    expect(iam.revision()).toBe(found);
  });

  test("of a proposal that holds no hash of the whole state, the policies are compared all the same", async () => {
    const { store, before, proposal } = await approvedAccount(worker);
    const { proposalHash: _, ...review } = await store.get(REVIEW_ID);
    const { roleStateHash: __, ...old } = proposal;
    await store.putDocument(REVIEW_ID, "proposal", old);
    expect(await reviewedRole(store, review)).toMatchObject({ before: { arn: before.arn } });
    await store.putDocument(REVIEW_ID, "before", changeFirst(before, { json: admin }));
    await expect(reviewedRole(store, review)).rejects.toThrow("the saved policies of the role are not those of the proposal");
  });

  /** The record agrees with itself in all but one thing: only that it names can be wrong. */
  test.each<[string, Partial<Pick<Review, "id" | "roleName" | "roleArn">>, string]>([
    ["another review", { id: "review2" }, "the proposal was made by another review"],
    ["another role by its ARN", { roleArn: "arn:aws:iam::111122223333:role/Other" }, "the proposal is for another role"],
    ["another role by its name", { roleName: "Other" }, "the proposal is for another role"],
  ])("a proposal and a role state of %s are refused, whatever else fits", async (_, change, because) => {
    const { store } = await approvedAccount(worker);
    const { proposalHash: __, ...review } = await store.get(REVIEW_ID);
    const document: typeof store.document = (_id, name) => store.document(REVIEW_ID, name);
    const any = { document };
    expect(await reviewedRole(any, review)).toBeDefined();
    await expect(reviewedRole(any, { ...review, ...change })).rejects.toThrow(because);
  });

  test.each<[string, (before: RoleState) => RoleState]>([
    ["another role's name", (before) => ({ ...before, name: asRoleName("Other") })],
    ["another path", (before) => ({ ...before, path: "/other/" })],
    ["another account", (before) => ({ ...before, accountId: "444455556666" })],
    ["another partition", (before) => ({ ...before, partition: "aws-cn" })],
    ["another policy's name", (before) => changeFirst(before, { name: "AdministratorAccess" })],
  ])("a role state that says %s beside its ARNs is refused where no hash of it is known", async (_, forge) => {
    const { store, before, proposal } = await approvedAccount(worker);
    const { proposalHash: __, ...review } = await store.get(REVIEW_ID);
    const { roleStateHash: ___, ...old } = proposal;
    await store.putDocument(REVIEW_ID, "proposal", old);
    await store.putDocument(REVIEW_ID, "before", forge(before));
    await expect(reviewedRole(store, review)).rejects.toThrow("the saved role is another one");
  });

  test("another review's proposal, approved there: nothing is changed", async () => {
    const { ports, store, proposal, iam } = await approvedAccount(worker, { status: "waiting" });
    const others = { ...proposal, reviewId: "review2" };
    await store.putDocument(REVIEW_ID, "proposal", others);
    const decision = { verdict: "approved", at: "2026-11-24T10:00:00.000Z", by: "somebody", proposalHash: proposalHash(others) };
    await store.decide(REVIEW_ID, { ...decision, verdict: "approved" });
    const found = iam.revision();
    await expect(applyPolicy(ports, { reviewId: REVIEW_ID })).rejects.toThrow(RecordMismatchError);
    expect(iam.revision()).toBe(found);
  });
});
