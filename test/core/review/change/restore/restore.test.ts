import { describe, expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { ServiceFaultError } from "#core/errors.ts";
import { describeStep } from "#core/messages/journal.ts";
import { uncovered } from "#core/policy/cover.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { signRestoreVote } from "#core/review/approval/restore-vote.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import { planAddBack } from "#core/review/change/restore/add-back.ts";
import { planRestore } from "#core/review/change/restore/restore.ts";
import {
  NotGrantedBeforeError,
  NothingToRestoreError,
  RestoreNotApprovedError,
  RoleBusyError,
  RoleDriftedError,
  RoleMadeAnewError,
  RoleNotFoundError,
} from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Approval, RestoreVote, SignedIn } from "#core/review/model/review.ts";
import { fromSaved } from "#core/review/model/saved.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import { historyOf } from "#core/review/role-history.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { findRestorable } from "#core/web/restorable.ts";
import type { Account } from "#test/fakes/iam-account.ts";
import { fakeRestores } from "#test/fakes/restores.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { catalogue } from "../../../policy/catalogue.ts";
import { slowlyAllows } from "../../../policy/slow-evaluator.ts";
import { type ApprovedAccount, approvedAccount, carriedNames, REVIEW_ID, takeLease } from "../account.ts";
import { APPLY, runWithFaults } from "../faults.ts";
import { founding, inlined, mover, type Scenario, unused, worker } from "../scenarios.ts";

const ROLE = asRoleName("PatchManagerInstanceRole");
const LOGS = asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess");
const REFINED = asArn(`arn:aws:iam::111122223333:policy/whittle/whittle-${ROLE}`);

describe("a full restore", () => {
  test.each([founding, worker, mover, inlined, unused])("of $name: the role is as before, in policies and versions", async (scenario) => {
    const account = await applied(scenario);
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID })).toEqual({
      reviewId: REVIEW_ID,
      status: "restored",
      stays: [],
    });
    expect(account.iam.accepted(scenario.role.name)).toEqual(account.before);
    expect(account.notifier.published.at(-1)?.subject).toContain(`Restored: ${scenario.role.name}`);
  });

  test("works months later, and frees no role that another review holds", async () => {
    const account = await applied(founding);
    account.time.pass(200 * 86_400);
    await openAnother(account, "waiting");
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    expect(account.iam.accepted(ROLE)).toEqual(account.before);
    expect((await historyOf(account.store, roleKey(account.before.arn))).openReviewId).toBe("review2");
  });

  test.each([
    ["the broad policy is attached again", [["attach", LOGS]]],
    ["the refined policy is off", [["detach", REFINED]]],
    [
      "the broad policy is on and the refined one off",
      [
        ["attach", LOGS],
        ["detach", REFINED],
      ],
    ],
    [
      "the refined policy is off and deleted",
      [
        ["detach", REFINED],
        ["delete", REFINED],
      ],
    ],
  ] as const)("works where half of it was undone by hand: %s", async (_, deeds) => {
    const account = await applied(founding);
    for (const [deed, arn] of deeds) {
      if (deed === "attach") await account.iam.changes.attach(ROLE, arn);
      if (deed === "detach") await account.iam.changes.detach(ROLE, arn);
      if (deed === "delete") await account.iam.changes.deletePolicy(arn);
    }
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    expect(account.iam.accepted(ROLE)).toEqual(account.before);
  });

  test("writes an old refined policy anew that was deleted meanwhile", async () => {
    const account = await applied(mover);
    const gone = asArn("arn:aws:iam::111122223333:policy/whittle/whittle2-Mover");
    await account.iam.changes.deletePolicy(gone);
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    const documents = ({ attached }: ApprovedAccount["before"]) => attached.map(({ arn, document }) => ({ arn, document }));
    expect(documents(account.iam.accepted("Mover"))).toEqual(documents(account.before));
  });

  test("keeps a refined policy that a later review filled with something else", async () => {
    const account = await applied(founding);
    await account.iam.changes.createPolicyVersion(REFINED, '{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}');
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID })).toMatchObject({ stays: [`whittle-${ROLE}`] });
    expect(carriedNames(account.iam, ROLE)).toEqual([`whittle-${ROLE}`, "AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test("leaves an inline policy alone that somebody wrote since under the name of one that was deleted", async () => {
    const account = await applied(inlined);
    const [gone] = account.before.inline.filter(({ name }) => account.proposal.replacesInline.includes(name));
    const json = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}}';
    await account.iam.changes.putInline(asRoleName(inlined.role.name), gone?.name ?? "", json);
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    expect(account.iam.accepted(inlined.role.name).inline.find(({ name }) => name === gone?.name)?.json).toBe(json);
  });

  test("takes off what a later review wrote into the role, and leaves what the role had under such a name", async () => {
    const refined = (number: number, action: string) => {
      const json = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: "*" } });
      const name = `whittle${number}-${inlined.role.name}`;
      return { name, json, document: parsePolicy(json, name) };
    };
    const had = refined(2, "kms:Decrypt");
    const account = await applied({ ...inlined, role: { ...inlined.role, inline: [...inlined.role.inline, had] } });
    const later = refined(3, "sqs:SendMessage");
    await account.iam.changes.putInline(asRoleName(inlined.role.name), later.name, later.json);
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    expect(account.iam.accepted(inlined.role.name)).toEqual(account.before);
  });

  test("done twice is done once", async () => {
    const account = await applied(founding);
    const first = await restoreRole(account.ports, { reviewId: REVIEW_ID });
    const told = account.notifier.published.length;
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID })).toEqual(first);
    expect(account.notifier.published.length).toBe(told);
  });

  test("that was cut off goes on when the same execution asks again, though the role is no more as whoever asked was shown it", async () => {
    const account = await applied(founding);
    const seen = fingerprint(account.iam.accepted(ROLE));
    const execution = { id: "arn:aws:states:us-east-1:111122223333:execution:RoleRestore:run-1" };
    const step = { input: { reviewId: REVIEW_ID, seen }, execution };
    const detach = () => Promise.reject(new ServiceFaultError("iam:DetachRolePolicy", "TimeoutError"));
    const cutOff = { ...account.ports, changes: { ...account.ports.changes, detach } };
    await expect(restoreRole(cutOff, step)).rejects.toThrow(ServiceFaultError);
    expect(fingerprint(account.iam.accepted(ROLE))).not.toBe(seen);
    expect(await restoreRole(account.ports, step)).toMatchObject({ status: "restored" });
    expect(account.iam.accepted(ROLE)).toEqual(account.before);
  });

  test("shows what it will do: give first, take last", async () => {
    const { before, proposal, iam } = await applied(worker);
    const plan = planRestore({ before, proposal, now: iam.accepted("Worker") }, catalogue);
    expect(plan.steps.map((step) => describeStep(step, "Worker"))).toEqual([
      "Attach AmazonDynamoDBFullAccess to Worker",
      "Attach AmazonS3FullAccess to Worker",
      "Attach AmazonSQSFullAccess to Worker",
      "Verify that Worker has AmazonDynamoDBFullAccess, AmazonS3FullAccess, AmazonSQSFullAccess before going on",
      "Make v7 the default version of whittle-Worker again",
      "Verify that Worker has whittle-Worker, AmazonDynamoDBFullAccess, AmazonS3FullAccess, AmazonSQSFullAccess before going on",
      "Detach whittle2-Worker from Worker",
    ]);
  });
});

describe("a restore is refused, and nothing is written,", () => {
  test("of a review that changed nothing", async () => {
    const account = await approvedAccount(founding, { status: "waiting" });
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(NothingToRestoreError);
  });

  test("while another review changes the role", async () => {
    const account = await applied(founding);
    await openAnother(account, "approved");
    await takeLease(account.store, "review2", "apply");
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(RoleBusyError);
  });

  test("where the role is not any more as it was shown", async () => {
    const account = await applied(founding);
    const seen = fingerprint(account.iam.accepted(ROLE));
    await account.iam.changes.attach(ROLE, LOGS);
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID, seen })).rejects.toThrow(RoleDriftedError);
    expect(carriedNames(account.iam, ROLE)).toContain(`whittle-${ROLE}`);
  });

  test.each<readonly [string, new (roleName: string) => Error, (roles: Account["roles"]) => void]>([
    ["deleted", RoleNotFoundError, (roles) => roles.delete(ROLE)],
    [
      "deleted and created again under its name",
      RoleMadeAnewError,
      (roles) => Object.assign(roles.get(ROLE) ?? {}, { createdAt: "2026-11-30T00:00:00.000Z" }),
    ],
  ])("where the role was %s since", async (_, refusal, change) => {
    const account = await applied(founding);
    account.iam.meddle(({ roles }) => change(roles));
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID })).rejects.toThrow(refusal);
    expect(account.notifier.published.at(-1)?.subject).toBe(`Not restored: ${ROLE}`);
    const { decision: { proposalHash = "" } = {} } = await account.store.get(REVIEW_ID);
    const claims = { reviewId: REVIEW_ID, proposalHash, at: account.time.clock.now() };
    const restoring = { rolesIn: () => account.iam.roles, catalogue, restores: fakeRestores() };
    expect(await findRestorable(account.store, restoring, claims, () => [])).toMatchObject({ ok: false, because: "roleGone" });
  });

  test("of an action that was not granted before", async () => {
    const account = await applied(founding);
    const now = account.iam.accepted(ROLE);
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["s3:GetObject"] })).rejects.toThrow(NotGrantedBeforeError);
    expect(account.iam.accepted(ROLE)).toEqual(now);
  });
});

describe("of a role whose account's quota was raised", () => {
  test("all comes back, also beyond ten", async () => {
    const { before, proposal, now } = await carryingMore(9);
    const fewer = { ...now, attached: now.attached.slice(0, 10) };
    const plan = planRestore({ before, proposal, now: fewer }, catalogue);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(["attach", "verify", "detach"]);
  });

  test("the refined policy gets more where nothing is attached, with eleven on the role", async () => {
    const { before, proposal, now } = await carryingMore(9);
    expect(now.attached).toHaveLength(11);
    const plan = planAddBack({ before, proposal, now, actions: ["logs:DeleteLogGroup"] }, catalogue);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(["add-version", "tag", "verify"]);
  });

  async function carryingMore(count: number) {
    const { before, proposal, iam } = await applied(founding);
    const [core] = before.attached;
    if (!core) throw new Error("The role carries nothing.");
    const more = Array.from({ length: count }, (_, index) => ({
      ...core,
      arn: asArn(`${core.arn}${index}`),
      name: `${core.name}${index}`,
    }));
    const now = iam.accepted(ROLE);
    return {
      before: { ...before, attached: [...before.attached, ...more] },
      proposal,
      now: { ...now, attached: [...now.attached, ...more] },
    };
  }
});

describe("giving back in part", () => {
  test.each([
    ["one action", ["logs:DeleteLogGroup"]],
    ["a service", ["logs:*"]],
    ["more than was granted, of which it gives what was granted", ["logs:GetLogEvents", "s3:GetObject"]],
  ])("%s: the refined policy gets just that, and nothing that the role did not have before", async (_, addBack) => {
    const account = await applied(founding);
    const refined = account.iam.accepted(ROLE);
    expect(await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack })).toMatchObject({ status: "settled" });
    const now = account.iam.accepted(ROLE);
    expect(carriedNames(account.iam, ROLE)).toEqual([`whittle-${ROLE}`, "AmazonSSMManagedInstanceCore"]);
    const [refinedDocuments, nowDocuments] = [refined, now].map((role) => role.attached.map(({ document }) => document));
    expect(uncovered(nowDocuments ?? [], account.old, catalogue)).toEqual([]);
    expect(uncovered(refinedDocuments ?? [], nowDocuments ?? [], catalogue)).toEqual([]);
    expect(uncovered(nowDocuments ?? [], refinedDocuments ?? [], catalogue).map(({ action }) => action)).toContain(
      addBack[0] === "logs:*" ? "logs:DeleteLogGroup" : addBack[0],
    );
  });

  test("done twice is done once", async () => {
    const account = await applied(founding);
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] });
    const now = account.iam.accepted(ROLE);
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] });
    expect(account.iam.accepted(ROLE)).toEqual(now);
  });

  test("leaves a review that was restored, or that failed, as it was", async () => {
    const restored = await applied(founding);
    await restoreRole(restored.ports, { reviewId: REVIEW_ID });
    expect(await restoreRole(restored.ports, { reviewId: REVIEW_ID, addBack: ["logs:*"] })).toMatchObject({ status: "restored" });
    const failed = await approvedAccount(founding);
    await applyPolicy(failed.ports, { reviewId: REVIEW_ID });
    const at = failed.time.clock.now();
    const failure = { code: "service-fault", message: "AWS had a fault.", step: "applied" };
    await failed.store.update(REVIEW_ID, "fail", { failure, updatedAt: at, closedAt: at });
    expect(await restoreRole(failed.ports, { reviewId: REVIEW_ID, addBack: ["logs:*"] })).toMatchObject({ status: "failed" });
    expect(await failed.store.get(REVIEW_ID)).toMatchObject({ status: "failed", failure, closedAt: at });
  });

  test("an action that a replaced inline policy granted comes back; one that a retained policy grants is no matter of the review", async () => {
    const account = await applied(inlined);
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["dynamodb:PutItem"] });
    const documents = account.iam.accepted(inlined.role.name).attached.map(({ document }) => document);
    const request = { action: "dynamodb:PutItem", resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders", context: {} };
    expect(slowlyAllows(documents, request)).toBe(true);
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["kms:Decrypt"] })).rejects.toThrow(NotGrantedBeforeError);
  });

  test("can still be followed by a full restore", async () => {
    const account = await applied(founding);
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] });
    await restoreRole(account.ports, { reviewId: REVIEW_ID });
    expect(account.iam.accepted(ROLE)).toEqual(account.before);
  });
});

describe("who restores", () => {
  const addBack = ["logs:DeleteLogGroup"];
  const askers = async (account: ApprovedAccount) => entriesOf(await account.store.journal(REVIEW_ID), "restore-asked").map(({ by }) => by);

  test("is not whom the input names: without a signed vote it is the execution, which CloudTrail names", async () => {
    const account = await applied(founding);
    const execution = { id: "arn:aws:states:us-east-1:111122223333:execution:RoleRestore:run-1" };
    await expect(restoreRole(account.ports, { input: { reviewId: REVIEW_ID, addBack, by: "kim" }, execution })).rejects.toThrow(
      "by: is not known",
    );
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack, by: "kim" });
    await restoreRole(account.ports, { input: { reviewId: REVIEW_ID, addBack }, execution });
    expect(await askers(account)).toEqual(["whoever called restore-role", "whoever started the execution run-1 (see CloudTrail)"]);
  });

  test.each<[string, (vote: RestoreVote) => RestoreVote]>([
    ["signed by somebody else", (vote) => ({ ...vote, signature: "AAAA" })],
    ["in another's name", (vote) => ({ ...vote, by: "the boss" })],
    ["with another reason", (vote) => ({ ...vote, reason: "other" })],
    ["of another person", (vote) => ({ ...vote, identity: ANN })],
    ["with a later date", (vote) => ({ ...vote, at: "2026-11-24T09:00:01.000Z" })],
    ["for everything", ({ addBack: _, ...vote }) => vote],
    ["for a role in another state", (vote) => ({ ...vote, seen: "00" })],
  ])("a vote %s changes nothing", async (_, forge) => {
    const account = await applied(founding);
    const found = account.iam.revision();
    const votes = [forge(await voteOf(account, { by: "jo", addBack }))];
    await expect(restoreRole(account.ports, { reviewId: REVIEW_ID, addBack, votes })).rejects.toThrow(RestoreNotApprovedError);
    expect(account.iam.revision()).toBe(found);
    expect(await askers(account)).toEqual([]);
  });

  test("a vote counts for a day", async () => {
    const account = await applied(founding);
    const votes = [await voteOf(account, { by: "jo", addBack })];
    const tomorrow = { now: () => new Date(Date.parse(account.time.clock.now()) + 25 * 3_600_000).toISOString() };
    const late = { ...account.ports, clock: tomorrow };
    await expect(restoreRole(late, { reviewId: REVIEW_ID, addBack, votes })).rejects.toThrow("more than a day old");
  });

  test("of a role that needs two approvers must be two different people, whoever starts it", async () => {
    const account = await applied(founding);
    const { ports, store } = account;
    const two: typeof store.get = async (id) => ({ ...(await store.get(id)), approversNeeded: 2, approvals: await approvalsOf(account) });
    const needsTwo = { ...ports, store: { ...store, get: two } };
    const [ann, again, ben] = [
      await voteOf(account, { by: "ann", identity: ANN, addBack }),
      await voteOf(account, { by: "ann", identity: { ...ANN, subject: "ann-2" }, addBack }),
      await voteOf(account, { by: "ben", identity: BEN, addBack }),
    ];
    const found = account.iam.revision();
    for (const votes of [[], [ann], [ann, ann], [ann, again]])
      await expect(restoreRole(needsTwo, { reviewId: REVIEW_ID, addBack, votes })).rejects.toThrow(RestoreNotApprovedError);
    expect(account.iam.revision()).toBe(found);
    expect(account.notifier.published.at(-1)?.body.replace(/\s+/g, " ")).toContain("two different approvers must request it");
    expect(await restoreRole(needsTwo, { reviewId: REVIEW_ID, addBack, votes: [ann, ben] })).toMatchObject({ stays: [] });
    expect(await askers(account)).toContain("ann and ben");
  });

  test("must be two people also where the proposal alone says so: the record may have been rewritten", async () => {
    const account = await applied(founding);
    const { ports, store } = account;
    const proposal: Proposal = { ...account.proposal, approversNeeded: 2 };
    const hash = proposalHash(proposal);
    const approvals = await approvalsOf(account, proposal);
    const get: typeof store.get = async (id) => {
      const { decision, ...review } = await store.get(id);
      return { ...review, proposalHash: hash, ...(decision ? { decision: { ...decision, proposalHash: hash } } : {}), approvals };
    };
    const document: typeof store.document = async (id, name) =>
      name === "proposal" ? fromSaved(name, JSON.stringify(proposal), id) : store.document(id, name);
    const asked = { ...account, ports: { ...ports, store: { ...store, get, document } }, store: { ...store, get, document } };
    const [ann, ben] = [
      await voteOf(asked, { by: "ann", identity: ANN, addBack }),
      await voteOf(asked, { by: "ben", identity: BEN, addBack }),
    ];
    await expect(restoreRole(asked.ports, { reviewId: REVIEW_ID, addBack, votes: [ann] })).rejects.toThrow(RestoreNotApprovedError);
    expect(await restoreRole(asked.ports, { reviewId: REVIEW_ID, addBack, votes: [ann, ben] })).toMatchObject({ stays: [] });
  });
});

const ANN = { issuer: "https://login.example", subject: "ann", email: "ann@example.com" };
const BEN = { issuer: "https://login.example", subject: "ben", email: "ben@example.com" };

async function voteOf({ ports, store, time }: ApprovedAccount, said: Partial<RestoreVote>): Promise<RestoreVote> {
  return signRestoreVote(ports.votes, await store.get(REVIEW_ID), { at: time.clock.now(), by: "jo", reason: "", ...said });
}

/** Two people who approved what one did in these tests. */
async function approvalsOf(account: ApprovedAccount, proposal = account.proposal): Promise<readonly Approval[]> {
  const { decision } = await account.store.get(REVIEW_ID);
  if (!decision) throw new Error("Nobody decided.");
  const hash = proposalHash(proposal);
  const signed = async (identity: SignedIn) => ({
    ...(await signVote(account.ports.votes, proposal, { ...decision, proposalHash: hash, identity })),
    identity,
  });
  return [await signed(ANN), await signed(BEN)].map(({ verdict: _, ...approval }) => approval);
}

describe("who asked, and why,", () => {
  const request = { reviewId: REVIEW_ID, reason: "The export failed." };
  const addBack = ["logs:DeleteLogGroup"];

  test("stands in the journal once, however often the step is repeated", async () => {
    const account = await applied(founding);
    await account.store.append(REVIEW_ID, { kind: "restore-asked", at: "", by: "kim", reason: "" });
    await account.store.append(REVIEW_ID, {
      kind: "restore-refused",
      at: "",
      error: { code: "role-drifted", message: "The role changed." },
    });
    const votes = [await voteOf(account, { by: "jo", reason: "The export failed.", addBack })];
    for (let index = 0; index < 3; index += 1) await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack, votes });
    expect(entriesOf(await account.store.journal(REVIEW_ID), "restore-asked")).toMatchObject([
      { by: "kim" },
      { by: "jo", reason: "The export failed.", addBack: ["logs:DeleteLogGroup"] },
    ]);
  });

  test("is told with what was given back", async () => {
    const account = await applied(founding);
    await restoreRole(account.ports, { ...request, addBack: ["logs:DeleteLogGroup"] });
    const { subject, body } = account.notifier.published.at(-1) ?? {};
    expect(subject).toBe(`Added back: ${ROLE}: logs:DeleteLogGroup`);
    expect(body).toContain("The export failed.");
  });

  test("is told for each request, and for none twice", async () => {
    const account = await applied(founding);
    const actions = ["logs:DescribeMetricFilters", "logs:DescribeMetricFilters"];
    for (const id of ["execution1", "execution1", "execution2"])
      await restoreRole(account.ports, { input: { ...request, addBack: actions }, execution: { id } });
    expect(account.notifier.published.filter(({ subject }) => subject.startsWith("Added back"))).toHaveLength(2);
  });

  test("is told where the subjects are cut off at the same place", async () => {
    const account = await applied(founding);
    const many = Array.from({ length: 10 }, () => "logs:DescribeMetricFilters");
    for (const last of ["logs:DeleteLogGroup", "logs:DeleteLogStream"])
      await restoreRole(account.ports, { ...request, addBack: [...many, last] });
    const subjects = account.notifier.published.map(({ subject }) => subject).filter((subject) => subject.startsWith("Added back"));
    expect([subjects.length, new Set(subjects).size]).toEqual([2, 1]);
  });

  test("is told with why nothing was restored, and the same may be asked for again", async () => {
    const account = await applied(founding);
    for (let index = 0; index < 2; index += 1)
      await expect(restoreRole(account.ports, { ...request, seen: "another role" })).rejects.toThrow(RoleDriftedError);
    expect(account.notifier.published.at(-1)?.subject).toBe(`Not restored: ${ROLE}`);
    expect(account.notifier.published.at(-1)?.body).toContain("changed by someone else");
    const kinds = (await account.store.journal(REVIEW_ID)).map(({ kind }) => kind).slice(-4);
    expect(kinds).toEqual(["restore-asked", "restore-refused", "restore-asked", "restore-refused"]);
  });
});

test("what was missed is kept by later reviews", async () => {
  const account = await applied(founding);
  await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:DeleteLogGroup"] });
  await restoreRole(account.ports, { reviewId: REVIEW_ID, missed: ["logs:GetLogEvents"] });
  expect((await historyOf(account.store, roleKey(account.before.arn))).keep).toEqual(["logs:DeleteLogGroup", "logs:GetLogEvents"]);
});

async function openAnother({ store }: ApprovedAccount, status: ReviewStatus): Promise<void> {
  const { closedAt: _, ...review } = await store.get(REVIEW_ID);
  await store.claim({ ...review, id: "review2", status, revision: 0 });
}

async function applied(scenario: Scenario): Promise<ApprovedAccount> {
  const account = await approvedAccount(scenario);
  await runWithFaults(account, APPLY, []);
  return account;
}
