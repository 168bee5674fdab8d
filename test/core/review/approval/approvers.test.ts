import { describe, expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { approversFor, isApprovedByEnough, isSamePerson } from "#core/review/approval/approvers.ts";
import type { Decision, Review } from "#core/review/model/review.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { approvedAccount, REVIEW_ID } from "../change/account.ts";
import { founding } from "../change/scenarios.ts";

const AT = "2026-11-24T10:00:00.000Z";

describe("the tag whittle:approvers", () => {
  test.each([
    [undefined, "oidc", 1, 0],
    ["1", "oidc", 1, 0],
    ["2", "oidc", 2, 1],
    ["2", "link", 2, 1],
    ["2", "local", 1, 1],
    ["3", "oidc", 2, 2],
    ["two", "link", 2, 2],
    ["", "oidc", 2, 2],
    [" 1 ", "oidc", 1, 0],
    ["2 ", "link", 2, 1],
  ] as const)("%s, with sign-in by %s: %i", (value, approverSignIn, needed, notes) => {
    const tags = value === undefined ? {} : { "whittle:approvers": value };
    const found = approversFor(tags, { approverSignIn });
    expect([found.needed, found.notes.length]).toEqual([needed, notes]);
  });

  test("the note tells how the approvers sign in", () => {
    expect(approversFor({ "whittle:approvers": "3" }, { approverSignIn: "link" }).notes).toEqual([
      { id: "approvers-misread", value: "3" },
      { id: "two-approvers", signIn: "link" },
    ]);
  });
});

test.each([
  ["kim@example.com", "kim@example.com", true],
  ["kim@example.com", "\u212aim@example.com", true],
  ["kim@example.com", "ann@example.com", false],
  [undefined, undefined, false],
])("two accounts with the addresses %j and %j may be one person: %s", (one, other, same) => {
  const signedIn = (subject: string, email: string | undefined) => ({ issuer: "https://i", subject, ...(email ? { email } : {}) });
  expect(isSamePerson(signedIn("1", one), signedIn("2", other))).toBe(same);
});

describe("enough people approved", () => {
  const review = aReview("r", "Role", "waiting", AT);
  const by = (subject: string, proposalHash = "hash") => ({
    at: AT,
    by: subject,
    identity: { issuer: "https://i", subject },
    proposalHash,
  });

  test.each<[string, readonly ReturnType<typeof by>[], boolean]>([
    ["not with none of two", [], false],
    ["not with one of two", [by("ann")], false],
    ["with two people", [by("ann"), by("ben")], true],
    ["not with one person twice", [by("ann"), by("ann")], false],
    ["not where the second approved another proposal", [by("ann"), by("ben", "other")], false],
  ])("%s", (_, approvals, isEnough) => {
    const decision = { verdict: "approved", at: AT, by: "ben", proposalHash: "hash" } as const;
    expect(isApprovedByEnough({ ...review, approversNeeded: 2, approvals }, decision)).toBe(isEnough);
  });

  test.each(["rejected", "expired"] as const)("never by what was %s, whoever approved before", (verdict) => {
    const decision = { verdict, at: AT, by: "cat", proposalHash: "hash" };
    expect(isApprovedByEnough(review, decision)).toBe(false);
    expect(isApprovedByEnough({ ...review, approversNeeded: 2, approvals: [by("ann"), by("ben")] }, decision)).toBe(false);
  });
});

const stores: readonly (readonly [name: string, make: () => ReviewStore])[] = [
  ["the fake record", fakeReviewStore],
  ["the SQLite record", () => sqliteReviewStore(":memory:")],
];

function said(person: string, change: Partial<Decision> = {}): Decision {
  const identity = { issuer: "https://login.example", subject: person };
  return { verdict: "approved", at: AT, by: person, identity, proposalHash: "hash", ...change };
}

async function waitingForTwo(store: ReviewStore): Promise<Review> {
  const review = { id: "r", roleName: "Role", roleArn: "arn:aws:iam::111122223333:role/Role", cycleId: "c", dryRun: false };
  await store.claim({ ...review, status: "proposing", createdAt: AT, updatedAt: AT, window: { from: AT, to: AT }, revision: 0 });
  const waiting = { taskToken: "token", since: AT, expiresAt: AT, round: 1, toldRound: 1 };
  return store.update("r", "ask", { waiting, proposalHash: "hash", approversNeeded: 2, updatedAt: AT });
}

describe.each(stores)("two approvers, on %s", (_, makeStore) => {
  async function deciding(...decisions: readonly Decision[]) {
    const store = makeStore();
    await waitingForTwo(store);
    const recorded: string[] = [];
    for (const decision of decisions) recorded.push((await store.decide("r", decision)).recorded);
    return { recorded, review: await store.get("r") };
  }

  test("the first yes waits for a second, and the decision names both", async () => {
    const { recorded, review } = await deciding(said("ann", { reason: "fine" }), said("ben"));
    expect(recorded).toEqual(["approval", "decision"]);
    expect(review).toMatchObject({ status: "approved", decision: { by: "ann and ben", reason: "fine", identity: { subject: "ben" } } });
    expect(review.approvals?.map(({ by, proposalHash }) => [by, proposalHash])).toEqual([
      ["ann", "hash"],
      ["ben", "hash"],
    ]);
  });

  test("one person twice is one", async () => {
    const { recorded, review } = await deciding(said("ann"), said("ann"), said("ann", { by: "another name" }));
    expect(recorded).toEqual(["approval", "nothing", "nothing"]);
    expect([review.status, review.approvals?.length]).toEqual(["waiting", 1]);
  });

  test("the same subject at another provider is another person", async () => {
    const { recorded } = await deciding(said("ann"), said("ann", { identity: { issuer: "https://other.example", subject: "ann" } }));
    expect(recorded).toEqual(["approval", "decision"]);
  });

  test.each(["rejected", "expired"] as const)("%s ends it at once", async (verdict) => {
    const { recorded, review } = await deciding(said("ann"), said("ben", { verdict }), said("cat"));
    expect(recorded).toEqual(["approval", "decision", "nothing"]);
    expect([review.status, review.decision?.by]).toEqual([verdict, "ben"]);
  });

  test("approvals of two different proposals are not two approvals", async () => {
    const { recorded, review } = await deciding(said("ann", { proposalHash: "another" }), said("ben"));
    expect(recorded).toEqual(["approval", "approval"]);
    expect(review.approvals?.map(({ by }) => by)).toEqual(["ben"]);
  });

  test("a new proposal starts again", async () => {
    const store = makeStore();
    await waitingForTwo(store);
    await store.decide("r", said("ann"));
    expect((await store.update("r", "ask", { proposalHash: "hash", updatedAt: AT })).approvals?.length).toBe(1);
    expect((await store.update("r", "ask", { proposalHash: "next", updatedAt: AT })).approvals).toBeUndefined();
  });

  test("who holds a link cannot approve, but can reject", async () => {
    const store = makeStore();
    await waitingForTwo(store);
    const { identity: _, ...unknown } = said("the holder of the link");
    await expect(store.decide("r", unknown)).rejects.toMatchObject({ code: "approver-unknown" });
    expect((await store.decide("r", { ...unknown, verdict: "rejected" })).recorded).toBe("decision");
  });

  test("100 people at once: two approvals, one decision", async () => {
    const store = makeStore();
    await waitingForTwo(store);
    const people = Array.from({ length: 100 }, (_, index) => `person ${index % 50}`);
    const answers = await Promise.all(people.map((person) => store.decide("r", said(person))));
    const count = (kind: string) => answers.filter(({ recorded }) => recorded === kind).length;
    expect([count("approval"), count("decision"), count("nothing")]).toEqual([1, 1, 98]);
    expect(new Set((await store.get("r")).approvals?.map(({ by }) => by)).size).toBe(2);
  });
});

test.each([
  ["one approval", ["ann"]],
  ["two approvals by one person", ["ann", "ann"]],
])("apply-policy writes nothing with %s where two must approve", async (_, people) => {
  const { ports } = await approvedAccount(founding);
  const review = await ports.store.get(REVIEW_ID);
  const proposalHash = review.decision?.proposalHash ?? "";
  const approvals = people.map((person) => ({
    at: AT,
    by: person,
    identity: { issuer: "https://login.example", subject: person },
    proposalHash,
  }));
  const store: ReviewStore = { ...ports.store, get: async () => ({ ...review, approversNeeded: 2, approvals }) };
  await expect(applyPolicy({ ...ports, store }, { reviewId: REVIEW_ID })).rejects.toMatchObject({ code: "not-approved" });
});
