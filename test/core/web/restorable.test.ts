import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { answersTo } from "#core/review/chosen.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { RoleLease } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { findRestorable, type Restoring, restoresOf } from "#core/web/restorable.ts";
import { fakeRestores } from "#test/fakes/restores.ts";
import { applied } from "#test/page/applied.ts";
import { askedFive } from "#test/page/asked-five.ts";

const NOW = "2026-11-01T00:00:00.000Z";
const ASKED: JournalEntry = { kind: "restore-asked", at: NOW, by: "ann", reason: "" };

interface Changes {
  readonly review?: Partial<Review>;
  readonly journal?: (journal: readonly JournalEntry[]) => readonly JournalEntry[];
  readonly lease?: RoleLease;
  readonly role?: (role: RoleState) => RoleState;
  readonly proposalHash?: string;
}

/** What is found of a change that was carried out, where the record or the account is another one. */
async function found({ review: change = {}, journal: entries = (all) => all, lease, role = (each) => each, proposalHash }: Changes = {}) {
  const { ports, reviewId } = await applied();
  const { store } = ports;
  const changed: typeof store = {
    ...store,
    get: async (id) => ({ ...(await store.get(id)), ...change }),
    journal: async (id) => entries(await store.journal(id)),
    history: async (roles) => (lease ? new Map(roles.map((key) => [key, { role: key, lease }])) : await store.history(roles)),
  };
  const accounts: string[] = [];
  const restoring: Restoring = {
    ...(await ports.restoring()),
    rolesIn: (account) => {
      accounts.push(account);
      return { read: async (name) => role(await ports.roles.read(name)) };
    },
  };
  const review = await store.get(reviewId);
  const claims = { reviewId, proposalHash: proposalHash ?? review.proposalHash ?? "", at: NOW };
  const answer = await findRestorable(changed, restoring, claims, () => ["sqs:PurgeQueue"]);
  return { answer, accounts, review };
}

const heldBy = (reviewId: string, minutesAgo = 0): RoleLease => ({
  fencingToken: 7,
  holder: { reviewId, by: "role-restore", at: new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString() },
});

describe("a change can be taken back", () => {
  test("where it was carried out: with the role as it is now, read in its own account", async () => {
    const { answer, accounts, review } = await found();
    expect(answer).toMatchObject({ ok: true, restorable: { missed: ["sqs:PurgeQueue"], review: { id: review.id } } });
    if (!answer.ok) throw new Error("It was carried out.");
    const { before, now, offer } = answer.restorable;
    expect(before.attached.map(({ name }) => name)).toContain("AmazonSQSFullAccess");
    expect(now.attached.map(({ name }) => name)).toContain("whittle-QueueWorker");
    expect(offer.ways.map(({ name }) => name)).toEqual(["action", "service", "all"]);
    expect(accounts).toEqual(["111122223333"]);
  });

  test.each<[string, Changes]>([
    ["after it settled", { review: { status: "settled" } }],
    ["after something failed", { review: { status: "failed" } }],
    ["where its workflow was cut off", { review: { status: "applying" } }],
    ["where the holder of the role is gone for an hour", { lease: heldBy("other", 60) }],
  ])("also %s", async (_, changes) => {
    expect((await found(changes)).answer.ok).toBe(true);
  });

  test.each<[string, Changes, string]>([
    ["of another proposal", { proposalHash: "00" }, "notApplied"],
    ["that was rejected", { review: { decision: { verdict: "rejected", at: NOW, by: "a", proposalHash: "h" } } }, "notApplied"],
    ["that is back already", { review: { status: "restored" } }, "restored"],
    ["that waits to be applied", { review: { status: "approved" } }, "beingApplied"],
    ["that is rehearsed", { review: { status: "rehearsing" } }, "beingApplied"],
    ["while another review changes the role", { lease: heldBy("other") }, "busy"],
    ["while another one does, which gave its last sign 59 minutes ago", { lease: heldBy("other", 59) }, "busy"],
    ["that was handed over as a patch, and never begun", { review: { status: "settled" }, journal: () => [] }, "notApplied"],
    ["that waits for a decision", { review: { status: "waiting" } }, "notApplied"],
    ["of a role that was made anew under its name", { role: (role) => ({ ...role, createdAt: NOW }) }, "roleGone"],
    [
      "of a role that is gone",
      {
        role: ({ name }) => {
          throw new RoleNotFoundError(name);
        },
      },
      "roleGone",
    ],
  ])("not one %s", async (_, changes, because) => {
    expect((await found(changes)).answer).toMatchObject({ ok: false, because });
  });

  test.each([
    ["applying", "beingApplied"],
    ["restoring", "beingRestored"],
  ] as const)("not while its own workflow holds the role: %s", async (status, because) => {
    const { review } = await found();
    expect((await found({ review: { status }, lease: heldBy(review.id) })).answer).toMatchObject({ ok: false, because });
  });

  test("and a fault that may pass is none of these", async () => {
    const throttled = () => {
      throw new ThrottledError("iam:GetRole");
    };
    await expect(found({ role: throttled })).rejects.toThrow(ThrottledError);
  });

  test("with the requests for it so far", async () => {
    const { answer } = await found({ review: { status: "restored" }, journal: (all) => [...all, ASKED] });
    expect(answer).toMatchObject({ ok: false, requests: { count: 1, last: { asked: { by: "ann" } } } });
  });
});

test("the state of the page changes with the record, the role and each request, and with nothing else", async () => {
  const states = await Promise.all(
    [
      {},
      {},
      { review: { revision: 99 } },
      { role: (role: RoleState) => ({ ...role, attached: role.attached.slice(0, 1) }) },
      { journal: (all: readonly JournalEntry[]) => [...all, ASKED] },
      { journal: (all: readonly JournalEntry[]) => [...all, ASKED, { ...ASKED, by: "ben" }] },
    ].map(async (changes) => {
      const { answer } = await found(changes);
      return answer.ok ? answer.restorable.state : "none";
    }),
  );
  const [first, again, ...others] = states;
  expect(again).toBe(first);
  expect(new Set([first, ...others]).size).toBe(5);
});

test("what comes back is what was approved, with its answers", async () => {
  const { ports, reviewId } = await askedFive();
  const proposal = await ports.store.document(reviewId, "proposal");
  if (!proposal) throw new Error("It was proposed.");
  const { proposalHash = "" } = await ports.store.get(reviewId);
  const answers = answersTo(proposal, new Map([["sns/alerts", "keep"]]));
  const vote = { verdict: "approved", at: NOW, by: "ann", proposalHash, ...(answers ? { answers } : {}) } as const;
  await ports.store.decide(reviewId, await signVote(ports.votes, proposal, vote));
  await applyPolicy(ports, { reviewId });
  const answer = await findRestorable(ports.store, await ports.restoring(), { reviewId, proposalHash, at: NOW }, () => []);
  if (!answer.ok) throw new Error("It was carried out.");
  expect(JSON.stringify(answer.restorable.proposal.policies)).toContain("sns:Publish");
  expect(JSON.stringify(proposal.policies)).not.toContain("sns:Publish");
});

test("a permission set is restored by a state machine of its own, where sets are reviewed, and a role by the roles'", async () => {
  const { ports } = await applied();
  const [roles, sets] = [fakeRestores(), fakeRestores()];
  const restoring: Restoring = { ...(await ports.restoring()), restores: roles };
  const both: Restoring = { ...restoring, ofSets: { rolesOf: () => ports.roles, restores: sets } };
  const set = { roleArn: "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_*" };
  const role = { roleArn: "arn:aws:iam::111122223333:role/Admins" };
  expect(restoresOf(both, set)).toBe(sets);
  expect([restoresOf(both, role), restoresOf(restoring, set), restoresOf(restoring, role)]).toEqual([roles, roles, roles]);
});
