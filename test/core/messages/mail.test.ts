import { describe, expect, test } from "vitest";
import { approvalRequest, reminder } from "#core/messages/approval.ts";
import { closing } from "#core/messages/closing.ts";
import { digest } from "#core/messages/digest.ts";
import { failureAlarm } from "#core/messages/failure.ts";
import { ASKING, adminProposal, foundingProposal, reviewOf } from "./proposals.ts";

const founding = await foundingProposal();
const decision = {
  verdict: "rejected",
  at: founding.proposedAt,
  by: "ann@example.com",
  reason: "The yearly export.",
  proposalHash: "0",
} as const;
const rejected = reviewOf(founding, { status: "rejected", decision });

describe("the mail that asks", () => {
  test("says in the founding scenario what would go, what stays, what could break, until when and where", () => {
    const { subject, body } = approvalRequest(founding, ASKING);
    expect(`Subject: ${subject}\n\n${body}`).toMatchInlineSnapshot(`
      "Subject: Approve? PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5

      The IAM role PatchManagerInstanceRole of AWS account 111122223333 may do
      much more than it does. Whittle, which keeps roles at what they use,
      proposes to take away what the role was not seen to use. Please say yes
      or no.

      Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5.

      Risk      Made from 20 October-8 November, 0 of 339 later calls would be
                denied. Check: 3 removed actions that no log could show, 1
                action kept without proof. Jobs that run less often than every
                30 days may lose a permission they need.
      Seen      1,026 calls, 2026-10-20 to 2026-11-18
      Replaces  CloudWatchLogsFullAccess
      With      whittle-PatchManagerInstanceRole
      Goes      2 permissions management, 69 write, 29 read, 33 list actions
      Stays     logs:CreateLogGroup, logs:CreateLogStream,
                logs:DescribeLogGroups, logs:DescribeLogStreams,
                logs:PutLogEvents
      Unproven  stays, though no log shows its use: logs:PutLogEvents

      Look and decide until 2026-11-15 00:00 UTC:

      https://page.example/r/claims.signature

      Opening the page changes nothing. If nobody decides, nothing changes.
      What is approved can be undone.

      Review review-1
      "
    `);
  });

  test("is no longer for AdministratorAccess", async () => {
    const { body } = approvalRequest(await adminProposal(), ASKING);
    expect(body).toMatchInlineSnapshot(`
      "The IAM role DeployRole of AWS account 111122223333 may do much more
      than it does. Whittle, which keeps roles at what they use, proposes to
      take away what the role was not seen to use. Please say yes or no.

      Remove 22,086 of 22,091 actions; keep 5.

      Risk      Not tested on later calls: Access Analyzer returns no calls.
                Check: 179 removed actions that no log could show, 1 action
                kept without proof. Jobs that run less often than every 30
                days may lose a permission they need.
      Seen      2026-10-02 to 2026-11-01
      Replaces  AdministratorAccess
      With      whittle-DeployRole
      Goes      425 permissions management, 12,072 write, 5,870 read, 3,719
                list actions
      Stays     logs:CreateLogStream, logs:PutLogEvents, sqs:DeleteMessage,
                sqs:ReceiveMessage, sqs:SendMessage
      Unproven  stays, though no log shows its use: logs:PutLogEvents

      Look and decide until 2026-11-15 00:00 UTC:

      https://page.example/r/claims.signature

      Opening the page changes nothing. If nobody decides, nothing changes.
      What is approved can be undone.

      Review review-1
      "
    `);
  });

  test("names the two people that it takes", () => {
    expect(approvalRequest(founding, { ...ASKING, approversNeeded: 2 }).body).toContain("Two different people must approve.");
  });

  test("holds its link on a line of its own, once, and says that opening it is safe", () => {
    const { body } = approvalRequest(founding, ASKING);
    expect(body.split("\n").filter((line) => line.includes("://"))).toEqual([ASKING.link]);
    expect(body).toContain("Opening the page changes nothing.");
  });

  test("reminds with the same numbers", () => {
    const { subject, body } = reminder(founding, ASKING);
    expect(subject).toMatch(/^Reminder: PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5$/);
    expect(body).toContain("Nobody has decided yet, and half of the time is over.");
  });
});

describe("the mail about many", () => {
  test("lists them with a line and a link each, those that lose most first", async () => {
    const entries = [
      { proposal: founding, link: `${ASKING.link}1` },
      { proposal: await adminProposal(), link: `${ASKING.link}2`, approversNeeded: 2 as const },
    ];
    const cycleId = "arn:aws:states:eu-central-1:111122223333:execution:stack-ReviewCycle:7c1f";
    const { subject, body, reviewId } = digest(entries, { cycleId, expiresAt: ASKING.expiresAt });
    expect(reviewId).toBeUndefined();
    expect(`Subject: ${subject}\n\n${body}`).toMatchInlineSnapshot(`
      "Subject: Approve? 2 IAM roles that may do much more than they do

      2 IAM roles may do much more than they do. Whittle, which keeps roles at
      what they use, proposes to take away what each was not seen to use.
      Please say yes or no to each, on its own page, until 2026-11-15 00:00
      UTC.

      1. DeployRole: Remove 22,086 of 22,091 actions; keep 5. Not tested on
      later calls: Access Analyzer returns no calls. Check: 179 removed
      actions that no log could show, 1 action kept without proof. Two
      different people must approve. (Review review-1.)

      https://page.example/r/claims.signature2

      2. PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions
      and 5 others; keep 5. Made from 20 October-8 November, 0 of 339 later
      calls would be denied. Check: 3 removed actions that no log could show,
      1 action kept without proof. (Review review-1.)

      https://page.example/r/claims.signature1

      Opening a page changes nothing. If nobody decides, nothing changes. What
      is approved can be undone.
      "
    `);
  });
});

describe("the mail at the end", () => {
  test("says who rejected, and why", () => {
    expect(closing(rejected, founding).body).toMatchInlineSnapshot(`
      "PatchManagerInstanceRole: nothing was changed: the proposal was rejected
      by ann@example[.]com. They said: The yearly export.

      The next review asks again. To keep actions for good, name them in the
      role's tag whittle:keep.

      Review review-1
      "
    `);
  });

  test.each([
    [{ status: "applied" as const }, "Applied: PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5"],
    [{ status: "restored" as const }, "Restored: PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5"],
    [{ status: "expired" as const }, "Expired: PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5"],
    [
      { status: "settled" as const, dryRun: true },
      "Dry run: PatchManagerInstanceRole: Remove 128 of 133 CloudWatch Logs actions and 5 others; keep 5",
    ],
  ])("begins with the end: %j", (end, subject) => {
    expect(closing({ ...rejected, ...end }, founding).subject).toBe(subject);
  });

  const times = { quietDays: 90, reviewCycleDays: 30 };
  test.each([
    ["applied", {}, "Nothing is left to do. Should the role be denied what it could do before, you are told."],
    ["restored", {}, "The next review looks again at what the role uses."],
    ["rejected", {}, "The same is not asked about again for 90 days, unless something is new."],
    ["expired", {}, "The next review asks again, in 30 days."],
    ["failed", {}, "Those who run Whittle were told. The next cycle reviews the role again."],
    ["settled", { outcome: "no-activity" }, "If nobody needs the role, it can be deleted."],
    ["settled", { dryRun: true }, "To be asked, let the cycle be started without dryRun."],
  ] as const)("says what comes next: %s %j", (status, more, next) => {
    const { decision: _, ...undecided } = rejected;
    const { body } = closing({ ...undecided, status, ...more }, founding, undefined, times);
    expect(body.replace(/\s+/g, " ")).toContain(next);
  });

  test("after a drift says what became of the approval, where nothing is left to ask", () => {
    const drifted = {
      ...founding,
      outcome: "nothing-to-change" as const,
      askedAgain: "An earlier proposal was approved, but the role changed.",
    };
    const { body } = closing({ ...rejected, status: "settled", outcome: "nothing-to-change", reason: "It carries nothing." }, drifted);
    expect(body).toContain("An earlier proposal was approved, but the role changed.");
  });

  test("of a failure has the command that puts the role back, on one line and exactly as it is", () => {
    const failure = { code: "ChangeFailedError", message: "A change to my.role stopped half-way.", step: "applying" };
    const command = "aws iam attach-role-policy --role-name my.role --policy-arn arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";
    const { body } = failureAlarm({ ...rejected, roleName: "my.role", failure }, command);
    expect(body.split("\n")).toContain(command);
  });
});
