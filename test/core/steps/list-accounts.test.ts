import { describe, expect, test } from "vitest";
import { InvalidInputError, NotAuthorizedError } from "#core/errors.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { expireReview } from "#core/steps/expire-review.ts";
import { listAccounts, MOST_ACCOUNTS } from "#core/steps/list-accounts.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { fakeOrganization } from "#test/fakes/organization.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const HUB = "999900001111";
/** The account of the roles in these tests. */
const MEMBER = "111122223333";
const OTHER = "444455556666";
const INPUT = { accounts: [HUB], units: "ou-1,ou-2" };
const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });

const unit = (...accounts: string[]) => ({ accounts, units: [] });
const list = (ports: TestPorts, organization: ReturnType<typeof fakeOrganization>, input: object = INPUT) =>
  listAccounts({ ...ports, organization }, input);

/** A review of a member that waits for its approvers. */
async function waiting() {
  const ports = portsOver([{ name: "A" }]);
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  await proposePolicy(ports, { reviewId });
  await requestApproval(ports, { reviewId, taskToken: "t1", round: 1 });
  return { ports, reviewId };
}

describe("the accounts of a hub", () => {
  test("are its own, those listed and those below its units, each once", async () => {
    const organization = fakeOrganization({ "ou-1": unit(MEMBER, HUB), "ou-2": unit(OTHER) });
    const { accounts, unlisted } = await list(portsOver([]), organization, { ...INPUT, accounts: [HUB, OTHER] });
    expect(accounts).toEqual([HUB, OTHER, MEMBER]);
    expect(unlisted).toEqual([]);
  });

  test("a unit that cannot be listed is named with the reason, and the others are reviewed", async () => {
    const error = new NotAuthorizedError("organizations:ListAccountsForParent", "no delegated administrator.");
    const { accounts, unlisted } = await list(portsOver([]), fakeOrganization({ "ou-2": unit(OTHER) }, {}, { "ou-1": error }));
    expect(accounts).toEqual([HUB, OTHER]);
    expect(unlisted).toEqual([expect.stringMatching(/^ou-1: .*no delegated administrator/)]);
  });

  test("that one execution cannot take are named, not dropped", async () => {
    const many = Array.from({ length: MOST_ACCOUNTS + 1 }, (_, index) => String(100_000_000_000 + index));
    const { accounts, unlisted } = await list(portsOver([]), fakeOrganization({ "ou-1": unit(...many) }));
    expect(accounts).toHaveLength(MOST_ACCOUNTS);
    expect(unlisted).toEqual([expect.stringMatching(/^2 accounts over 1000/)]);
  });

  test("input that the workflow does not give is refused", async () => {
    await expect(list(portsOver([]), fakeOrganization({}), { accounts: ["main"], units: "ou-1" })).rejects.toThrow(InvalidInputError);
  });
});

describe("an open review of an account that left", () => {
  test("ends without a change, tells its approvers why, and is no failure", async () => {
    const { ports, reviewId } = await waiting();
    expect(await list(ports, fakeOrganization({}))).toMatchObject({ accounts: [HUB], ended: 1 });
    expect(ports.seen.called).toEqual([{ token: "t1", output: { verdict: "ended" } }]);
    await closeReview(ports, { reviewId });
    expect(await ports.store.get(reviewId)).toMatchObject({ status: "settled", reason: { id: "account-left", account: MEMBER } });
    const { kind, body } = ports.seen.messages.at(-1) ?? {};
    expect(kind).toBe("closing");
    expect(body?.replaceAll("\n", " ")).toContain(
      `Account ${MEMBER} is no longer reviewed: it is in none of the stack's organizational units.`,
    );
    expect(await list(ports, fakeOrganization({}))).toMatchObject({ ended: 0 });
  });

  test("says that it was suspended", async () => {
    const { ports, reviewId } = await waiting();
    const { leftOut } = await list(ports, fakeOrganization({ "ou-1": unit(MEMBER) }, { [MEMBER]: "SUSPENDED" }));
    expect(leftOut).toEqual([{ account: MEMBER, state: "SUSPENDED" }]);
    expect((await ports.store.get(reviewId)).reason).toEqual({ id: "account-left", account: MEMBER, state: "SUSPENDED" });
  });

  test("also ends where the workflow was not called back: its next round finds it ended", async () => {
    const { ports, reviewId } = await waiting();
    await list({ ...ports, callbacks: { succeed: async () => {} } }, fakeOrganization({}));
    await requestApproval(ports, { reviewId, taskToken: "t2", round: 2 });
    expect(ports.seen.called).toEqual([{ token: "t2", output: { verdict: "ended" } }]);
    expect(await expireReview(ports, { reviewId })).toEqual({ reviewId, verdict: "expired" });
    expect((await ports.store.get(reviewId)).status).toBe("settled");
  });

  test.each([
    ["is still below a unit", fakeOrganization({ "ou-2": unit(MEMBER) })],
    ["may be below a unit that cannot be listed", fakeOrganization({}, {}, { "ou-1": new NotAuthorizedError("x", "y.") })],
  ])("does not end where its account %s", async (_, organization) => {
    const { ports, reviewId } = await waiting();
    expect(await list(ports, organization)).toMatchObject({ ended: 0 });
    expect((await ports.store.get(reviewId)).status).toBe("waiting");
  });

  test("does not end where the account is listed by name", async () => {
    const { ports } = await waiting();
    expect(await list(ports, fakeOrganization({}), { ...INPUT, accounts: [HUB, MEMBER] })).toMatchObject({ ended: 0 });
  });

  test("makes its role due at once, should the account come back", async () => {
    const { ports } = await waiting();
    await list(ports, fakeOrganization({}));
    const { reviews } = await discoverRoles(ports, { cycleId: "c2", startedAt: ports.clock.now(), input: {} });
    expect(reviews).toHaveLength(1);
  });
});
