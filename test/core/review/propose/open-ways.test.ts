import { describe, expect, test } from "vitest";
import { activityFromReport } from "#core/evidence/from-last-accessed.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import { escalationActions } from "#core/policy/escalation.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { answersTo, withAnswers } from "#core/review/chosen.ts";
import { openWays } from "#core/review/propose/open-ways.ts";
import { propose } from "#core/review/propose/propose.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2025-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const AT = "2026-10-30T00:00:00.000Z";
const services = [
  { service: "s3", at: AT },
  { service: "lambda", at: AT, actions: [{ action: asAction("lambda:CreateFunction"), at: AT }], tracked: ["lambda:CreateFunction"] },
];
const role = roleWith(["AmazonS3FullAccess", "AWSLambda_FullAccess"]);
const activity = activityFromReport({ services, roleArn: role.arn, window, gaps: [] });
const input = { review: { id: "r1", window }, role, roleFingerprint: "", activity, lastAccessed: services, keep: [] };
const proposal = propose({ ...input, proposedAt: window.to, catalogue });
const ids = proposal.choices?.questions.map(({ question }) => question) ?? [];
const SETS = Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_each, index) => (bits >> index) % 2 === 1));

function answered(kept: readonly string[]) {
  return withAnswers(proposal, answersTo(proposal, new Map(ids.map((id) => [id, kept.includes(id) ? "keep" : "remove"]))));
}

/** A question about one action, which goes without an answer. */
function question(id: string) {
  const asked = { id, service: "s3", resources: [], actions: ["s3:PutBucketPolicy"], because: [], speaksFor: [], adds: [], keeps: [] };
  return { question: { ...asked, default: "remove" as const }, grants: [] };
}

test("a way that either of two answers opens is told with both of them, and not with them together", () => {
  const allowing = (bucket: string) => {
    const Statement = { Effect: "Allow", Action: "s3:PutBucketPolicy", Resource: `arn:aws:s3:::${bucket}` };
    return parsePolicy({ Version: "2012-10-17", Statement }, "p").statements;
  };
  const asked = { open: [question("one"), question("two")], adding: [allowing("a"), allowing("b")], always: [], retained: [], catalogue };
  expect(openWays(asked)).toEqual([{ actions: ["s3:PutBucketPolicy"], byRetained: false, openWith: [["one"], ["two"]] }]);
  expect(openWays({ ...asked, always: allowing("c") })).toEqual([{ actions: ["s3:PutBucketPolicy"], byRetained: false, openWith: [[]] }]);
});

test("a way that a policy which stays denies is open with no answer", () => {
  const statement = (Effect: string) =>
    parsePolicy({ Version: "2012-10-17", Statement: { Effect, Action: "s3:PutBucketPolicy", Resource: "*" } }, "p");
  const asked = { open: [question("one")], adding: [statement("Allow").statements] };
  expect(openWays({ ...asked, always: [], retained: [statement("Deny")], catalogue })).toEqual([]);
});

describe("the ways to gain rights after the approver's answers", () => {
  test.each(SETS.map((kept) => [kept.join(", ") || "none", kept] as const))("are those of the documents: %s kept", (_, kept) => {
    const made = answered(kept);
    const ways = escalationActions(
      made.policies.map(({ document, name }) => parsePolicy(document, name)),
      catalogue,
    ).map(({ actions }) => actions.join(" "));
    expect(made.escalations.map(({ actions }) => actions.join(" ")).sort()).toEqual(ways.sort());
    const check = made.checks.find(({ name }) => name === "privilege-escalation");
    expect(check?.result).toBe(ways.length > 0 ? "warn" : "pass");
  });

  test("are told in the risk line", () => {
    const grave = proposal.questions.find(({ actions }) => actions.includes("s3:PutBucketPolicy"));
    expect(grave?.default).toBe("remove");
    const told = (kept: readonly string[]) => answered(kept).escalations.some(({ actions }) => actions.includes("s3:PutBucketPolicy"));
    expect([told([]), told([grave?.id ?? ""])]).toEqual([false, true]);
    expect(riskLine(answered(ids))).toContain("can still give itself more permissions");
  });
});
