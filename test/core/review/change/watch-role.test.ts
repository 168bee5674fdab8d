import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { openRestoreLink } from "#core/review/approval/link/restore-link.ts";
import { deniedActions } from "#core/review/change/denied.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { watchRole } from "#core/steps/watch-role.ts";
import { fakeRestores } from "#test/fakes/restores.ts";
import { approvedAccount, carriedNames, REVIEW_ID, takeLease } from "./account.ts";
import { founding } from "./scenarios.ts";

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

  test("is told at once, with who made it and how the action comes back", async () => {
    const { ports, notifier } = await watchedAccount();
    expect(await watchRole(ports, event)).toEqual({ reviewId: REVIEW_ID, missed: ["logs:DeleteLogGroup"] });
    const message = notifier.published.at(-1);
    expect(message?.subject).toBe("Denied since the change: PatchManagerInstanceRole: logs:DeleteLogGroup");
    expect(message?.body).toContain("Caller        i-0abc, from 10.0.0.7");
    expect(message?.body).toContain('start {"reviewId":"review1","addBack":["logs:DeleteLogGroup"]}');
  });

  test("is told with a restore link, before the commands, that names what was missed", async () => {
    const { ports, notifier } = await watchedAccount();
    await watchRole(ports, event);
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
    for (let count = 0; count < 120; count += 1) await watchRole(ports, delivered(`event${count}`));
    expect(notifier.published.slice(before).map(({ body }) => /logs:DeleteLogGroup (\d+ times?)/.exec(body)?.[1])).toEqual([
      "1 time",
      "10 times",
      "100 times",
    ]);
  });

  test("that is delivered twice is counted once", async () => {
    const { ports, store, notifier } = await watchedAccount();
    const before = notifier.published.length;
    for (let delivery = 0; delivery < 2; delivery += 1) await watchRole(ports, delivered("event1"));
    await watchRole(ports, delivered("event2"));
    expect(notifier.published.length - before).toBe(1);
    expect(deniedActions(await store.journal(REVIEW_ID)).map(({ count }) => count)).toEqual([2]);
  });

  test("that comes 40 times at once, as from many instances, is told the first and the tenth time", async () => {
    const { ports, notifier } = await watchedAccount();
    const before = notifier.published.length;
    await Promise.all(Array.from({ length: 40 }, (_, index) => watchRole(ports, delivered(`event${index}`))));
    expect(
      notifier.published
        .slice(before)
        .map(({ body }) => /logs:DeleteLogGroup (\d+ times?)/.exec(body)?.[1])
        .sort(),
    ).toEqual(["1 time", "10 times"]);
  });

  test("that could not be told is told when its event is delivered again", async () => {
    const { ports, notifier } = await watchedAccount();
    const before = notifier.published.length;
    const silent = { ...ports, notifier: { publish: () => Promise.reject(new ThrottledError("sns:Publish")) } };
    await expect(watchRole(silent, delivered("event1"))).rejects.toThrow(ThrottledError);
    await watchRole(ports, delivered("event2"));
    expect(notifier.published.length).toBe(before);
    await watchRole(ports, delivered("event1"));
    expect(notifier.published.slice(before).map(({ subject }) => subject)).toEqual([
      "Denied since the change: PatchManagerInstanceRole: logs:DeleteLogGroup",
    ]);
  });

  test("gives the action back by itself where the operator wants it so, once", async () => {
    const { ports, restores, iam } = await watchedAccount({ restoreOnDenied: true });
    await watchRole(ports, event);
    await watchRole(ports, event);
    expect(restores.started.map(({ name }) => name)).toEqual(["review1-logs-DeleteLogGroup"]);
    expect(await restoreRole(ports, restores.started[0]?.input)).toMatchObject({ status: "applied" });
    expect(JSON.stringify(iam.accepted(founding.role.name).attached)).toContain("logs:DeleteLogGroup");
    expect(carriedNames(iam, founding.role.name)).not.toContain("CloudWatchLogsFullAccess");
  });

  test.each(["logs:PutResourcePolicy"])(
    "offers %s, with which the role could widen its own rights, and does not give it back",
    async (action) => {
      const { ports, restores, notifier } = await watchedAccount({ restoreOnDenied: true });
      const errorMessage = event.detail.errorMessage.replaceAll("logs:DeleteLogGroup", action);
      expect(await watchRole(ports, { ...event, detail: { ...event.detail, errorMessage } })).toMatchObject({ missed: [action] });
      expect(restores.started).toEqual([]);
      expect(notifier.published.at(-1)?.body).toContain(`start {"reviewId":"review1","addBack":["${action}"]}`);
    },
  );

  test.each([
    ["of a role that nobody watches", { ...event.detail, userIdentity: { type: "AssumedRole", arn: SESSION.replace("Patch", "Other") } }],
    ["that is no record at all", { text: "hello" }],
  ])("%s is passed over", async (_, detail) => {
    const { ports, notifier } = await watchedAccount();
    const before = notifier.published.length;
    expect(await watchRole(ports, { ...event, detail })).toEqual({ missed: [] });
    expect(notifier.published.length).toBe(before);
  });

  test.each([
    ["applying", "apply"],
    ["restoring", "restore"],
  ] as const)("while the review is %s is told too, and given back under the lease", async (status, transition) => {
    const { ports, store, restores, notifier } = await watchedAccount({ restoreOnDenied: true }, status === "restoring");
    await takeLease(store, REVIEW_ID, transition);
    expect((await store.get(REVIEW_ID)).status).toBe(status);
    expect(await watchRole(ports, event)).toEqual({ reviewId: REVIEW_ID, missed: ["logs:DeleteLogGroup"] });
    expect(notifier.published.at(-1)?.subject).toBe("Denied since the change: PatchManagerInstanceRole: logs:DeleteLogGroup");
    expect(restores.started.map(({ input }) => input.addBack)).toEqual([["logs:DeleteLogGroup"]]);
  });

  test("after the watch has ended is passed over", async () => {
    const account = await watchedAccount();
    await account.store.update(REVIEW_ID, "close", { updatedAt: "", closedAt: "2026-11-30T00:00:00.000Z" });
    expect(await watchRole(account.ports, event)).toEqual({ missed: [] });
  });
});

function delivered(eventID: string) {
  return { ...event, detail: { ...event.detail, eventID } };
}

async function watchedAccount(setting: { readonly restoreOnDenied?: boolean } = {}, isApplied = true) {
  const account = await approvedAccount(founding);
  if (isApplied) await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const restores = fakeRestores();
  return { ...account, restores, ports: { ...account.ports, restores, settings: { ...account.ports.settings, ...setting } } };
}
