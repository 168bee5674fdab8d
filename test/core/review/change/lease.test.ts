import { describe, expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { fingerprint, stateHash } from "#core/review/change/fingerprint.ts";
import { RoleBusyError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { historyOf } from "#core/review/role-history.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { findRestorable } from "#core/web/restorable.ts";
import { fakeRestores } from "#test/fakes/restores.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { catalogue } from "../../policy/catalogue.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID, type StepPorts, takeLease } from "./account.ts";
import { RESTORE, runWithFaults } from "./faults.ts";
import { founding } from "./scenarios.ts";

const ROLE = asRoleName("PatchManagerInstanceRole");
const SQS = asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
const allow = (...Action: string[]) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }],
});
const busy = (reviewId: string) => `Review ${reviewId} is changing ${ROLE} at this moment`;

describe("one alone changes a role at a time:", () => {
  test("an old review is not restored while a new one is applied, and the role keeps what it uses", async () => {
    const account = await withNewReview();
    let refusal: unknown;
    const ports = atFirstStep(account, async () => {
      refusal = await restoreRole(account.ports, { reviewId: REVIEW_ID }).catch((error: unknown) => error);
    });
    await applyPolicy(ports, { reviewId: "review2" });
    expect(refusal).toBeInstanceOf(RoleBusyError);
    expect(String(refusal)).toContain(busy("review2"));
    expect(grants(account)).toContain("sqs:SendMessage");
  });

  test("a new review is not applied while an old one is restored: the role is not what was approved any more", async () => {
    const account = await withNewReview();
    let refusal: unknown;
    const ports = atFirstStep(account, async () => {
      refusal = await applyPolicy(account.ports, { reviewId: "review2" }).catch((error: unknown) => error);
    });
    await restoreRole(ports, { reviewId: REVIEW_ID });
    expect(refusal).toBeInstanceOf(RoleBusyError);
    expect(await applyPolicy(account.ports, { reviewId: "review2" })).toMatchObject({ next: "propose-again" });
    expect(grants(account)).toContain("sqs:*");
  });

  test("of two actions given back at once each is given back, the one after the other", async () => {
    const account = await applied();
    const give = (action: string) => runWithFaults(account, { ...RESTORE, input: { addBack: [action] } }, []);
    const runs = await Promise.all(["logs:DeleteLogGroup", "logs:FilterLogEvents"].map(give));
    expect(runs.map(({ ended }) => ended)).toEqual(["", ""]);
    for (const action of ["logs:DeleteLogGroup", "logs:FilterLogEvents"]) expect(grants(account)).toContain(action);
    expect((await account.store.get(REVIEW_ID)).status).toBe("applied");
    expect(account.notifier.published.map(({ subject }) => subject.split(":")[0])).toEqual(["Applied", "Added back", "Added back"]);
  });

  test("what came between looking at the role and writing is not passed over", async () => {
    const account = await applied();
    let isFirst = true;
    const pause = async (seconds: number) => {
      account.time.pass(seconds);
      if (!isFirst) return;
      isFirst = false;
      await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:FilterLogEvents"] });
    };
    const late = restoreRole({ ...account.ports, pauses: { pause } }, { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] });
    await expect(late).rejects.toThrow(RoleBusyError);
    expect(grants(account)).toContain("logs:FilterLogEvents");
  });

  test("a watch that ends while something is given back closes the review after it, and frees the role", async () => {
    const account = await applied();
    await takeLease(account.store, REVIEW_ID, "restore");
    await expect(closeReview(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(RoleBusyError);
    await account.store.update(REVIEW_ID, "back-to-applied", { updatedAt: "2026-11-27T09:00:00.000Z" });
    expect(await closeReview(account.ports, { reviewId: REVIEW_ID })).toEqual({ reviewId: REVIEW_ID, status: "settled" });
    expect((await historyOf(account.store, roleKey(account.before.arn))).openReviewId).toBeUndefined();
  });

  test("the review's own workflow waits while something is given back, and tells nobody that it failed", async () => {
    const account = await applied();
    await takeLease(account.store, REVIEW_ID, "restore");
    for (const step of [applyPolicy, undo]) await expect(step(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(RoleBusyError);
    expect((await account.store.get(REVIEW_ID)).status).toBe("restoring");
  });
});

describe("a change whose execution was stopped for good", () => {
  test("holds the role for an hour; then all can be given back, but not a part", async () => {
    const account = await approvedAccount(founding);
    await takeLease(account.store, REVIEW_ID, "apply", "role-review");
    await account.iam.changes.detach(ROLE, asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"));
    account.time.pass(59 * 60);
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(RoleBusyError);
    account.time.pass(60);
    const part = await runWithFaults(account, { ...RESTORE, input: { addBack: ["logs:DeleteLogGroup"] } }, []);
    expect(part.review).toMatchObject({ status: "failed", failure: { code: "change-failed" } });
    expect(part.review.failure?.message).toContain("Restore all of it first; then single actions can be restored");
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID })).toMatchObject({ status: "restored" });
    expect(account.iam.accepted(ROLE)).toEqual(account.before);
  });

  test("is shown as under way for an hour, and then as one that can be taken back", async () => {
    const account = await approvedAccount(founding);
    const detach = () => Promise.reject(new Error("killed"));
    const cutOff = { ...account.ports, changes: { ...account.ports.changes, detach } };
    await expect(applyPolicy(cutOff, { reviewId: REVIEW_ID })).rejects.toThrow("killed");
    const { decision: { proposalHash = "" } = {} } = await account.store.get(REVIEW_ID);
    const restoring = { rolesIn: () => account.iam.roles, catalogue, restores: fakeRestores() };
    const look = () =>
      findRestorable(account.store, restoring, { reviewId: REVIEW_ID, proposalHash, at: account.time.clock.now() }, () => []);
    expect(await look()).toMatchObject({ ok: false, because: "beingApplied" });
    account.time.pass(60 * 60);
    expect(await look()).toMatchObject({ ok: true });
  });

  test("and that is refused when it is to go on, is no refusal but a failure: operators are told how the role stands", async () => {
    const account = await applied();
    const attach = () => Promise.reject(new Error("killed"));
    const cutOff = { ...account.ports, changes: { ...account.ports.changes, attach } };
    await expect(restoreRole(cutOff, { reviewId: REVIEW_ID })).rejects.toThrow("killed");
    account.time.pass(60 * 60);
    const others = Array.from({ length: 8 }, (_, index) => `arn:aws:iam::111122223333:policy/other${index}`);
    account.iam.meddle(({ roles, policies }) => {
      for (const arn of others) {
        policies.set(arn, {
          name: arn.slice(-6),
          tags: {},
          default: "v1",
          versions: [{ versionId: "v1", document: JSON.stringify(allow("s3:ListBucket")), createdAt: "" }],
        });
        roles.get(ROLE)?.attached.add(arn);
      }
    });
    const run = await runWithFaults(account, RESTORE, []);
    expect(run.review).toMatchObject({ status: "failed", failure: { code: "change-failed" } });
    expect(run.review.failure?.message).toContain("it was started and cannot continue. PatchManagerInstanceRole has room for 0 more");
    expect(run.review.failure?.message).toContain("other7 (v1)");
    expect(account.notifier.published.slice(-2).map(({ kind }) => kind)).toEqual(["alarm", "closing"]);
    expect((await historyOf(account.store, roleKey(account.before.arn))).lease?.holder).toBeUndefined();
  });

  test("goes on where the same request comes again", async () => {
    const account = await applied();
    const attach = () => Promise.reject(new Error("killed"));
    const cutOff = { ...account.ports, changes: { ...account.ports.changes, attach } };
    await expect(restoreRole(cutOff, { reviewId: REVIEW_ID, reason: "jo" })).rejects.toThrow("killed");
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID, reason: "kim" })).rejects.toThrow(RoleBusyError);
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID, reason: "jo" })).toMatchObject({ status: "restored" });
  });
});

test("who waited too long for the lease is told once, and nothing was written", async () => {
  const account = await applied();
  await takeLease(account.store, REVIEW_ID, "restore");
  const now = account.iam.accepted(ROLE);
  const run = await runWithFaults(account, { ...RESTORE, input: { reason: "jo" } }, []);
  expect(run.ended).toBe("RoleBusyError");
  expect(account.notifier.published.slice(1).map(({ subject }) => subject)).toEqual([`Not restored: ${ROLE}`]);
  expect(account.notifier.published.at(-1)?.body.replace(/\s+/g, " ")).toContain(busy(REVIEW_ID));
  expect((await account.store.journal(REVIEW_ID)).map(({ kind }) => kind).filter((kind) => kind.startsWith("restore-"))).toEqual([
    "restore-asked",
    "restore-refused",
  ]);
  expect(account.iam.accepted(ROLE)).toEqual(now);
});

const undo = (ports: StepPorts, { reviewId }: { readonly reviewId: string }) =>
  restoreRole(ports, { reviewId, error: { Error: "States.Timeout" } });

async function applied(): Promise<ApprovedAccount> {
  const account = await approvedAccount(founding);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  return account;
}

/** The first review is over; since then the role got a broad policy, and a second review that narrows it is approved. */
async function withNewReview(): Promise<ApprovedAccount> {
  const sqs = { arn: SQS, name: "AmazonSQSFullAccess", versions: [{ versionId: "v1", document: JSON.stringify(allow("sqs:*")) }] };
  const account = await approvedAccount({ ...founding, policies: [...founding.policies, sqs] });
  const { ports, store, iam } = account;
  await applyPolicy(ports, { reviewId: REVIEW_ID });
  await closeReview(ports, { reviewId: REVIEW_ID });
  await iam.changes.attach(ROLE, SQS);
  const before = iam.accepted(ROLE);
  const proposal: Proposal = {
    ...account.proposal,
    reviewId: "review2",
    replaces: before.attached.filter(({ arn }) => arn === SQS || arn.includes("/whittle/")).map(({ arn, name }) => ({ arn, name })),
    policies: [{ name: `whittle-${ROLE}`, document: allow("sqs:SendMessage"), size: 1 }],
    roleFingerprint: fingerprint(before),
    roleStateHash: stateHash(before),
  };
  const hash = proposalHash(proposal);
  const { closedAt: _, ...review } = await store.get(REVIEW_ID);
  const decision = await signVote(ports.votes, proposal, { verdict: "approved", at: review.updatedAt, by: "jo", proposalHash: hash });
  await store.claim({ ...review, id: "review2", cycleId: "cycle2", status: "approved", proposalHash: hash, decision, revision: 0 });
  await store.putDocument("review2", "before", before);
  await store.putDocument("review2", "proposal", proposal);
  return account;
}

/** The ports, with something that happens when the role is changed for the first time. */
function atFirstStep({ ports }: ApprovedAccount, happens: () => Promise<void>): StepPorts {
  let isFirst = true;
  const policyVersions: StepPorts["changes"]["policyVersions"] = async (arn) => {
    if (isFirst) {
      isFirst = false;
      await happens();
    }
    return await ports.changes.policyVersions(arn);
  };
  const attach: StepPorts["changes"]["attach"] = async (roleName, arn) => {
    await policyVersions(arn);
    await ports.changes.attach(roleName, arn);
  };
  return { ...ports, changes: { ...ports.changes, policyVersions, attach } };
}

function grants({ iam }: ApprovedAccount): string {
  return iam
    .accepted(ROLE)
    .attached.map(({ json }) => json)
    .join();
}
