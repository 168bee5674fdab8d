import { describe, expect, test } from "vitest";
import type { Arn, RoleName } from "#core/aws/names.ts";
import { ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { isAsBefore, isExplained, setAsideEntry } from "#core/review/change/drift.ts";
import { type ChangeStep, stepRecord } from "#core/review/change/plan/change-plan.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { planUndo } from "#core/review/change/restore/undo.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import type { Account } from "#test/fakes/iam-account.ts";
import { asArn } from "#test/names.ts";
import { type ApprovedAccount, approvedAccount, carriedNames, REVIEW_ID } from "./account.ts";
import { APPLY, runWithFaults } from "./faults.ts";
import { founding, inlined, worker } from "./scenarios.ts";

/** The role was deleted and made anew, with the very same policies. */
const madeAnew = ({ roles }: Account) => {
  const role = roles.get("Worker");
  if (role) role.createdAt = "2026-11-24T09:30:00.000Z";
};

const changes: readonly (readonly [what: string, change: (account: Account) => void])[] = [
  ["a policy was attached", ({ roles }) => roles.get("Worker")?.attached.add("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess")],
  ["a policy was detached", ({ roles }) => roles.get("Worker")?.attached.delete("arn:aws:iam::aws:policy/AmazonSQSFullAccess")],
  [
    "the default version of a policy was changed",
    ({ policies }) => {
      const policy = policies.get("arn:aws:iam::111122223333:policy/whittle/whittle-Worker");
      if (policy) policy.default = "v4";
    },
  ],
  [
    "an inline policy was edited",
    ({ roles }) => {
      const role = roles.get("Worker");
      const json = '{"Statement":{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}}';
      if (role) role.inline = [{ name: "extra", json, document: parsePolicy(json, "extra") }];
    },
  ],
  [
    "a boundary was set",
    ({ roles }) => {
      const role = roles.get("Worker");
      if (role) role.boundaryArn = "arn:aws:iam::111122223333:policy/limit";
    },
  ],
  ["the role was deleted and made anew", madeAnew],
];
const scenario = {
  ...worker,
  policies: [...worker.policies, ...founding.policies.filter(({ name }) => name === "CloudWatchLogsFullAccess")],
};

describe("what a plan explains of a role", () => {
  const JSON_OF_OTHERS = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}}';

  test("is each policy that it touches, as before it or as after it, and not with somebody's own document", async () => {
    const { before, proposal } = await approvedAccount(scenario);
    const plan = planChange(before, proposal);
    const renewed = plan.steps.find((step) => step.kind === "add-version");
    const withJson = (json: string) => ({
      ...before,
      attached: before.attached.map((policy) => (policy.arn === renewed?.arn ? { ...policy, json } : policy)),
    });
    expect(renewed).toBeDefined();
    expect(isExplained(before, before, plan)).toBe(true);
    expect(isExplained(withJson(renewed?.document ?? ""), before, plan)).toBe(true);
    expect(isExplained(withJson(JSON_OF_OTHERS), before, plan)).toBe(false);
  });

  test("is an inline policy that it deletes, there or gone, and neither written anew by somebody nor another one gone", async () => {
    const { before, proposal } = await approvedAccount(inlined);
    const plan = planChange(before, proposal);
    const isTaken = ({ name }: { readonly name: string }) => proposal.replacesInline.includes(name);
    const explained = (inline: typeof before.inline) => isExplained({ ...before, inline }, before, plan);
    expect(before.inline.filter(isTaken).length).toBeGreaterThan(0);
    expect(await explained(before.inline)).toBe(true);
    expect(await explained(before.inline.filter((policy) => !isTaken(policy)))).toBe(true);
    expect(await explained(before.inline.map((policy) => (isTaken(policy) ? { ...policy, json: JSON_OF_OTHERS } : policy)))).toBe(false);
    const other = { name: "Other", json: JSON_OF_OTHERS, document: parsePolicy(JSON_OF_OTHERS, "Other") };
    expect(await explained([...before.inline, other])).toBe(false);
  });
});

test("an approval that no longer counts is kept with its maker, its time, its reason, and why it does not", () => {
  const decision = { verdict: "approved", at: "2026-11-24T09:00:00.000Z", by: "ann", reason: "as agreed", proposalHash: "h" } as const;
  const at = "2026-11-25T09:00:00.000Z";
  const entry = { kind: "approval-set-aside", at, by: "ann", decidedAt: decision.at, reason: "as agreed" };
  expect(setAsideEntry(decision, at)).toEqual(entry);
  expect(setAsideEntry(decision, at, { usedSince: ["s3:GetObject"] })).toEqual({ ...entry, usedSince: ["s3:GetObject"] });
  const { reason: _, ...silent } = decision;
  expect(setAsideEntry(silent, at)).not.toHaveProperty("reason");
});

describe("what a plan explains, one step at a time", () => {
  const json = (id: string) => `{"Statement":{"Effect":"Allow","Action":"s3:${id}","Resource":"*"}}`;
  const attachedAs = (arn: string, text: string) => ({
    arn: asArn(arn),
    name: "p",
    versionId: "v1",
    json: text,
    document: parsePolicy(text, "p"),
  });
  const ARN = "arn:aws:iam::111122223333:policy/whittle/whittle-Worker";
  const ref = { arn: asArn(ARN), name: "whittle-Worker" };
  const OLD = attachedAs(ARN, json("old"));

  test.each<[string, readonly ChangeStep[], "carried" | "absent", readonly (string | undefined)[]]>([
    [
      "a policy that is attached",
      [
        { kind: "create-policy", ...ref, document: json("new") },
        { kind: "attach", ...ref },
      ],
      "absent",
      [undefined, json("new")],
    ],
    ["a policy that is detached", [{ kind: "detach", ...ref }], "carried", [json("old"), undefined]],
    [
      "a version that is added",
      [{ kind: "add-version", ...ref, document: json("new"), before: { versionId: "v1", document: json("old") } }],
      "carried",
      [json("old"), json("new")],
    ],
    [
      "a version that is set back",
      [{ kind: "set-version", ...ref, document: json("new"), versionId: "v1" }],
      "carried",
      [json("old"), json("new")],
    ],
  ])("%s stands as before or as after, and in no third way", async (_, steps, first, explained) => {
    const { before: role } = await approvedAccount(scenario);
    const before = { ...role, attached: first === "carried" ? [OLD] : [] };
    const plan = { roleName: role.name, roleArn: role.arn, reviewId: "r", steps };
    const found = [];
    for (const text of [undefined, json("old"), json("new"), json("other")]) {
      const now = { ...before, attached: text === undefined ? [] : [attachedAs(ARN, text)] };
      if (isExplained(now, before, plan)) found.push(text);
    }
    expect(new Set(found)).toEqual(new Set(explained));
  });

  test.each<[string, readonly ChangeStep[], boolean, readonly (string | undefined)[]]>([
    ["an inline policy that is written", [{ kind: "put-inline", name: "i", document: json("new") }], false, [undefined, json("new")]],
    ["an inline policy that is written over", [{ kind: "put-inline", name: "i", document: json("new") }], true, [json("old"), json("new")]],
    ["an inline policy that is deleted", [{ kind: "delete-inline", name: "i", document: json("old") }], true, [json("old"), undefined]],
  ])("%s stands as before or as after, and in no third way", async (_, steps, isThere, explained) => {
    const { before: role } = await approvedAccount(scenario);
    const inlineAs = (text: string) => ({ name: "i", json: text, document: parsePolicy(text, "i") });
    const before = { ...role, inline: isThere ? [inlineAs(json("old"))] : [] };
    const plan = { roleName: role.name, roleArn: role.arn, reviewId: "r", steps };
    const found = [];
    for (const text of [undefined, json("old"), json("new"), json("other")]) {
      const now = { ...before, inline: text === undefined ? [] : [inlineAs(text)] };
      if (isExplained(now, before, plan)) found.push(text);
    }
    expect(new Set(found)).toEqual(new Set(explained));
  });
});

describe("a role is as before", () => {
  test("where its policies, its inline policies and its boundary are, whatever the numbers of versions", async () => {
    const { before } = await approvedAccount(scenario);
    const [first, ...others] = before.attached;
    if (!first) throw new Error("no policy");
    expect(isAsBefore({ ...before, attached: [...others, { ...first, versionId: "v99" }] }, before)).toBe(true);
    expect(isAsBefore({ ...before, attached: others }, before)).toBe(false);
    expect(isAsBefore({ ...before, inline: [] }, before)).toBe(before.inline.length === 0);
    expect(isAsBefore({ ...before, boundaryArn: asArn("arn:aws:iam::111122223333:policy/limit") }, before)).toBe(false);
  });
});

describe("between the proposal and its approval", () => {
  test.each(changes)("%s: nothing is written, and a new proposal is asked for", async (_, change) => {
    const account = await approvedAccount(scenario);
    account.iam.meddle(change);
    const found = account.iam.accepted("Worker");
    expect(await applyPolicy(account.ports, { reviewId: REVIEW_ID })).toMatchObject({ next: "propose-again" });
    expect(account.iam.accepted("Worker")).toEqual(found);
    expect(await account.store.journal(REVIEW_ID)).toEqual([
      {
        kind: "approval-set-aside",
        at: expect.any(String),
        by: "holder of the link",
        decidedAt: "2026-11-24T09:00:00.000Z",
      },
    ]);
    const review = await account.store.get(REVIEW_ID);
    expect(review.status).toBe("drifted");
    expect(review.decision).toBeUndefined();
  });

  test("the approval that no longer counts is noted once, also where the step dies before the rest is recorded", async () => {
    const account = await approvedAccount(scenario);
    account.iam.meddle(({ roles }) => roles.get("Worker")?.attached.delete("arn:aws:iam::aws:policy/AmazonSQSFullAccess"));
    const update = () => Promise.reject(new ThrottledError("dynamodb:TransactWriteItems"));
    const dying = { ...account.ports, store: { ...account.store, update } };
    await expect(applyPolicy(dying, { reviewId: REVIEW_ID })).rejects.toThrow(ThrottledError);
    expect(await applyPolicy(account.ports, { reviewId: REVIEW_ID })).toMatchObject({ next: "propose-again" });
    expect((await account.store.journal(REVIEW_ID)).map(({ kind }) => kind)).toEqual(["approval-set-aside"]);
  });

  test.each([
    ["its tags were changed", ({ roles }: Account) => Object.assign(roles.get("Worker")?.tags ?? {}, { team: "other" })],
    ["nothing was changed", () => {}],
  ])("%s: it is applied", async (_, change) => {
    const account = await approvedAccount(scenario);
    account.iam.meddle(change);
    expect(await applyPolicy(account.ports, { reviewId: REVIEW_ID })).toMatchObject({ next: "watch", watchSeconds: 72 * 3600 });
    expect(carriedNames(account.iam, "Worker")).toEqual(["whittle-Worker", "whittle2-Worker", "AmazonSSMManagedInstanceCore"]);
  });
});

describe("while the change is under way", () => {
  const foreign = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";

  test("somebody attaches a policy: what Whittle did is undone, and what they did stays", async () => {
    const account = await approvedAccount(scenario);
    const run = await runWithFaults(
      meddledWith(account, ({ roles }) => roles.get("Worker")?.attached.add(foreign)),
      APPLY,
      [],
    );
    expect(run.violations).toEqual([]);
    expect(run.review).toMatchObject({ status: "failed", failure: { code: "change-undone" } });
    expect(run.review.failure?.message).toContain("were changed by someone else");
    expect(account.iam.accepted("Worker").attached.map(({ arn }) => arn)).toEqual(
      [...account.before.attached.map(({ arn }) => arn), foreign].sort(),
    );
  });

  test("the role is deleted and made anew: the new one is given nothing of the old one", async () => {
    const account = await approvedAccount(scenario);
    const run = await runWithFaults(meddledWith(account, madeAnew), APPLY, []);
    expect(run.ended).toBe("role-made-anew");
    expect(carriedNames(account.iam, "Worker")).not.toContain("AmazonDynamoDBFullAccess");
  });

  test("somebody takes everything off the role, as in an incident: nothing is attached again, and the alarm says how the role stands", async () => {
    const account = await approvedAccount(founding);
    const attach = () => Promise.reject(new ThrottledError("iam:AttachRolePolicy"));
    const input = { reviewId: REVIEW_ID };
    await expect(applyPolicy({ ...account.ports, changes: { ...account.ports.changes, attach } }, input)).rejects.toThrow(ThrottledError);
    account.iam.meddle(({ roles }) => roles.get(founding.role.name)?.attached.clear());
    const run = await runWithFaults(account, APPLY, []);
    expect(carriedNames(account.iam, founding.role.name)).toEqual([]);
    expect(run.review.failure?.message).toContain("the rest is not as before, because someone else changed the role at the same time");
    expect(run.review.failure?.message).toContain("It has no managed policy.");
  });

  test("somebody takes a broad policy off that was not detached yet: it stays off, and what was detached comes back", async () => {
    const account = await approvedAccount(scenario);
    const s3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
    const run = await runWithFaults(
      meddledWith(account, ({ roles }) => roles.get("Worker")?.attached.add(foreign).delete(s3)),
      APPLY,
      [],
    );
    expect(run.ended).toBe("change-undone");
    expect(carriedNames(account.iam, "Worker")).toContain("AmazonDynamoDBFullAccess");
    expect(carriedNames(account.iam, "Worker")).not.toContain("AmazonS3FullAccess");
    expect(run.review.failure?.message).toContain("AmazonDynamoDBFullAccess (v1)");
  });

  test("somebody writes an inline policy under the name of one that was deleted: theirs stays", async () => {
    const { before, proposal } = await approvedAccount(inlined);
    const steps = planChange(before, proposal).steps.map(stepRecord);
    const journal = steps.map((step) => ({ kind: "step", at: "2026-11-24T09:00:00.000Z", step, state: "started" }) as const);
    const undone = (json: string | undefined) => {
      const [other] = before.inline.filter(({ name }) => name !== "broad");
      const inline = json === undefined ? [] : [{ name: "broad", json, document: parsePolicy(json, "broad") }];
      const now = { ...before, inline: [...(other ? [other] : []), ...inline] };
      const { steps: back } = planUndo({ before, proposal, now }, journal, catalogue);
      return back.flatMap((step) => (step.kind === "put-inline" ? [step.name] : []));
    };
    expect(undone(undefined)).toEqual(["broad"]);
    expect(undone('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}}')).toEqual([]);
  });

  test("nobody does anything: the retried step goes on where it was", async () => {
    const account = await approvedAccount(scenario);
    const run = await runWithFaults(
      meddledWith(account, () => {}),
      APPLY,
      [],
    );
    expect(run.review.status).toBe("settled");
    expect(carriedNames(account.iam, "Worker")).toEqual(["whittle-Worker", "whittle2-Worker", "AmazonSSMManagedInstanceCore"]);
  });
});

/** The first detaching takes effect but times out, and before it is tried again somebody changes the account. */
function meddledWith(account: ApprovedAccount, change: (account: Account) => void): ApprovedAccount {
  let isFirst = true;
  const detach = async (roleName: RoleName, arn: Arn) => {
    await account.iam.changes.detach(roleName, arn);
    if (!isFirst) return;
    isFirst = false;
    account.iam.meddle(change);
    throw new ServiceFaultError("iam:DetachRolePolicy", "TimeoutError");
  };
  return { ...account, ports: { ...account.ports, changes: { ...account.ports.changes, detach } } };
}
