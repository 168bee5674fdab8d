import { describe, expect, test } from "vitest";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { KeptEscalation } from "#core/review/model/proposal.ts";
import { checkProposal, unsoundChecks } from "#core/review/propose/checks.ts";
import type { Activity } from "#core/usage/activity.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { generatedActivity, OCTOBER, roleWith } from "./roles.ts";

const window = OCTOBER;
const role = roleWith(["AmazonSQSFullAccess"]);
const allow = (...Action: string[]) => policy({ Effect: "Allow", Action, Resource: "*" });

function policy(...Statement: object[]): PolicyDocument {
  return parsePolicy({ Version: "2012-10-17", Statement }, "a policy");
}

interface Made {
  readonly replaced?: readonly PolicyDocument[];
  readonly refined?: readonly PolicyDocument[];
  readonly retained?: readonly PolicyDocument[];
  readonly sizes?: readonly number[];
  readonly wouldDeny?: readonly { action: string; resource: string; count: number }[];
  readonly activity?: Partial<Activity>;
  readonly escalations?: readonly KeptEscalation[];
}

/** The results of the checks by name, and the names of those that keep the proposal from an approver. */
function checked({
  replaced = [allow("sqs:*")],
  refined = [allow("sqs:SendMessage")],
  retained = [],
  sizes = [100],
  wouldDeny = [],
  activity: known = {},
  escalations = [],
}: Made) {
  const activity = generatedActivity(role, []);
  const checks = checkProposal({
    review: { id: "r1", window },
    role,
    roleFingerprint: "",
    activity: { ...activity, gaps: [], ...known },
    keep: [],
    proposedAt: window.to,
    catalogue,
    policies: { replaced, retained, refined, after: [...refined, ...retained] },
    proposed: sizes.map((size, index) => ({ name: `p${index}`, document: { Version: "2012-10-17", Statement: [] }, size })),
    replay: { calls: 1, allowed: 1 - wouldDeny.length, wouldDeny },
    escalations,
  });
  return { results: new Map(checks.map(({ name, result }) => [name, result])), stops: unsoundChecks(checks).map(({ name }) => name) };
}

test("a sound proposal stops at nothing", () => {
  const { results, stops } = checked({});
  expect(stops).toEqual([]);
  expect(Object.fromEntries(results)).toEqual({
    "no-new-access": "pass",
    "fits-iam-limits": "pass",
    replay: "pass",
    "evidence-complete": "pass",
    "privilege-escalation": "pass",
    "permissions-boundary": "skipped",
  });
});

test("a way to gain rights that stays is told, and stops nothing", () => {
  const { results, stops } = checked({ escalations: [{ actions: ["iam:PutRolePolicy"], byRetained: false }] });
  expect([results.get("privilege-escalation"), stops]).toEqual(["warn", []]);
});

describe("stops a proposal that", () => {
  test.each<[string, Made, string]>([
    ["grants an action that the role did not have", { refined: [allow("sqs:SendMessage", "sns:Publish")] }, "no-new-access"],
    [
      "grants an action on a resource that the role did not have",
      { replaced: [policy({ Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:us-east-1:111122223333:a" })] },
      "no-new-access",
    ],
    [
      "lacks a deny of a replaced policy",
      { replaced: [allow("sqs:*"), policy({ Effect: "Deny", Action: "sqs:SendMessage", Resource: "*" })] },
      "no-new-access",
    ],
    ["does not fit into a managed policy", { sizes: [6144, 6145] }, "fits-iam-limits"],
    ["would deny a call that was seen", { wouldDeny: [{ action: "sqs:SendMessage", resource: "*", count: 1 }] }, "replay"],
  ])("%s", (_, made, name) => {
    expect(checked(made).stops).toEqual([name]);
  });
});

describe("the evidence is complete", () => {
  const gap = { kind: "days-without-logs", effect: "warn", days: 2, first: [] } as const;
  const unresolved = { source: "s3.amazonaws.com", name: "PutBucketSparkle", count: 1 };

  test.each<[string, Partial<Activity>, string]>([
    ["where nothing is missing", {}, "pass"],
    ["not where days are missing", { gaps: [gap] }, "warn"],
    ["not where an event is of no known action", { unresolved: [unresolved] }, "warn"],
  ])("%s", (_, activity, result) => {
    const made = checked({ activity });
    expect([made.results.get("evidence-complete"), made.stops]).toEqual([result, []]);
  });
});

test.each([
  [6144, "pass"],
  [6145, "fail"],
])("the largest of its policies may hold 6,144 characters (IAM User Guide, IAM and AWS STS quotas): of %d, it would %s", (size, result) => {
  expect(checked({ sizes: [10, size, 20] }).results.get("fits-iam-limits")).toBe(result);
});
