import { describe, expect, test } from "vitest";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { type IsHolder, whyNotApprove } from "#core/review/approval/sign-in/obstacle.ts";
import type { Approval, Review } from "#core/review/model/review.ts";
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
