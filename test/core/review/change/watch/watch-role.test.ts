import { describe, expect, test, vi } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { ThrottledError } from "#core/errors.ts";
import { openRestoreLink } from "#core/review/approval/links.ts";
import { deniedActions, MOST_NOTED } from "#core/review/change/watch/denied.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { tellDenied } from "#core/steps/tell-denied.ts";
import { watchRole } from "#core/steps/watch-role.ts";
import { missedOf } from "#test/fakes/missed-of.ts";
import { fakeNotices } from "#test/fakes/notices.ts";
import { fakeRestores } from "#test/fakes/restores.ts";
import { approvedAccount, carriedNames, REVIEW_ID, takeLease } from "../account.ts";
import { founding } from "../scenarios.ts";

const SESSION = "arn:aws:sts::111122223333:assumed-role/PatchManagerInstanceRole/i-0abc";
const event = {
  source: "aws.logs",
  "detail-type": "AWS API Call via CloudTrail",
  detail: {
    eventSource: "logs.amazonaws.com",
    eventName: "DeleteLogGroup",
    eventType: "AwsApiCall",
    eventTime: "2026-11-25T10:00:00Z",
    awsRegion: "us-east-1",
    recipientAccountId: "111122223333",
    sourceIPAddress: "10.0.0.7",
    userAgent: "aws-cli/2.15",
    errorCode: "AccessDenied",
    errorMessage: `User: ${SESSION} is not authorized to perform: logs:DeleteLogGroup on resource: arn:aws:logs:us-east-1:111122223333:log-group:x because no identity-based policy allows the logs:DeleteLogGroup action`,
    userIdentity: {
      type: "AssumedRole",
      arn: SESSION,
      sessionContext: { sessionIssuer: { type: "Role", arn: "arn:aws:iam::111122223333:role/PatchManagerInstanceRole" } },
    },
  },
};

describe("a denied call during the watch", () => {
  test.each(["my.app", "awsome.app", undefined])("from %s is nobody's: AWS alone sends what CloudTrail says", async (source) => {
    const { ports } = await watchedAccount();
    await expect(watchRole(ports, { ...event, source })).rejects.toThrow("watch-role");
  });

  test("is told a minute later, with who made it and how the action comes back", async () => {
    const { ports, notifier, notices } = await watchedAccount();
    expect(await watchRole(ports, event)).toEqual({ reviewId: REVIEW_ID, missed: ["logs:DeleteLogGroup"] });
    expect([...notices.started]).toEqual([["review1-denied-0", { reviewId: REVIEW_ID, waitSeconds: 60 }]]);
    expect(await tellDenied(ports, { reviewId: REVIEW_ID })).toMatchObject({ next: "end" });
    const message = notifier.published.at(-1);
    expect(message?.subject).toBe("Denied since the change: PatchManagerInstanceRole: logs:DeleteLogGroup");
    expect(message?.body).toContain("Caller        i-0abc, from 10.0.0.7");
    expect(message?.body).toContain("Client        aws-cli/2.15");
    expect(message?.body).toContain("in us-east-1");
    expect(message?.body).toContain('start {"reviewId":"review1","addBack":["logs:DeleteLogGroup"]}');
  });

  test("is told with a restore link, before the commands, that names what was missed", async () => {
    const { ports, notifier } = await watchedAccount();
    await watchRole(ports, event);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    const body = notifier.published.at(-1)?.body ?? "";
    const token = /https:\/\/page\.example\/restore\/(\S+)/.exec(body)?.[1] ?? "";
    expect(body.indexOf(token)).toBeLessThan(body.indexOf("start {"));
    expect(await openRestoreLink(ports.signer, ports.clock, token)).toMatchObject({
      ok: true,
      claims: { reviewId: REVIEW_ID, missed: ["logs:DeleteLogGroup"] },
    });
    expect(JSON.stringify(await ports.store.journal(REVIEW_ID))).not.toContain(token);
  });

  test("that comes again and again is told the first, the tenth and the hundredth time", async () => {
    const { ports, notifier } = await watchedAccount();
    const before = notifier.published.length;
    for (let count = 0; count < 120; count += 1) {
      await watchRole(ports, delivered(`event${count}`));
      await tellDenied(ports, { reviewId: REVIEW_ID });
    }
    expect(notifier.published.slice(before).map(({ body }) => /logs:DeleteLogGroup (\d+ times?)/.exec(body)?.[1])).toEqual([
      "1 time",
      "10 times",
      "100 times",
    ]);
  });

  test("that is delivered twice is counted once", async () => {
    const { ports, store, notices } = await watchedAccount();
    for (let delivery = 0; delivery < 2; delivery += 1) await watchRole(ports, delivered("event1"));
    await watchRole(ports, delivered("event2"));
    expect(notices.started.size).toBe(1);
    expect(deniedActions(await store.journal(REVIEW_ID)).map(({ count }) => count)).toEqual([2]);
  });

  test("that comes 40 times at once, as from many instances, is one message", async () => {
    const { ports, notices, notifier } = await watchedAccount();
    await Promise.all(Array.from({ length: 40 }, (_, index) => watchRole(ports, delivered(`event${index}`))));
    expect([...notices.started.keys()]).toEqual(["review1-denied-0"]);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(notifier.published.at(-1)?.body).toContain("logs:DeleteLogGroup 40 times");
  });

  test("whose message could not be ordered is told when its event is delivered again", async () => {
    const { ports, notices } = await watchedAccount();
    const silent = { ...ports, notices: { start: () => Promise.reject(new ThrottledError("states:StartExecution")) } };
    await expect(watchRole(silent, delivered("event1"))).rejects.toThrow(ThrottledError);
    expect(notices.started.size).toBe(0);
    await watchRole(ports, delivered("event1"));
    expect(notices.started.size).toBe(1);
  });

  test("that could not be told is told when the step is repeated, and noted while it is told again", async () => {
    const { ports, notifier, store } = await watchedAccount();
    await watchRole(ports, delivered("event1"));
    const silent = { ...ports, notifier: { publish: () => Promise.reject(new ThrottledError("sns:Publish")) } };
    await expect(tellDenied(silent, { reviewId: REVIEW_ID })).rejects.toThrow(ThrottledError);
    const meanwhile: typeof notifier.publish = async (message) => {
      await watchRole(ports, calling("logs:DeleteLogStream", "event2"));
      await notifier.publish(message);
    };
    const told = await tellDenied({ ...ports, notifier: { publish: meanwhile } }, { reviewId: REVIEW_ID });
    expect(told).toEqual({ reviewId: REVIEW_ID, next: "wait", waitSeconds: 900 });
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(notifier.published.at(-1)?.subject).toContain("logs:DeleteLogStream");
    expect(entriesOf(await store.journal(REVIEW_ID), "denied-told").map(({ calls }) => calls)).toEqual([1, 2]);
  });

  test("of all the actions of a service is one message with a count and a list, and the record is not read without end", async () => {
    const { ports, notices, notifier } = await watchedAccount();
    const before = notifier.published.length;
    const journal = vi.spyOn(ports.store, "journal");
    const actions = LOGS_ACTIONS;
    expect(actions.length).toBeGreaterThan(90);
    for (const [index, action] of actions.entries()) await watchRole(ports, calling(action, `event${index}`));
    expect(journal.mock.calls.length).toBeLessThanOrEqual(2 * actions.length);
    expect([...notices.started.keys()]).toEqual(["review1-denied-0"]);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(notifier.published.slice(before).map(({ subject }) => subject)).toEqual([
      `Denied since the change: PatchManagerInstanceRole: ${actions.length} actions`,
    ]);
    const body = notifier.published.at(-1)?.body ?? "";
    expect(actions.slice(0, 60).filter((action) => !body.includes(action))).toEqual([]);
    expect(body).toContain(`and ${actions.length - 60} more`);
  });

  test("is noted up to a limit for all actions together, and the message says so", async () => {
    const { ports, store, notifier } = await watchedAccount();
    const entry = {
      kind: "denied",
      at: ports.clock.now(),
      action: "logs:DeleteLogGroup",
      resources: [],
      session: "",
      address: "",
    } as const;
    for (let index = 0; index < MOST_NOTED; index++) await store.append(REVIEW_ID, { ...entry, eventId: `e${index}` });
    const document = vi.spyOn(ports.store, "document");
    expect(await watchRole(ports, calling("logs:DeleteLogStream", "late"))).toEqual({ missed: [] });
    expect(document).not.toHaveBeenCalled();
    expect(entriesOf(await store.journal(REVIEW_ID), "denied")).toHaveLength(MOST_NOTED);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(notifier.published.at(-1)?.body).toContain("keeps the first 500 denied calls");
  });

  test("after the first message waits a quarter of an hour, and after the second an hour", async () => {
    const { ports, notices } = await watchedAccount();
    for (const [index, action] of LOGS_ACTIONS.slice(0, 4).entries()) {
      await watchRole(ports, calling(action, `event${index}`));
      await tellDenied(ports, { reviewId: REVIEW_ID });
    }
    expect([...notices.started.values()].map(({ waitSeconds }) => waitSeconds)).toEqual([60, 900, 3600, 3600]);
  });

  test("gives the action back by itself where the operator wants it so, once", async () => {
    const { ports, restores, iam, notifier } = await watchedAccount({ restoreOnDenied: true });
    await watchRole(ports, event);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    await watchRole(ports, event);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(restores.started.map(({ input }) => input.addBack)).toEqual([["logs:DeleteLogGroup"]]);
    expect(notifier.published.at(-1)?.body.replace(/\s+/g, " ")).toContain("restoring logs:DeleteLogGroup automatically (RestoreOnDenied)");
    expect(await restoreRole(ports, restores.started[0]?.input)).toMatchObject({ status: "applied" });
    expect(JSON.stringify(iam.accepted(founding.role.name).attached)).toContain("logs:DeleteLogGroup");
    expect(carriedNames(iam, founding.role.name)).not.toContain("CloudWatchLogsFullAccess");
  });

  test.each([2, undefined] as const)("gives nothing back by itself where two people had to approve: %s", async (approversNeeded) => {
    const { ports, restores, store } = await watchedAccount({ restoreOnDenied: true });
    const proposal = await store.document(REVIEW_ID, "proposal");
    if (!proposal) throw new Error("The review has a proposal.");
    const told = { ...proposal, ...(approversNeeded ? { approversNeeded } : {}) };
    const document: typeof store.document = async (id, name) =>
      name === "proposal" ? fromSaved(name, toSaved("proposal", told, id), id) : store.document(id, name);
    await watchRole(ports, event);
    await tellDenied({ ...ports, store: { ...store, document } }, { reviewId: REVIEW_ID });
    expect(restores.started.length).toBe(approversNeeded ? 0 : 1);
  });

  test("leads to the pull request where code made the change, and gives nothing back by hand", async () => {
    const { ports, restores, notifier, store } = await watchedAccount({ restoreOnDenied: true });
    const url = "https://code.example/acme/infra/pull/1";
    const request = { form: "pull-request", repository: "acme/infra", number: 1, url } as const;
    await store.append(REVIEW_ID, { kind: "code-requested", at: "2026-11-24T09:00:00.000Z", ...request });
    await watchRole(ports, event);
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(restores.started).toEqual([]);
    expect(notifier.published.at(-1)?.body).toContain(url);
    expect(notifier.published.at(-1)?.body).not.toContain("/restore");
  });

  test("gives many actions back in one restore", async () => {
    const { ports, restores } = await watchedAccount({ restoreOnDenied: true });
    const actions = ["logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutResourcePolicy"];
    for (const action of actions) await watchRole(ports, calling(action, action));
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(restores.started.map(({ input }) => input.addBack)).toEqual([["logs:DeleteLogGroup", "logs:DeleteLogStream"]]);
  });

  test.each(["logs:PutResourcePolicy"])(
    "offers %s, with which the role could widen its own rights, and does not give it back",
    async (action) => {
      const { ports, restores, notifier } = await watchedAccount({ restoreOnDenied: true });
      expect(await watchRole(ports, calling(action, "event"))).toMatchObject({ missed: [action] });
      await tellDenied(ports, { reviewId: REVIEW_ID });
      expect(restores.started).toEqual([]);
      expect(notifier.published.at(-1)?.body).toContain(`start {"reviewId":"review1","addBack":["${action}"]}`);
    },
  );

  test.each([
    ["of a role that nobody watches", { ...event.detail, userIdentity: { type: "AssumedRole", arn: SESSION.replace("Patch", "Other") } }],
    ["that is no record at all", { text: "hello" }],
  ])("%s is passed over", async (_, detail) => {
    const { ports, notices } = await watchedAccount();
    expect(await watchRole(ports, { ...event, detail })).toEqual({ missed: [] });
    expect(notices.started.size).toBe(0);
  });

  test.each([
    ["applying", "apply"],
    ["restoring", "restore"],
  ] as const)("while the review is %s is told too, and given back under the lease", async (status, transition) => {
    const { ports, store, restores, notifier } = await watchedAccount({ restoreOnDenied: true }, status === "restoring");
    await takeLease(store, REVIEW_ID, transition);
    expect((await store.get(REVIEW_ID)).status).toBe(status);
    expect(await watchRole(ports, event)).toEqual({ reviewId: REVIEW_ID, missed: ["logs:DeleteLogGroup"] });
    await tellDenied(ports, { reviewId: REVIEW_ID });
    expect(notifier.published.at(-1)?.subject).toBe("Denied since the change: PatchManagerInstanceRole: logs:DeleteLogGroup");
    expect(restores.started.map(({ input }) => input.addBack)).toEqual([["logs:DeleteLogGroup"]]);
  });

  test("after the watch has ended is passed over", async () => {
    const account = await watchedAccount();
    await account.store.update(REVIEW_ID, "close", { updatedAt: "", closedAt: "2026-11-30T00:00:00.000Z" });
    expect(await watchRole(account.ports, event)).toEqual({ missed: [] });
  });
});

/** What CloudWatchLogsFullAccess gives and the scenario's proposal does not. */
const LOGS_ACTIONS = loadCatalogue()
  .actionsOf("logs")
  .map(({ action }) => action)
  .filter((action) => !founding.proposed.some(({ document }) => JSON.stringify(document).includes(action)));

function delivered(eventID: string) {
  return { ...event, detail: { ...event.detail, eventID } };
}

function calling(action: string, eventID: string) {
  const errorMessage = event.detail.errorMessage.replaceAll("logs:DeleteLogGroup", action);
  return { ...event, detail: { ...event.detail, eventID, errorMessage } };
}

async function watchedAccount(setting: { readonly restoreOnDenied?: boolean } = {}, isApplied = true) {
  const account = await approvedAccount(founding);
  if (isApplied) await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const restores = fakeRestores();
  const notices = fakeNotices();
  const ports = { ...account.ports, restores, notices, missedOf, settings: { ...account.ports.settings, ...setting } };
  return { ...account, restores, notices, ports };
}
