import { describe, expect, test } from "vitest";
import { isObject } from "#core/cloudtrail/record.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { propose } from "#core/review/propose/propose.ts";
import { replay } from "#core/review/propose/replay.ts";
import type { Activity } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { slowlyAllows } from "#test/core/policy/slow-evaluator.ts";
import { asOneRole } from "#test/core/usage/one-role.ts";
import { hasSharedData, sharedRecords } from "#test/core/usage/shared-data.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2017-01-01T00:00:00.000Z", to: "2025-01-01T00:00:00.000Z" };
const ALL = catalogue.size;

function proposalFor(activity: Activity) {
  const role = roleWith(["AdministratorAccess"], {
    arn: asArn(activity.roleArn),
    name: asRoleName(activity.roleArn.split("/").at(-1) ?? ""),
    accountId: activity.roleArn.split(":")[4] ?? "",
  });
  return propose({ review: { id: "r1", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue });
}

function expectSound(activity: Activity): void {
  const proposal = proposalFor(activity);
  expect(proposal.replay.wouldDeny).toEqual([]);
  expect(slowlyDenied(activity, proposal)).toEqual([]);
  expect(proposal.checks.filter(({ result }) => result === "fail")).toEqual([]);
  expect(proposal.policies.length).toBeLessThanOrEqual(9);
  expect(Math.max(...proposal.policies.map(({ size }) => size))).toBeLessThanOrEqual(6144);
  expect(proposal.diff.removedCount / ALL).toBeGreaterThan(0.9);
}

/** Calls that the proposal's policies do not allow, as the slow evaluator sees it. */
function slowlyDenied({ entries }: Activity, { policies }: Proposal): readonly string[] {
  const documents = policies.map(({ document }) => parsePolicy(document, "refined"));
  return entries.flatMap(({ action, resources, receivers = [""], handedOn = [{ arn: "" }] }) =>
    resources.flatMap(({ arn }) =>
      receivers
        .flatMap((receiver) =>
          handedOn.map((policy) => ({
            action,
            resource: arn,
            context: { "iam:passedtoservice": receiver === "" ? [] : [receiver], "iam:policyarn": policy.arn === "" ? [] : [policy.arn] },
          })),
        )
        .filter((request) => !slowlyAllows(documents, request))
        .map(() => `${action} on ${arn}`),
    ),
  );
}

describe.skipIf(!hasSharedData)("real logs and AdministratorAccess (skipped where ../shared/data is absent)", () => {
  const ROLE = roleWith([]).arn;

  test("every identity as one role", () => {
    const activity = asOneRole(sharedRecords("cloudtrail"), ROLE, window);
    expectSound(activity);
    const { diff, policies, replay } = proposalFor(activity);
    console.log(
      `one role: ${replay.calls} calls, 0 would be denied; ${diff.removedCount} of ${ALL} actions go; ${policies.map(({ size }) => size).join(" + ")} characters`,
    );
  });

  test("each role of derived/user-as-role by itself", () => {
    const records = sharedRecords("derived/user-as-role");
    const tally = createTally("all", window);
    for (const record of records) tally.add(record, catalogue);
    const arns = new Set(records.flatMap(roleArnOf));
    const active = [...arns]
      .map((arn) => activityOf(tally.snapshot(), arn, { window }, catalogue))
      .filter(({ entries }) => entries.length > 0);
    for (const activity of active) expectSound(activity);
    console.log(`${active.length} of ${arns.size} roles were active; each proposal is sound`);
    expect(active.length).toBeGreaterThan(20);
  });

  test("any one seen action taken out of a proposal is named by the replay", () => {
    const activity = asOneRole(sharedRecords("cloudtrail"), ROLE, window);
    const documents = proposalFor(activity).policies.map(({ document }) => parsePolicy(document, "refined"));
    const before = roleWith(["AdministratorAccess"]).attached.map(({ document }) => document);
    const missed = activity.entries.filter(({ action }) => {
      const { wouldDeny } = replay(activity, [], { before, after: without(documents, action) }, catalogue);
      return !wouldDeny.some((call) => call.action === action);
    });
    expect(missed.map(({ action }) => action)).toEqual([]);
  });

  test("any one action added to a proposal fails the no-new-access check", () => {
    const broad = roleWith(["PowerUserAccess"]).attached.map(({ document }) => document);
    const lacking = catalogue
      .expand("iam:*")
      .concat(catalogue.expand("organizations:*"))
      .filter((action) => uncovered([allowing(action)], broad, catalogue).length > 0);
    const silent = lacking.filter((action) =>
      uncovered([...broad, allowing(action)], broad, catalogue).every((found) => found.action !== action),
    );
    expect([silent, lacking.length > 150]).toEqual([[], true]);
  });
});

function roleArnOf(record: unknown): string[] {
  const identity = isObject(record) && isObject(record.userIdentity) ? record.userIdentity : {};
  const context = isObject(identity.sessionContext) ? identity.sessionContext : {};
  const issuer = isObject(context.sessionIssuer) ? context.sessionIssuer : {};
  return typeof issuer.arn === "string" ? [issuer.arn] : [];
}

function without(documents: readonly PolicyDocument[], action: string): PolicyDocument[] {
  return documents.map((document) => ({
    ...document,
    statements: document.statements
      .map((statement) => ({
        ...statement,
        actions: { ...statement.actions, patterns: statement.actions.patterns.filter((pattern) => pattern !== action) },
      }))
      .filter(({ actions }) => actions.patterns.length > 0),
  }));
}

function allowing(action: string): PolicyDocument {
  return {
    version: "2012-10-17",
    statements: [{ effect: "Allow", actions: { kind: "only", patterns: [action] }, resources: { kind: "only", patterns: ["*"] } }],
  };
}
