import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { usedSince } from "#core/review/change/watch/used-since.ts";
import type { LastAccessReport } from "#core/review/ports/iam.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { asAction } from "#test/names.ts";
import { approvedAccount, REVIEW_ID } from "../account.ts";
import { founding } from "../scenarios.ts";

const SINCE = "2026-11-26T10:00:00.000Z";
const BEFORE = "2026-11-20T10:00:00.000Z";

function used(action: string, at = SINCE): LastAccessed {
  return { service: action.split(":")[0] ?? "", at, actions: [{ action: asAction(action), at }] };
}

async function applied(report: () => Promise<LastAccessReport | undefined>, logged: readonly ActionLastAccessed[] = []) {
  const account = await approvedAccount(founding);
  const latestUse = { ofRole: async () => ({ report: await report(), logged }) };
  const output = await applyPolicy({ ...account.ports, latestUse }, { reviewId: REVIEW_ID });
  return { ...account, output, review: await account.store.get(REVIEW_ID), journal: await account.store.journal(REVIEW_ID) };
}

describe("what a role used since its proposal", () => {
  test.each<[string, readonly LastAccessed[], readonly string[]]>([
    ["an action that it would lose", [used("logs:DeleteLogGroup")], ["logs:DeleteLogGroup"]],
    ["an action that it keeps", [used("logs:CreateLogGroup")], []],
    ["an action that it would lose, used before the proposal", [used("logs:DeleteLogGroup", BEFORE)], []],
    ["an action that it never had", [used("iam:CreateUser")], []],
    ["an action that a retained policy grants", [used("ssm:UpdateInstanceInformation")], []],
    ["a service of which it keeps something", [{ service: "logs", at: SINCE }], []],
    ["a service of which it never had anything", [{ service: "rds", at: SINCE, actions: [] }], []],
  ])("%s", async (_, services, expected) => {
    const { proposal, before } = await approvedAccount(founding);
    expect(usedSince(proposal, before, { services, logged: [] })).toEqual(expected);
  });

  test.each<[string, object, readonly string[]]>([
    ["always: it never had it", { Resource: "*" }, []],
    [
      "under a condition: it had it otherwise",
      { Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ["logs:DeleteLogGroup"],
    ],
    ["on one resource: it had it on others", { Resource: "arn:aws:logs:*:*:log-group:/one" }, ["logs:DeleteLogGroup"]],
  ])("an action that it was denied %s", async (_, where, expected) => {
    const { proposal, before } = await approvedAccount(founding);
    const denying = { Version: "2012-10-17", Statement: { Effect: "Deny", Action: "logs:Delete*", ...where } };
    const inline = [{ name: "denying", json: JSON.stringify(denying), document: parsePolicy(denying, "denying") }];
    expect(usedSince(proposal, { ...before, inline }, { services: [used("logs:DeleteLogGroup")], logged: [] })).toEqual(expected);
  });

  test("an action used in the moment in which the window ended", async () => {
    const { proposal, before } = await approvedAccount(founding);
    const services = [used("logs:DeleteLogGroup", proposal.window.to)];
    expect(usedSince(proposal, before, { services, logged: [] })).toEqual(["logs:DeleteLogGroup"]);
  });

  test("a service that it would lose whole, by an action that IAM does not track", async () => {
    const { proposal, before } = await approvedAccount(founding);
    const services = [{ service: "logs", at: SINCE, actions: [] }];
    const without = { ...proposal, policies: [] };
    expect(usedSince(without, before, { services, logged: [] })).toEqual(["logs:*"]);
    const question = {
      id: "logs/any",
      service: "logs",
      resources: ["*"],
      because: [],
      speaksFor: [],
      adds: [],
      default: "remove",
    } as const;
    const asked = { ...without, questions: [{ ...question, actions: ["logs:PutLogEvents"], keeps: [] }] };
    expect(usedSince(asked, before, { services, logged: [] })).toEqual([]);
  });

  test("an action that was only refused in the window is no news: IAM counts refused attempts too", async () => {
    const { proposal, before } = await approvedAccount(founding);
    const denied = [{ action: asAction("logs:DeleteLogGroup"), count: 3, resources: [] }];
    const refused = { ...proposal, activity: { ...proposal.activity, denied } };
    expect(usedSince(refused, before, { services: [used("logs:DeleteLogGroup")], logged: [] })).toEqual([]);
    // Of a service that nothing is left of, IAM may tell the refused attempt without its action.
    const without = { ...refused, policies: [] };
    expect(usedSince(without, before, { services: [{ service: "logs", at: SINCE }], logged: [] })).toEqual([]);
    expect(usedSince({ ...proposal, policies: [] }, before, { services: [{ service: "logs", at: SINCE }], logged: [] })).toEqual([
      "logs:*",
    ]);
  });
});

describe("before an approved change", () => {
  test("use that the change would break stops it: nothing is written, and a new proposal is asked for", async () => {
    const { iam, before, output, review, journal } = await applied(async () => ({ services: [used("logs:DeleteLogGroup")] }));
    expect(output).toMatchObject({ next: "propose-again" });
    expect(iam.accepted(before.name)).toEqual(before);
    expect(review).toMatchObject({ status: "drifted" });
    expect(review.decision).toBeUndefined();
    expect(journal).toMatchObject([{ kind: "approval-set-aside", usedSince: ["logs:DeleteLogGroup"] }]);
  });

  test("use that the change allows does not stop it", async () => {
    const { review, journal } = await applied(async () => ({ services: [used("logs:PutLogEvents")] }));
    expect(review.status).toBe("applied");
    expect(journal.map(({ kind }) => kind)).not.toContain("use-unchecked");
  });

  test("an answer that IAM does not give is in the journal and in the message, once", async () => {
    const missing = { id: "not-ready" } as const;
    const { review, journal, notifier, ports } = await applied(async () => ({ missing }));
    await applyPolicy(ports, { reviewId: REVIEW_ID });
    expect(review.status).toBe("applied");
    expect(journal.filter(({ kind }) => kind === "use-unchecked")).toMatchObject([{ because: missing }]);
    expect(notifier.published.map(({ body }) => body)).toEqual([expect.stringContaining("its report was not ready after 30 seconds.")]);
  });

  test("use that the log shows stops it also where IAM gives no answer", async () => {
    const logged = [{ action: asAction("logs:DeleteLogGroup"), at: SINCE }];
    const { output, review, iam, before } = await applied(async () => ({ missing: { id: "not-ready" } }), logged);
    expect([output.next, review.status]).toEqual(["propose-again", "drifted"]);
    expect(iam.accepted(before.name)).toEqual(before);
  });

  test("a throttled question ends the step, for the workflow to make again: nothing is written", async () => {
    await expect(applied(() => Promise.reject(new ThrottledError("iam:GenerateServiceLastAccessedDetails")))).rejects.toThrow(
      ThrottledError,
    );
  });
});
