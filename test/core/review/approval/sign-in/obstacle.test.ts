import { describe, expect, test } from "vitest";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { type IsHolder, isHolderOf, whyNotApprove, whyNotDecide } from "#core/review/approval/sign-in/obstacle.ts";
import type { Approval, Review } from "#core/review/model/review.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";

const AT = "2026-11-28T10:00:00.000Z";
const ISSUER = "https://login.example";
const review: Review = aReview("r1", "Role", "waiting", AT);
const person = (subject: string, more: Partial<Identity> = {}): Identity => ({
  issuer: ISSUER,
  subject,
  groups: [],
  principals: [],
  ...more,
});
const approvalOf = (subject: string): Approval => ({ at: AT, by: subject, identity: { issuer: ISSUER, subject }, proposalHash: "h" });
const USER = "arn:aws:iam::111122223333:user/ann";
const trusting = JSON.stringify({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: USER } } });

function obstacle(
  identity: Identity | undefined,
  more: Partial<Review> = {},
  trust = "{}",
  holding: { isHolder: IsHolder } = { isHolder: false },
) {
  return whyNotApprove({ review: { ...review, ...more }, before: { ...roleWith([]), trust }, identity, ...holding });
}

describe("who may decide cannot approve", () => {
  test("of two, where nobody knows who they are; of one, they can", () => {
    expect(obstacle(undefined, { approversNeeded: 2 })).toEqual({ id: "two-unknown" });
    expect(obstacle(undefined)).toBeUndefined();
  });

  test.each<[string, readonly string[], boolean]>([
    ["nobody has approved", [], false],
    ["they have", ["ann"], true],
    ["somebody else has", ["ben"], false],
    ["they have, after somebody else", ["ben", "ann"], true],
  ])("a second time: %s", (_, people, isHeld) => {
    const approvals = people.map(approvalOf);
    expect(obstacle(person("ann"), { approversNeeded: 2, approvals })).toEqual(isHeld ? { id: "approved" } : undefined);
  });

  test("what is done to a role that they can use themselves, or may be able to", () => {
    expect(obstacle(person("ann", { principals: [USER] }), {}, trusting)).toEqual({ id: "own", roleName: "TestRole", trusted: USER });
    expect(obstacle(person("ben", { isCut: true }), {}, trusting)).toEqual({ id: "unknown" });
    expect(obstacle(person("ben"), {}, trusting)).toBeUndefined();
  });

  test("the change of a permission set that they hold, or may hold", () => {
    expect(obstacle(person("ann"), {}, "{}", { isHolder: true })).toEqual({ id: "holds-set" });
    expect(obstacle(person("ann"), {}, "{}", { isHolder: undefined })).toEqual({ id: "holder-unknown" });
  });
});

describe("a role whose account or owner has approvers of its own", () => {
  const rules = [{ of: "payments", group: "finance" }];
  const before = { ...roleWith([]), trust: trusting, tags: { "whittle:owner": "payments" } };
  const why = (identity: Identity | undefined) => whyNotApprove({ review, before, identity, isHolder: false, rules });

  test("is theirs alone, to approve and to reject, and that is told before all else", () => {
    const foreign = person("ann", { principals: [USER], groups: ["others"] });
    expect(why(foreign)).toEqual({ id: "not-responsible", groups: ["finance"] });
    expect(whyNotDecide(before, foreign, rules)).toEqual({ id: "not-responsible", groups: ["finance"] });
  });

  test("is nobody's by that alone who can use it", () => {
    expect(why(person("ann", { principals: [USER], groups: ["finance"] }))).toMatchObject({ id: "own" });
    expect(why(person("ben", { groups: ["finance"] }))).toBeUndefined();
    expect(whyNotDecide(before, person("ann", { principals: [USER], groups: ["finance"] }), rules)).toBeUndefined();
  });

  test("is anybody's who has the link, where nobody signs in", () => {
    expect([why(undefined), whyNotDecide(before, undefined, rules)]).toEqual([undefined, undefined]);
  });
});

describe("whether somebody holds a permission set", () => {
  const set = { ...roleWith([]), permissionSet: { arn: "s", instanceArn: "i", accounts: [] } };
  const answering = (answer: IsHolder) => async (): Promise<SetHolders> => ({ holds: async () => answer });
  const unasked = async (): Promise<SetHolders> => {
    throw new Error("Nobody is to be asked.");
  };

  test.each([true, false, undefined])("is what IAM Identity Center says: %s", async (answer) => {
    expect(await isHolderOf(answering(answer), set, person("ann"))).toBe(answer);
  });

  test("is not asked about a role, nor where nobody signs in or no set is reviewed: nobody does", async () => {
    expect(await isHolderOf(unasked, roleWith([]), person("ann"))).toBe(false);
    expect(await isHolderOf(unasked, set, undefined)).toBe(false);
    expect(await isHolderOf(undefined, set, person("ann"))).toBe(false);
  });
});
