import { describe, expect, test } from "vitest";
import { accountReport, type ReviewWithProposal, stateOf } from "#core/review/account-report.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Decision, Review } from "#core/review/model/review.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { asArn } from "#test/names.ts";

const proposal = await foundingProposal();
const { kept, removedCount } = proposal.diff;
const approved = (at: string): Decision => ({ verdict: "approved", at, by: "erin@example.com", proposalHash: "hash" });

function of(role: string, createdAt: string, more: Partial<Review>, made: Proposal = proposal): ReviewWithProposal {
  return {
    review: {
      ...reviewOf(made, { id: `${role} ${createdAt}`, createdAt, ...more }),
      roleArn: asArn(`arn:aws:iam::111122223333:role/${role}`),
    },
    proposal: made,
  };
}

describe("the state of a role", () => {
  test.each([
    [{ status: "waiting" }, "to-decide"],
    [{ status: "proposing" }, "in-progress"],
    [{ status: "rehearsing" }, "in-progress"],
    [{ status: "applied" }, "changed"],
    [{ status: "settled", decision: approved("2026-01-01T00:00:00.000Z") }, "changed"],
    [
      { status: "settled", decision: approved("2026-01-01T00:00:00.000Z"), reason: { id: "withdrawn", because: { id: "service-linked" } } },
      "not-made",
    ],
    [
      {
        status: "settled",
        decision: approved("2026-01-01T00:00:00.000Z"),
        reason: { id: "handed-over", owner: { id: "stack", stack: "web" } },
      },
      "not-made",
    ],
    [{ status: "restored" }, "restored"],
    [{ status: "settled", outcome: "proposed" }, "only-proposed"],
    [{ status: "settled", outcome: "no-activity" }, "nothing-to-change"],
    [{ status: "settled", outcome: "not-eligible" }, "not-eligible"],
    [{ status: "failed" }, "failed"],
  ] as const)("%j is %s", (review, state) => {
    expect(stateOf(review)).toBe(state);
  });
});

describe("the report", () => {
  test("counts roles that nobody used, with a proposal to empty them or without", () => {
    const unused = { ...proposal, unused: { days: 90, known: "by-iam" as const } };
    const { idle } = accountReport([
      of("used", "2026-01-01T00:00:00.000Z", { status: "waiting" }),
      of("emptied", "2026-01-01T00:00:00.000Z", { status: "waiting" }, unused),
      { ...of("still", "2026-01-01T00:00:00.000Z", { status: "settled", outcome: "no-activity" }), proposal: undefined },
    ]);
    expect(idle.map(({ review }) => review.roleArn.split("/")[1])).toEqual(["emptied", "still"]);
  });

  test("counts each role by its latest review, in whatever order the record gives them", () => {
    const reviews = [
      of("a", "2026-02-01T00:00:00.000Z", { status: "waiting" }),
      of("a", "2026-01-01T00:00:00.000Z", { status: "expired" }),
    ];
    for (const order of [reviews, reviews.toReversed()]) {
      const { roles, states, undecided } = accountReport(order);
      expect(roles.length).toBe(1);
      expect(states).toMatchObject({ "to-decide": 1, expired: 0 });
      expect(undecided.length).toBe(1);
    }
  });

  test("until a change is made, what the role may do today counts: also where nothing was proposed", () => {
    const today = { unused: 9, escalations: [["iam:PassRole", "lambda:CreateFunction"]] };
    const { roles, escalating } = accountReport([
      { ...of("a", "2026-01-01T00:00:00.000Z", { status: "settled", decision: approved("2026-01-02T00:00:00.000Z") }), today },
      { ...of("b", "2026-01-01T00:00:00.000Z", { status: "rejected" }), today },
      { review: of("c", "2026-01-01T00:00:00.000Z", { status: "settled", outcome: "no-activity" }).review, proposal: undefined, today },
    ]);
    expect(roles.map(({ unused, escalations }) => [unused, escalations.length])).toEqual([
      [0, 0],
      [9, 1],
      [9, 1],
    ]);
    expect(escalating).toHaveLength(2);
  });

  test("a changed role may use what it keeps, any other also what would go", () => {
    const { roles, unusedCount } = accountReport([
      of("a", "2026-01-01T00:00:00.000Z", { status: "settled", decision: approved("2026-01-02T00:00:00.000Z") }),
      of("b", "2026-01-01T00:00:00.000Z", { status: "rejected" }),
    ]);
    expect(roles.map(({ granted, unused }) => [granted, unused])).toEqual([
      [kept.length, 0],
      [kept.length + removedCount, removedCount],
    ]);
    expect(unusedCount).toBe(removedCount);
  });

  test("adds up the changes that stand by the day of their decision, and leaves out what was restored", () => {
    const { removals, removedCount: total } = accountReport([
      of("a", "2026-03-01T00:00:00.000Z", { status: "applied", decision: approved("2026-03-05T00:00:00.000Z") }),
      of("b", "2026-01-01T00:00:00.000Z", { status: "settled", decision: approved("2026-04-01T00:00:00.000Z") }),
      of("c", "2026-01-01T00:00:00.000Z", { status: "restored", decision: approved("2026-01-02T00:00:00.000Z") }),
    ]);
    expect(removals).toEqual([
      { at: "2026-03-05T00:00:00.000Z", removed: removedCount, total: removedCount },
      { at: "2026-04-01T00:00:00.000Z", removed: removedCount, total: 2 * removedCount },
    ]);
    expect(total).toBe(2 * removedCount);
  });

  test("two roles of one name in two accounts are two", () => {
    const other = of("a", "2026-01-01T00:00:00.000Z", { status: "waiting" });
    const { roles } = accountReport([
      of("a", "2026-01-01T00:00:00.000Z", { status: "waiting" }),
      { ...other, review: { ...other.review, roleArn: asArn("arn:aws:iam::444455556666:role/a") } },
    ]);
    expect(roles.length).toBe(2);
  });
});

test("the figures of each account add up to those of all, the widest account first", () => {
  const inAccount = (account: string, each: ReviewWithProposal): ReviewWithProposal => ({
    ...each,
    review: { ...each.review, roleArn: asArn(each.review.roleArn.replace("111122223333", account)) },
  });
  const change = { status: "settled", decision: approved("2026-01-02T00:00:00.000Z") } as const;
  const reviews = [
    inAccount("111111111111", of("a", "2026-01-01T00:00:00.000Z", change)),
    inAccount("111111111111", of("b", "2026-01-01T00:00:00.000Z", { status: "failed" })),
    // The role of the same name in another account is another one.
    inAccount("222222222222", of("a", "2026-01-01T00:00:00.000Z", { status: "waiting" })),
    inAccount("222222222222", of("b", "2026-01-01T00:00:00.000Z", { status: "rejected" })),
  ];
  const { accounts, ...all } = accountReport(reviews);
  expect(accounts).toEqual([
    { account: "222222222222", roles: 2, toDecide: 1, failed: 0, removedCount: 0, unusedCount: 2 * removedCount },
    { account: "111111111111", roles: 2, toDecide: 0, failed: 1, removedCount, unusedCount: removedCount },
  ]);
  expect(accounts.reduce((sum, { unusedCount }) => sum + unusedCount, 0)).toBe(all.unusedCount);
  expect(accounts.reduce((sum, each) => sum + each.removedCount, 0)).toBe(all.removedCount);
});
