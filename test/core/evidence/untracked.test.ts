import { describe, expect, test } from "vitest";
import { activityFromReport } from "#core/evidence/from-last-accessed.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import { untrackedOf } from "#core/evidence/untracked.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { propose } from "#core/review/propose/propose.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { slowlyAllows } from "#test/core/policy/slow-evaluator.ts";
import { asAction } from "#test/names.ts";
import { roleWith } from "../review/propose/roles.ts";

const window = { from: "2025-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const AT = "2026-10-30T00:00:00.000Z";
const used = (...actions: readonly string[]) => actions.map((action) => ({ action: asAction(action), at: AT }));

function proposed(services: readonly LastAccessed[], policies = ["AmazonS3FullAccess", "AmazonSQSFullAccess", "AmazonSSMFullAccess"]) {
  const role = roleWith(policies);
  const activity = activityFromReport({ services, roleArn: role.arn, window, gaps: [] });
  const review = { id: "r1", window };
  return propose({ review, role, roleFingerprint: "", activity, lastAccessed: services, keep: [], proposedAt: window.to, catalogue });
}

function allows(proposal: ReturnType<typeof proposed>, action: string, resource = "*"): boolean {
  return slowlyAllows(
    proposal.policies.map(({ name, document }) => parsePolicy(document, name)),
    { action, resource, context: {} },
  );
}

describe("what a report says nothing of", () => {
  const names = (infos: readonly { readonly action: string }[]) => infos.map(({ action }) => action);

  test("one that names unused actions names all that are tracked: the others are hidden", () => {
    const access = { service: "sqs", at: AT, actions: used("sqs:CreateQueue"), tracked: ["sqs:CreateQueue", "sqs:DeleteQueue"] };
    const { hidden, unlisted } = untrackedOf(access, catalogue);
    expect(names(hidden)).toContain("sqs:SendMessage");
    expect(names(hidden)).not.toContain("sqs:DeleteQueue");
    expect(unlisted).toEqual([]);
  });

  test("one that names used actions alone hides data events, and leaves the rest open", () => {
    const { hidden, unlisted } = untrackedOf({ service: "sqs", at: AT, actions: used("sqs:CreateQueue") }, catalogue);
    expect(names(hidden)).toContain("sqs:SendMessage");
    expect(names(hidden)).not.toContain("sqs:DeleteQueue");
    expect(names(unlisted)).toContain("sqs:DeleteQueue");
  });

  test("one that names no action hides the whole service", () => {
    const { hidden } = untrackedOf({ service: "sqs", at: AT }, catalogue);
    expect(names(hidden)).toEqual(catalogue.actionsOf("sqs").map(({ action }) => action));
  });
});

describe("a proposal from IAM's report alone", () => {
  const services: readonly LastAccessed[] = [
    { service: "ssm", at: AT, actions: used("ssm:SendCommand"), tracked: ["ssm:SendCommand", "ssm:CreateDocument", "ssm:DeleteDocument"] },
    { service: "s3", at: AT },
    { service: "sqs", at: "2025-08-01T00:00:00.000Z", actions: [{ action: asAction("sqs:CreateQueue"), at: "2025-08-01T00:00:00.000Z" }] },
  ];
  const proposal = proposed(services);

  test("keeps what IAM saw, wherever it was granted: a call may name things of AWS's own", () => {
    expect(allows(proposal, "ssm:SendCommand", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript")).toBe(true);
    expect(proposal.evidence.find(({ action }) => action === "ssm:SendCommand")).toMatchObject({
      kind: "last-accessed",
      because: { id: "reported", on: "2026-10-30" },
      proven: true,
    });
  });

  test("removes what IAM tracks and did not see, and services that were not used in the time it looks back", () => {
    expect(allows(proposal, "ssm:CreateDocument", "arn:aws:ssm:us-east-1:111122223333:document/x")).toBe(false);
    expect(allows(proposal, "sqs:CreateQueue", "arn:aws:sqs:us-east-1:111122223333:q")).toBe(false);
    expect(proposal.questions.some(({ service }) => service === "sqs")).toBe(false);
  });

  test("counts what was used in the first moment of that time", () => {
    const asked = (at: string) => proposed([...services.slice(0, 1), { service: "s3", at }]).questions.flatMap(({ actions }) => actions);
    expect(asked(window.from)).toContain("s3:GetObject");
    expect(asked("2025-09-30T23:59:59.000Z")).not.toContain("s3:GetObject");
  });

  test("asks about all that IAM does not track of a used service: kept, but for what manages permissions", () => {
    const asked = new Set(proposal.questions.flatMap(({ actions }) => actions));
    expect(allows(proposal, "s3:GetObject", "arn:aws:s3:::reports/a.csv")).toBe(true);
    expect(allows(proposal, "s3:PutBucketPolicy", "arn:aws:s3:::reports")).toBe(false);
    expect([...asked]).toEqual(expect.arrayContaining(["s3:GetObject", "s3:PutBucketPolicy", "ssm:GetParameter"]));
    expect(proposal.unlogged).toContain("s3:PutBucketPolicy");
  });

  test("does not ask about sts: what a session does with it needs no permission", () => {
    const questions = proposed([...services, { service: "sts", at: AT }], ["AdministratorAccess"]).questions;
    expect(questions.flatMap(({ actions }) => actions).filter((action) => action.startsWith("sts:"))).toEqual([]);
  });

  test("no used service loses an action that was neither tracked nor asked about", () => {
    const asked = new Set(proposal.questions.flatMap(({ actions }) => actions));
    const tracked = new Set(services.flatMap((service) => service.tracked ?? []));
    const silent = proposal.diff.removed.filter((action) => /^(s3|ssm):/.test(action) && !asked.has(action) && !tracked.has(action));
    expect(silent).toEqual([]);
  });

  test("is not tested on later calls, and says why", () => {
    expect(proposal.proof).toEqual({ kind: "not-tested", reason: "no-call-evidence" });
    expect(proposal.replay).toMatchObject({ calls: null, allowed: null, wouldDeny: [] });
    expect(proposal.checks.filter(({ result }) => result === "fail")).toEqual([]);
  });

  test("a call that hands over a role keeps the right to do so, for its service alone", () => {
    const passing = proposed(
      [{ service: "lambda", at: AT, actions: used("lambda:CreateFunction"), tracked: ["lambda:CreateFunction"] }],
      ["AdministratorAccess"],
    );
    const pass = passing.policies.flatMap(({ document }) => document.Statement).find(({ Action }) => Action?.includes("iam:PassRole"));
    expect(JSON.stringify(pass?.Condition)).toContain("lambda.amazonaws.com");
  });
});
