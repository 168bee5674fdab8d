import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { signRestoreVote } from "#core/review/approval/restore-vote.ts";
import { ApproverHoldsSetError, SetNotChangeableError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { fakeIam } from "#test/fakes/iam.ts";
import { REVIEW_ID } from "../review/change/account.ts";
import { approvedSet, SET, SET_SCENARIOS, SQS_FULL } from "../review/permission-sets/approved-set.ts";
import { portsOver } from "./ports.ts";

const [first] = SET_SCENARIOS;
if (!first) throw new Error("there are four scenarios");
const PLAIN = first;

/** The steps of a cycle where Identity Center has one tagged set. */
async function cyclePorts() {
  const { iam } = await approvedSet(PLAIN);
  return { ...portsOver([]), roles: iam.roles };
}

const cycle = { cycleId: "cycle1", startedAt: "2026-11-01T00:00:00.000Z", input: { account: "111122223333" } };

test("a cycle of the stack's account takes its permission sets too, though these are of no account", async () => {
  const { reviews } = await discoverRoles(await cyclePorts(), cycle);
  expect(reviews.map(({ roleName }) => roleName)).toEqual([SET]);
});

test("a set whose evidence is there goes on in the workflow of permission sets", async () => {
  const ports = await cyclePorts();
  const { reviews } = await discoverRoles(ports, cycle);
  const job = await startGeneration(ports, reviews[0]);
  ports.job({ status: "SUCCEEDED", result: { kind: "documents", documents: ["{}"], isComplete: true } });
  expect((await checkGeneration(ports, job)).status).toBe("SUCCEEDED_FOR_SET");
});

test("clean-up deletes nothing of a set, and looks at no role of its name", async () => {
  const account = await approvedSet(PLAIN);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { roles, changes } = fakeIam({ roles: [], policies: [] }, account.time);
  expect(await cleanUp({ ...account.ports, roles, changes }, { reviewId: REVIEW_ID })).toEqual({ reviewId: REVIEW_ID, deleted: [] });
});

test("no single action is added back to a set: it is restored as a whole", async () => {
  const account = await approvedSet(PLAIN);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const asked = { reviewId: REVIEW_ID, addBack: ["sqs:PurgeQueue"] };
  await expect(restoreRole(account.ports, asked)).rejects.toThrow("restored as a whole");
  await restoreRole(account.ports, { reviewId: REVIEW_ID });
  expect(account.iam.accepted(SET).attached.map(({ arn }) => arn)).toContain(SQS_FULL.arn);
});

describe("a restore that somebody asks for on the page", () => {
  const person = (name: string) => ({ issuer: "https://id.example", subject: name, email: `${name}@example.com` });
  const holders: SetHolders = { holds: async (set, { subject }) => set.name === SET && subject === "ann" };

  async function asked(by: string) {
    const account = await approvedSet(PLAIN);
    await applyPolicy(account.ports, { reviewId: REVIEW_ID });
    const vote = { at: account.time.clock.now(), by, identity: person(by), reason: "" };
    const votes = [await signRestoreVote(account.ports.votes, await account.store.get(REVIEW_ID), vote)];
    return { account, input: { reviewId: REVIEW_ID, votes } };
  }

  test("and holds the set is refused before anything is written, and whoever waits is told why", async () => {
    const { account, input } = await asked("ann");
    const found = account.iam.revision();
    await expect(restoreRole({ ...account.ports, holders }, input)).rejects.toThrow(ApproverHoldsSetError);
    expect([account.iam.revision(), (await account.store.get(REVIEW_ID)).status]).toEqual([found, "applied"]);
    expect(account.notifier.published.at(-1)).toMatchObject({ subject: `Not restored: ${SET}` });
  });

  test("and does not hold it is carried out, and so is one that an operator started", async () => {
    const { account, input } = await asked("ben");
    expect(await restoreRole({ ...account.ports, holders }, input)).toMatchObject({ status: "restored" });
    const other = await asked("ann");
    expect(await restoreRole({ ...other.account.ports, holders }, { reviewId: REVIEW_ID })).toMatchObject({ status: "restored" });
  });

  test("that has begun is finished when its step is repeated", async () => {
    const { account, input } = await asked("ben");
    const cut = { ...account.ports.changes, provision: async () => Promise.reject(new ThrottledError("sso:ProvisionPermissionSet")) };
    const execution = { execution: { id: "arn:execution" } };
    await expect(restoreRole({ ...account.ports, changes: cut, holders }, { input, ...execution })).rejects.toThrow(ThrottledError);
    const everybody: SetHolders = { holds: async () => true };
    expect(await restoreRole({ ...account.ports, holders: everybody }, { input, ...execution })).toMatchObject({ status: "restored" });
  });
});

describe("a set that is provisioned in the management account, of a stack elsewhere", () => {
  const account = "999988887777";
  const outOfReach = (roles: Roles): Roles => {
    const moved = (set: RoleState): RoleState =>
      set.permissionSet ? { ...set, permissionSet: { ...set.permissionSet, changeableOnlyIn: account } } : set;
    return {
      ...roles,
      read: async (name) => moved(await roles.read(name)),
      async *all() {
        for await (const set of roles.all()) yield moved(set);
      },
    };
  };

  test("is asked about by nobody: its review says why it cannot be changed", async () => {
    const ports = await cyclePorts();
    const { reviews, skipped } = await discoverRoles({ ...ports, roles: outOfReach(ports.roles) }, cycle);
    expect(reviews).toEqual([]);
    expect(skipped).toEqual([{ roleName: SET, reason: { id: "management-account", account } }]);
    const ended = (await ports.store.ended()).reviews[0];
    expect(ended).toMatchObject({ outcome: "not-eligible", reason: { id: "management-account", account } });
    expect(ended?.reason && outcomeText(ended.reason)).toContain("AWS lets only that account change such permission sets");
  });

  test("keeps what it has, where it was assigned there after its approval", async () => {
    const { ports, iam, store } = await approvedSet(PLAIN);
    const found = iam.revision();
    await applyPolicy({ ...ports, roles: outOfReach(ports.roles) }, { reviewId: REVIEW_ID });
    expect(iam.revision()).toBe(found);
    expect((await store.get(REVIEW_ID)).reason).toEqual({ id: "withdrawn", because: { id: "management-account", account } });
  });

  test("is not restored half: whoever asks is told before anything is written", async () => {
    const { ports, iam, store } = await approvedSet(PLAIN);
    await applyPolicy(ports, { reviewId: REVIEW_ID });
    const found = iam.revision();
    const restoring = restoreRole({ ...ports, roles: outOfReach(ports.roles) }, { reviewId: REVIEW_ID });
    await expect(restoring).rejects.toThrow(SetNotChangeableError);
    expect([iam.revision(), (await store.get(REVIEW_ID)).status]).toEqual([found, "applied"]);
  });
});
