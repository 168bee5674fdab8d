import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { ThrottledError } from "#core/errors.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { historyOf } from "#core/review/role-history.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { rehearseCall } from "#core/steps/rehearse-call.ts";
import { rehearseChange } from "#core/steps/rehearse-change.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { fakeRehearsals } from "#test/fakes/rehearsals.ts";
import { asAction, asArn, asRoleName } from "#test/names.ts";
import { approvedAccount, carriedNames, REVIEW_ID } from "../review/change/account.ts";
import { founding, narrow, type Scenario } from "../review/change/scenarios.ts";

const ROLE = asRoleName(founding.role.name);
const HOUR = 3600;
const DAY = 24 * HOUR;
const WITH_BOTH = ["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess", `whittle-${ROLE}`];
const AS_BEFORE = ["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"];

/** A successful call of the role, as the rule of its rehearsal hands it over. */
function live(eventName: string, logGroupName: string, eventID = "event1", more: Readonly<Record<string, unknown>> = {}) {
  return {
    reviewId: REVIEW_ID,
    source: "aws.logs",
    detail: {
      eventSource: "logs.amazonaws.com",
      eventName,
      eventType: "AwsApiCall",
      eventID,
      eventTime: "2026-11-25T10:00:00Z",
      awsRegion: "us-east-1",
      recipientAccountId: "111122223333",
      sourceIPAddress: "10.0.0.7",
      userAgent: "aws-cli/2.15",
      requestParameters: { logGroupName },
      userIdentity: {
        type: "AssumedRole",
        accountId: "111122223333",
        arn: `arn:aws:sts::111122223333:assumed-role/${ROLE}/i-0abc`,
        sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::111122223333:role/${ROLE}` } },
      },
      ...more,
    },
  };
}

async function rehearsedAccount(scenario: Scenario = founding, rehearsalDays = 7) {
  const account = await approvedAccount(scenario, { rehearsalDays });
  const rehearsals = fakeRehearsals();
  const reviewed = (review: Parameters<typeof reviewedRole>[1]) => reviewedRole(account.store, review);
  const ports = { ...account.ports, rehearsals, reviewed, seals: processSigner() };
  const input = { reviewId: REVIEW_ID };
  return {
    ...account,
    ports,
    rehearsals,
    apply: () => applyPolicy(ports, input),
    look: (settings: Partial<typeof ports.settings> = {}) =>
      rehearseChange({ ...ports, settings: { ...ports.settings, ...settings } }, input),
    call: (event: unknown) => rehearseCall(ports, event),
    takeBack: () => restoreRole(ports, { ...input, rehearsed: true }),
    carried: () => carriedNames(account.iam, scenario.role.name).toSorted(),
    review: () => account.store.get(REVIEW_ID),
  };
}

async function begun(scenario?: Scenario) {
  const account = await rehearsedAccount(scenario);
  await account.apply();
  await account.look();
  return account;
}

describe("after approval", () => {
  test("the refined policy is attached, nothing is detached, and the role's calls are handed over", async () => {
    const { apply, look, carried, rehearsals, notifier, review } = await rehearsedAccount();
    expect(await apply()).toEqual({ reviewId: REVIEW_ID, next: "rehearse", watchSeconds: 0 });
    expect(await look()).toEqual({ reviewId: REVIEW_ID, next: "wait", waitSeconds: HOUR });
    expect(carried()).toEqual(WITH_BOTH);
    expect([...rehearsals.rules]).toEqual([[REVIEW_ID, `arn:aws:iam::111122223333:role/${ROLE}`]]);
    expect(await review()).toMatchObject({ status: "rehearsing", rehearsal: { since: expect.any(String) } });
    expect(notifier.published.map(({ subject }) => subject)).toEqual([expect.stringContaining(`Rehearsal: ${ROLE}`)]);
  });

  test("a refined policy of an earlier review keeps its version until the rehearsal is over", async () => {
    const { iam, before, carried, apply, look, time } = await begun(narrow);
    expect(carried()).toEqual(["AmazonSQSFullAccess", "whittle-Narrow", "whittle2-Narrow"]);
    expect(iam.accepted("Narrow").attached).toEqual(expect.arrayContaining([...before.attached]));
    time.pass(8 * DAY);
    expect(await look()).toMatchObject({ next: "apply" });
    await apply();
    expect(carried()).toEqual(["whittle2-Narrow"]);
  });
});

describe("a clean rehearsal", () => {
  test("ends with the change carried out, and its rule deleted", async () => {
    const { look, apply, call, carried, time, rehearsals, review } = await begun();
    expect(await call(live("CreateLogGroup", "/patching"))).toEqual({ reviewId: REVIEW_ID, wouldDeny: [] });
    time.pass(7 * DAY);
    expect(await look()).toMatchObject({ next: "wait" });
    time.pass(HOUR);
    expect(await look()).toMatchObject({ next: "apply" });
    expect(rehearsals.rules.size).toBe(0);
    expect(await apply()).toMatchObject({ next: "watch" });
    expect(carried()).toEqual(["AmazonSSMManagedInstanceCore", `whittle-${ROLE}`]);
    expect((await review()).status).toBe("applied");
  });

  test("does not count where a call came late", async () => {
    const { look, apply, call, carried, time } = await begun();
    time.pass(8 * DAY);
    expect(await look()).toMatchObject({ next: "apply" });
    await call(live("DeleteLogGroup", "/old"));
    expect(await apply()).toMatchObject({ next: "rehearse" });
    expect(await look()).toMatchObject({ next: "take-back" });
    expect(carried()).toEqual(WITH_BOTH);
  });

  test("does not count where IAM reports a use that the change would end", async () => {
    const { ports, look, takeBack, carried, time, store } = await begun();
    time.pass(8 * DAY);
    expect(await look()).toMatchObject({ next: "apply" });
    const at = "2026-11-30T00:00:00Z";
    const service = {
      service: "logs",
      name: "CloudWatch Logs",
      at,
      actions: [{ action: asAction("logs:DeleteLogGroup"), at, region: "eu-west-1" }],
    };
    const latestUse = { ofRole: async () => ({ report: { services: [service] }, logged: [] }) };
    expect(await applyPolicy({ ...ports, latestUse }, { reviewId: REVIEW_ID })).toMatchObject({ next: "rehearse" });
    expect(await look()).toMatchObject({ next: "take-back" });
    expect(await takeBack()).toMatchObject({ next: "propose-again" });
    expect(carried()).toEqual(AS_BEFORE);
    const setAside = (await store.journal(REVIEW_ID)).find(({ kind }) => kind === "approval-set-aside");
    expect(setAside).toMatchObject({ usedSince: ["logs:DeleteLogGroup"] });
  });

  test("lasts as long again where the rule was deleted meanwhile: its calls were not seen", async () => {
    const { look, time, rehearsals } = await begun();
    time.pass(6 * DAY);
    rehearsals.rules.clear();
    expect(await look()).toMatchObject({ next: "wait" });
    expect(rehearsals.rules.size).toBe(1);
    time.pass(6 * DAY);
    expect(await look()).toMatchObject({ next: "wait" });
    time.pass(2 * DAY);
    expect(await look()).toMatchObject({ next: "apply" });
  });
});

describe("a live call that would be denied", () => {
  test("is told at once; a day later the change is taken back, to be proposed anew", async () => {
    const { look, call, takeBack, notifier, carried, time, rehearsals, review } = await begun();
    expect(await call(live("DeleteLogGroup", "/old"))).toEqual({ reviewId: REVIEW_ID, wouldDeny: ["logs:DeleteLogGroup"] });
    expect(notifier.published.at(-1)).toMatchObject({ kind: "denied", subject: `Rehearsal: ${ROLE} still uses logs:DeleteLogGroup` });
    expect(notifier.published.at(-1)?.body).toContain("arn:aws:logs:us-east-1:111122223333:log-group:/old");
    expect(await look()).toMatchObject({ next: "wait" });
    time.pass(DAY);
    expect(await look()).toMatchObject({ next: "take-back" });
    expect(rehearsals.rules.size).toBe(0);
    expect(await takeBack()).toMatchObject({ next: "propose-again", status: "drifted" });
    expect(carried()).toEqual(AS_BEFORE);
    const { decision, rehearsal, status } = await review();
    expect({ decision, rehearsal, status }).toEqual({ decision: undefined, rehearsal: undefined, status: "drifted" });
  });

  test("is kept by later reviews, once the new proposal was rehearsed without a catch", async () => {
    const { look, call, store, time } = await begun();
    await call(live("DeleteLogGroup", "/old"));
    const setAside = { kind: "approval-set-aside", at: "2026-11-24", by: "somebody", decidedAt: "2026-11-24", because: "caught" } as const;
    await store.append(REVIEW_ID, setAside);
    time.pass(8 * DAY);
    expect(await look()).toMatchObject({ next: "apply" });
    expect((await historyOf(store, `111122223333/${ROLE}`)).keep).toEqual(["logs:DeleteLogGroup"]);
  });

  test("is told once where its event is delivered twice, and counted once", async () => {
    const { call, notifier, store } = await begun();
    const before = notifier.published.length;
    for (let delivery = 0; delivery < 2; delivery += 1) await call(live("DeleteLogGroup", "/old", "event1"));
    await call(live("DeleteLogGroup", "/old", "event2"));
    expect(notifier.published.length - before).toBe(1);
    expect((await store.journal(REVIEW_ID)).filter(({ kind }) => kind === "would-deny")).toHaveLength(2);
  });

  test("that could not be told is told when its event is delivered again", async () => {
    const { ports, call, notifier } = await begun();
    const before = notifier.published.length;
    const silent = { ...ports, notifier: { publish: () => Promise.reject(new ThrottledError("sns:Publish")) } };
    await expect(rehearseCall(silent, live("DeleteLogGroup", "/old"))).rejects.toThrow(ThrottledError);
    await call(live("DeleteLogGroup", "/old"));
    expect(notifier.published.length - before).toBe(1);
  });

  test.each([
    ["a call that was refused", live("DeleteLogGroup", "/old", "e", { errorCode: "AccessDenied" })],
    [
      "a call of a service that a retained policy covers",
      live("UpdateInstanceInformation", "x", "e", { eventSource: "ssm.amazonaws.com" }),
    ],
    ["what is no record", { reviewId: REVIEW_ID, source: "aws.logs", detail: { eventID: "e" } }],
  ])("is not %s", async (_, event) => {
    const { call } = await begun();
    expect(await call(event)).toEqual({ reviewId: REVIEW_ID, wouldDeny: [] });
  });

  test.each(["my.app", "awsome.app"])("is none where %s sends it: AWS alone sends what CloudTrail says", async (source) => {
    const { call } = await begun();
    await expect(call({ ...live("DeleteLogGroup", "/old"), source })).rejects.toThrow("rehearse-call");
  });

  test.each(["applying", "restoring"] as const)(
    "leaves the rule where the review is %s: its rehearsal may begin, or go on",
    async (status) => {
      const { ports, rehearsals, review } = await begun();
      const store = { ...ports.store, get: async () => ({ ...(await review()), status }) };
      expect(await rehearseCall({ ...ports, store }, live("DeleteLogGroup", "/old"))).toEqual({ reviewId: REVIEW_ID, wouldDeny: [] });
      expect(rehearsals.rules.size).toBe(1);
    },
  );

  test("ends a rule that was left over", async () => {
    const { call, rehearsals, store } = await begun();
    await store.update(REVIEW_ID, "fail", { updatedAt: "2026-11-24T09:00:00.000Z" });
    expect(await call(live("DeleteLogGroup", "/old"))).toEqual({ reviewId: REVIEW_ID, wouldDeny: [] });
    expect(rehearsals.rules.size).toBe(0);
  });
});

describe("in the middle of a rehearsal", () => {
  test("a role that is withdrawn loses the refined policy and nothing else", async () => {
    const { look, takeBack, carried, notifier, review } = await begun();
    expect(await look({ excludedRoles: ["Patch*"] })).toMatchObject({ next: "take-back" });
    expect(await takeBack()).toMatchObject({ next: "end", status: "settled" });
    expect(carried()).toEqual(AS_BEFORE);
    expect(await review()).toMatchObject({
      status: "settled",
      reason: { id: "withdrawn", because: { id: "excluded", pattern: "Patch*" }, rehearsed: true },
    });
    expect(notifier.published.at(-1)?.subject).toContain("Withdrawn");
  });

  test("a role that somebody changes keeps that change, and is proposed about anew", async () => {
    const { iam, look, takeBack, carried } = await begun();
    await iam.changes.detach(ROLE, asArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
    expect(await look()).toMatchObject({ next: "take-back" });
    expect(await takeBack()).toMatchObject({ next: "propose-again" });
    expect(carried()).toEqual(["CloudWatchLogsFullAccess"]);
  });

  test("a role that was deleted and made anew is another one: nothing is taken from it", async () => {
    const { iam, look, takeBack, carried } = await begun();
    iam.meddle(({ roles }) => {
      const role = roles.get(ROLE);
      if (role) role.createdAt = "2026-11-25T00:00:00.000Z";
    });
    expect(await look()).toMatchObject({ next: "take-back" });
    await expect(takeBack()).rejects.toMatchObject({ code: "role-made-anew" });
    expect(carried()).toEqual(WITH_BOTH);
  });

  test("a role whose broad policy somebody detaches keeps the refined one, which it hangs on by now", async () => {
    const { iam, look, takeBack, carried } = await begun();
    await iam.changes.detach(ROLE, asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"));
    expect(await look()).toMatchObject({ next: "take-back" });
    expect(await takeBack()).toMatchObject({ next: "propose-again", stays: [`whittle-${ROLE}`] });
    expect(carried()).toEqual(["AmazonSSMManagedInstanceCore", `whittle-${ROLE}`]);
  });

  test("every step may be repeated", async () => {
    const { apply, look, call, takeBack, carried, time } = await rehearsedAccount();
    for (let time = 0; time < 2; time += 1) expect(await apply()).toMatchObject({ next: "rehearse" });
    for (let time = 0; time < 2; time += 1) expect(await look()).toMatchObject({ next: "wait" });
    await call(live("DeleteLogGroup", "/old"));
    time.pass(2 * DAY);
    for (let time = 0; time < 2; time += 1) expect(await look()).toMatchObject({ next: "take-back" });
    for (let time = 0; time < 2; time += 1) expect(await takeBack()).toMatchObject({ next: "propose-again" });
    expect(await look()).toMatchObject({ next: "propose-again" });
    expect(carried()).toEqual(AS_BEFORE);
  });

  test("an operator stops it with role-restore, and the workflow ends", async () => {
    const { ports, look, carried, rehearsals } = await begun();
    expect(await restoreRole(ports, { reviewId: REVIEW_ID })).toMatchObject({ status: "restored" });
    expect(await look()).toMatchObject({ next: "end" });
    expect(carried()).toEqual(AS_BEFORE);
    expect(rehearsals.rules.size).toBe(0);
  });

  test("nothing can be added back: nothing was taken away", async () => {
    const { ports, review } = await begun();
    await expect(restoreRole(ports, { reviewId: REVIEW_ID, addBack: ["logs:*"] })).rejects.toThrow("rehearsing");
    expect((await review()).status).toBe("rehearsing");
  });

  test("a failure is undone: the role is as it was", async () => {
    const { ports, carried, review } = await begun();
    expect(await restoreRole(ports, { reviewId: REVIEW_ID, error: { Error: "NotAuthorizedError", Cause: "{}" } })).toMatchObject({
      status: "restoring",
    });
    expect(carried()).toEqual(AS_BEFORE);
    expect((await review()).failure).toMatchObject({ code: "change-undone" });
  });
});
