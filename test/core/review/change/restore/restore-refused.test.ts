import { describe, expect, test } from "vitest";
import { NotAuthorizedError, QuotaExceededError, RequestRefusedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import {
  NoFreeSlotError,
  NotApprovedError,
  NothingToRestoreError,
  PolicyNameTakenError,
  PolicyNotFoundError,
  PolicySharedError,
} from "#core/review/errors.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { type ApprovedAccount, approvedAccount, carriedNames, REVIEW_ID, type StepPorts } from "../account.ts";
import { founding } from "../scenarios.ts";

const ROLE = asRoleName("PatchManagerInstanceRole");
const LOGS = asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess");
const all = { reviewId: REVIEW_ID };
const some = { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] };

/** Errors of IAM that say for sure that a call had no effect. */
const REFUSALS = [
  ["may not be made", new NotAuthorizedError("iam:AttachRolePolicy", "no statement allows it.")],
  ["is not accepted", new RequestRefusedError("iam:AttachRolePolicy", "UnmodifiableEntity.")],
  ["is one more than the quota", new QuotaExceededError("iam:AttachRolePolicy", "LimitExceeded.")],
  ["is about a policy that others carry too", new PolicySharedError("p", ROLE)],
  ["is about a policy whose name is taken", new PolicyNameTakenError(ROLE, "p", "arn:aws:iam::111122223333:policy/p")],
  ["is about a policy that is gone", new PolicyNotFoundError(LOGS)],
] as const;

/** Errors after which nobody knows whether the call had an effect. */
const UNSURE = [
  ["is throttled", new ThrottledError("iam:AttachRolePolicy")],
  ["fails on the side of AWS", new ServiceFaultError("iam:AttachRolePolicy", "500")],
] as const;

describe("a restore whose first IAM call", () => {
  test.each(REFUSALS)(
    "%s changes nothing: the review stands as before, whoever asked is told, and it may be asked for again",
    async (_, error) => {
      const account = await applied();
      const found = account.iam.revision();
      await expect(restoreRole(failing(account, "attach", error), all)).rejects.toBe(error);
      const review = await account.store.get(REVIEW_ID);
      expect([review.status, review.failure, account.iam.revision()]).toEqual(["applied", undefined, found]);
      expect(await toldOf(account)).toEqual({ told: [`Not restored: ${ROLE}`], refused: [error.code] });
      expect(account.notifier.published.at(-1)?.body).toContain(`${ROLE} was not changed.`);
      expect(await restoreRole(account.ports, all)).toMatchObject({ status: "restored" });
      expect(account.iam.accepted(ROLE)).toEqual(account.before);
    },
  );

  test.each(UNSURE)("%s goes on: nobody is told that nothing was restored", async (_, error) => {
    const account = await applied();
    await expect(restoreRole(failing(account, "attach", error), all)).rejects.toBe(error);
    expect((await account.store.get(REVIEW_ID)).status).toBe("restoring");
    expect(await toldOf(account)).toEqual({ told: [], refused: [] });
  });

  test("is refused by a restore of a part leaves a closed review closed", async () => {
    const account = await applied();
    await account.store.update(REVIEW_ID, "close", { updatedAt: account.time.clock.now(), closedAt: account.time.clock.now() });
    const [, error] = REFUSALS[0];
    await expect(restoreRole(failing(account, "createPolicyVersion", error), some)).rejects.toBe(error);
    expect((await account.store.get(REVIEW_ID)).status).toBe("settled");
    expect(await toldOf(account)).toEqual({ told: [`Not restored: ${ROLE}`], refused: [error.code] });
  });
});

test.each(UNSURE)("a change whose step %s goes on: the record does not say why it stopped, since it did not", async (_, error) => {
  const account = await approvedAccount(founding);
  await expect(applyPolicy(failing(account, "attach", error), all)).rejects.toBe(error);
  const { status, failure } = await account.store.get(REVIEW_ID);
  expect(status).toBe("applying");
  expect(failure?.message).not.toContain(error.message);
  expect(await applyPolicy(account.ports, all)).toMatchObject({ next: "watch" });
});

describe("a restore that was begun", () => {
  const [, error] = REFUSALS[0];

  test("and is refused at a later step has changed the role: it is no refusal, and the record says what stands", async () => {
    const account = await applied();
    await expect(restoreRole(failing(account, "detach", error), all)).rejects.toBe(error);
    expect(carriedNames(account.iam, ROLE)).toContain("CloudWatchLogsFullAccess");
    expect(await account.store.get(REVIEW_ID)).toMatchObject({ status: "restoring", failure: { code: "change-failed" } });
    expect(await toldOf(account)).toEqual({ told: [], refused: [] });
  });

  test("by an earlier try of the same step is not taken back: what that try did is not known", async () => {
    const account = await applied();
    await expect(restoreRole(failing(account, "attach", UNSURE[1][1]), all)).rejects.toThrow(ServiceFaultError);
    await expect(restoreRole(failing(account, "attach", error), all)).rejects.toBe(error);
    expect((await account.store.get(REVIEW_ID)).status).toBe("restoring");
    expect(await toldOf(account)).toEqual({ told: [], refused: [] });
  });

  test("by another execution that is gone for good is not taken back either", async () => {
    const account = await applied();
    const first = failing(account, "attach", UNSURE[1][1]);
    await expect(restoreRole(first, { input: all, execution: { id: "first" } })).rejects.toThrow(ServiceFaultError);
    account.time.pass(2 * 3600);
    await expect(restoreRole(failing(account, "attach", error), { input: all, execution: { id: "second" } })).rejects.toBe(error);
    expect((await account.store.get(REVIEW_ID)).status).toBe("restoring");
    expect(await toldOf(account)).toEqual({ told: [], refused: [] });
  });
});

describe("a restore for which the role is not ready is refused before the first call, and whoever asked is told why:", () => {
  test("it has no room", async () => {
    const account = await applied();
    fill(account, 8);
    await expect(restoreRole(account.ports, all)).rejects.toThrow(NoFreeSlotError);
    expect(await toldOf(account)).toEqual({ told: [`Not restored: ${ROLE}`], refused: ["no-free-slot"] });
    expect((await account.store.get(REVIEW_ID)).status).toBe("applied");
  });

  test("not where it has just the room that is needed", async () => {
    const account = await applied();
    fill(account, 7);
    expect(await restoreRole(account.ports, all)).toMatchObject({ status: "restored" });
    expect(carriedNames(account.iam, ROLE)).toContain("CloudWatchLogsFullAccess");
  });

  test("nothing was taken from it", async () => {
    const account = await approvedAccount(founding, { status: "waiting" });
    await expect(restoreRole(account.ports, all)).rejects.toThrow(NothingToRestoreError);
    expect(await toldOf(account)).toEqual({ told: [`Not restored: ${ROLE}`], refused: ["nothing-to-restore"] });
  });

  test("but a fault of AWS is no refusal: the workflow tries again, and nobody is told", async () => {
    const account = await applied();
    const roles = { ...account.ports.roles, read: () => Promise.reject(new ThrottledError("iam:GetRole")) };
    await expect(restoreRole({ ...account.ports, roles }, all)).rejects.toThrow(ThrottledError);
    expect(await toldOf(account)).toEqual({ told: [], refused: [] });
  });
});

test("what a rehearsal attached is taken back only where it ended, and not cleanly", async () => {
  const account = await approvedAccount(founding, { rehearsalDays: 3 });
  expect(await applyPolicy(account.ports, all)).toMatchObject({ next: "rehearse" });
  const attached = carriedNames(account.iam, ROLE);
  const span = { since: account.time.clock.now(), until: account.time.clock.now() };
  const taken = async (end?: "clean" | "drifted") => {
    const rehearsal = { ...span, ...(end ? { end } : {}) };
    await account.store.update(REVIEW_ID, "rehearse", { rehearsal, updatedAt: account.time.clock.now() });
    return await restoreRole(account.ports, { ...all, rehearsed: true });
  };
  await expect(taken()).rejects.toThrow(NotApprovedError);
  await expect(taken("clean")).rejects.toThrow(NotApprovedError);
  expect(carriedNames(account.iam, ROLE)).toEqual(attached);
  expect(await taken("drifted")).toMatchObject({ next: "propose-again" });
  expect(account.iam.accepted(ROLE)).toEqual(account.before);
});

test("two requests are noted as two where who asks, why, or what is asked for differs, and as one where nothing does", async () => {
  const account = await applied();
  for (const request of [
    { ...some, reason: "It fails." },
    { ...some, reason: "It fails." },
    { ...some, reason: "It still fails." },
    { ...some, reason: "It fails.", addBack: ["logs:FilterLogEvents"] },
    { input: { ...some, reason: "It fails." }, execution: { id: "arn:aws:states:us-east-1:111122223333:execution:RoleRestore:run-1" } },
  ])
    await restoreRole(account.ports, request);
  expect(entriesOf(await account.store.journal(REVIEW_ID), "restore-asked")).toHaveLength(4);
});

async function applied(): Promise<ApprovedAccount> {
  const account = await approvedAccount(founding);
  await applyPolicy(account.ports, all);
  return account;
}

function failing({ ports }: ApprovedAccount, method: "attach" | "detach" | "createPolicyVersion", error: Error): StepPorts {
  return { ...ports, changes: { ...ports.changes, [method]: () => Promise.reject(error) } };
}

/** What was told of refused restores, and why the journal says that one was refused. */
async function toldOf({ store, notifier }: ApprovedAccount) {
  const refused = entriesOf(await store.journal(REVIEW_ID), "restore-refused").map(({ error }) => error.code);
  return { told: notifier.published.map(({ subject }) => subject).filter((subject) => subject.startsWith("Not restored")), refused };
}

/** The role carries as many policies of others too. */
function fill({ iam }: ApprovedAccount, count: number): void {
  iam.meddle(({ roles, policies }) => {
    for (let index = 0; index < count; index += 1) {
      const arn = `arn:aws:iam::111122223333:policy/other${index}`;
      const [carried] = [...policies.values()];
      if (carried) policies.set(arn, { ...carried, name: `other${index}` });
      roles.get(ROLE)?.attached.add(arn);
    }
  });
}
