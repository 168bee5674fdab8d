import { describe, expect, test } from "vitest";
import { approvalRequest, reminder } from "#core/messages/approval.ts";
import { closing } from "#core/messages/closing.ts";
import { digest } from "#core/messages/digest.ts";
import { english as notices } from "#core/messages/english/notice-words.ts";
import { english } from "#core/messages/english/words.ts";
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
  test("says in the founding scenario what changes, what could break, how to undo it, until when and where", () => {
    const { subject, body } = approvalRequest(founding, ASKING);
    expect(`Subject: ${subject}\n\n${body}`).toMatchInlineSnapshot(`
      "Subject: Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5

      Role PatchManagerInstanceRole in AWS account 111122223333 has
      permissions (actions) that Whittle found no use of. Approve to remove
      them and keep the rest. Whittle trims IAM roles to the permissions they
      actually use.

      Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5. Decide by
      2026-11-15 00:00 UTC. One approver is enough, for example you.

      Alarming      No suspicious calls found. After the change, the role has
                    no known way to give itself more permissions.
      Could break   CloudTrail, AWS's log of calls, can't show whether these
                    removed actions are used: logs:FilterLogEvents,
                    logs:GetLogEvents, logs:GetLogRecord. Jobs that did not
                    run in these 30 days may lose a permission they need.
      If it breaks  For 3 days after the change, approvers get a message if it
                    causes denied calls. They are not told of denied reads and
                    writes of data, such as S3 objects, or of denied uses of
                    the actions named under Could break. To undo the change,
                    use the message that approvers get when it is done: it has
                    a restore link (for 14 days) and a command.
      Proof         A test policy, made only from the calls of 20 October to 8
                    November, was tested on 339 later calls: 0 denied. The
                    proposal is made from all calls.
      To check      Look at these before you decide: 3 removed actions whose
                    use CloudTrail can't show, 1 action kept without proof.
      Removed       2 permissions management, 65 write, 4 tagging, 29 read, 33
                    list actions
      Kept          logs:CreateLogGroup, logs:CreateLogStream,
                    logs:DescribeLogGroups, logs:DescribeLogStreams,
                    logs:PutLogEvents. Without proof of use: logs:PutLogEvents
      Questions     No log shows whether the role uses these. Answer on the
                    page, where you decide. Without your answer:
                    - On
                      arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/A
                      WS-RunPatchBaseline: logs:FilterLogEvents,
                      logs:GetLogEvents, logs:GetLogRecord are removed.
                    - On any resource: logs:FilterLogEvents,
                      logs:GetLogEvents, logs:GetLogRecord, logs:PutLogEvents
                      are removed. logs:PutLogEvents is kept on the resources
                      that the new policy names.
      Policies      CloudWatchLogsFullAccess is replaced with
                    whittle-PatchManagerInstanceRole. Retained unchanged:
                    AmazonSSMManagedInstanceCore
      Evidence      1,026 calls in CloudTrail, 2026-10-20 to 2026-11-18

      Review and decide by 2026-11-15 00:00 UTC:

      https://page.example/r/claims.signature

      Opening the page changes nothing. If you reject, or nobody decides,
      nothing changes.

      Review review-1 of AWS account 111122223333
      "
    `);
  });

  test("is no longer for AdministratorAccess", async () => {
    const { body } = approvalRequest(await adminProposal(), ASKING);
    expect(body).toMatchInlineSnapshot(`
      "Role DeployRole in AWS account 111122223333 has permissions (actions)
      that Whittle found no use of. Approve to remove them and keep the rest.
      Whittle trims IAM roles to the permissions they actually use.

      Remove 22,086 of 22,091 actions; keep 5. Decide by 2026-11-15 00:00 UTC.
      One approver is enough, for example you.

      Alarming      Not searched for suspicious calls: the evidence lists no
                    calls. After the change, the role has no known way to give
                    itself more permissions.
      Could break   CloudTrail, AWS's log of calls, can't show whether these
                    removed actions are used: airflow:PublishMetrics,
                    aoss:APIAccessAll, aoss:DashboardsAccessAll,
                    appconfig:GetLatestConfiguration,
                    appconfig:StartConfigurationSession and 418 more. Jobs
                    that did not run in these 30 days may lose a permission
                    they need.
      If it breaks  For 3 days after the change, approvers get a message if it
                    causes denied calls. They are not told of denied reads and
                    writes of data, such as S3 objects, or of denied uses of
                    the actions named under Could break. To undo the change,
                    use the message that approvers get when it is done: it has
                    a restore link (for 14 days) and a command.
      Proof         Not tested on later calls: Access Analyzer returns no
                    calls.
      To check      Look at these before you decide: 423 removed actions whose
                    use CloudTrail can't show, 1 action kept without proof.
      Removed       425 permissions management, 11,353 write, 719 tagging,
                    5,870 read, 3,719 list actions
      Kept          logs:CreateLogStream, logs:PutLogEvents,
                    sqs:DeleteMessage, sqs:ReceiveMessage, sqs:SendMessage.
                    Without proof of use: logs:PutLogEvents
      Questions     No log shows whether the role uses these. Answer on the
                    page, where you decide. Without your answer:
                    - On any resource: logs:FilterLogEvents,
                      logs:GetLogEvents, logs:GetLogRecord are removed.
                    - On any resource: sqs:ChangeMessageVisibility,
                      sqs:GetQueueAttributes, sqs:GetQueueUrl are removed.
                    - On any resource: airflow:PublishMetrics is removed.
                    - On any resource: aoss:APIAccessAll,
                      aoss:DashboardsAccessAll are removed.
                    - On any resource: appconfig:GetLatestConfiguration,
                      appconfig:StartConfigurationSession and 414 more are
                      removed.
      Policies      AdministratorAccess is replaced with whittle-DeployRole
      Evidence      Access Analyzer's generated policy, 2026-10-02 to
                    2026-11-01

      Review and decide by 2026-11-15 00:00 UTC:

      https://page.example/r/claims.signature

      Opening the page changes nothing. If you reject, or nobody decides,
      nothing changes.

      Review review-1 of AWS account 111122223333
      "
    `);
  });

  test("says that it takes two approvers", () => {
    expect(approvalRequest(founding, { ...ASKING, approversNeeded: 2 }).body).toContain("Two different approvers must approve.");
  });

  test("holds its link on a line of its own, once, and says that opening it is safe", () => {
    const { body } = approvalRequest(founding, ASKING);
    expect(body.split("\n").filter((line) => line.includes("://"))).toEqual([ASKING.link]);
    expect(body).toContain("Opening the page changes nothing.");
  });

  test("reminds with the same numbers", () => {
    const { subject, body } = reminder(founding, ASKING);
    expect(subject).toMatch(/^Reminder: PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5$/);
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
    const { subject, body, reviewId } = digest(entries, { cycleId, expiresAt: ASKING.expiresAt, words: english });
    expect(reviewId).toBeUndefined();
    expect(`Subject: ${subject}\n\n${body}`).toMatchInlineSnapshot(`
      "Subject: Approve? 2 IAM roles with permissions they haven't used

      2 IAM roles have permissions they haven't used. Approve to remove them
      and keep the ones they use. Each role has a page of its own; decide by
      2026-11-15 00:00 UTC. Whittle trims IAM roles to the permissions they
      actually use.

      1. DeployRole (111122223333): Remove 22,086 of 22,091 actions; keep 5.
      Not tested on later calls: Access Analyzer returns no calls. To check:
      423 removed actions whose use CloudTrail can't show, 1 action kept
      without proof. Two different approvers must approve. (Review review-1.)

      https://page.example/r/claims.signature2

      2. PatchManagerInstanceRole (111122223333): Remove 133 of 138 actions,
      mostly CloudWatch Logs; keep 5. A test policy, made only from the calls
      of 20 October to 8 November, was tested on 339 later calls: 0 denied.
      The proposal is made from all calls. To check: 3 removed actions whose
      use CloudTrail can't show, 1 action kept without proof. (Review
      review-1.)

      https://page.example/r/claims.signature1

      One approver is enough, for example you. Opening a page changes nothing.
      If you reject, or nobody decides, nothing changes. Every change can be
      undone: the closing message has a restore link.
      "
    `);
  });
});

describe("the mail at the end", () => {
  test("says who rejected, and why", () => {
    expect(closing(rejected, founding, notices).body).toMatchInlineSnapshot(`
      "PatchManagerInstanceRole: nothing was changed: the proposal was rejected
      by ann@example[.]com. Comment: The yearly export.

      The next review asks again. To always keep certain actions, list them in
      the role's tag whittle:keep.

      Review review-1 of AWS account 111122223333
      "
    `);
  });

  test.each([
    [{ status: "applied" as const }, "Applied: PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5"],
    [{ status: "restored" as const }, "Restored: PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5"],
    [{ status: "expired" as const }, "Expired: PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5"],
    [
      { status: "settled" as const, dryRun: true },
      "Dry run: PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5",
    ],
  ])("begins with the end: %j", (end, subject) => {
    expect(closing({ ...rejected, ...end }, founding, notices).subject).toBe(subject);
  });

  const times = { quietDays: 90, reviewCycleDays: 30 };
  test.each([
    ["applied", {}, "No action needed. If the role is denied a call that it could make before, you get a message with a restore link."],
    ["restored", {}, "The next review checks again what the role uses."],
    ["rejected", {}, "The same proposal is not sent again for 90 days, unless something is new."],
    ["expired", {}, "The next review asks again, in 30 days."],
    ["failed", {}, "The operators were notified. The next cycle reviews the role again."],
    ["settled", { outcome: "no-activity" }, "If nobody needs the role, delete it."],
    ["settled", { dryRun: true }, "To request approval, start the cycle without dryRun."],
  ] as const)("says what comes next: %s %j", (status, more, next) => {
    const { decision: _, ...undecided } = rejected;
    const { body } = closing({ ...undecided, status, ...more }, founding, notices, { times });
    expect(body.replace(/\s+/g, " ")).toContain(next);
  });

  test("after a drift says what became of the approval, where nothing is left to ask", () => {
    const drifted = {
      ...founding,
      outcome: "nothing-to-change" as const,
      askedAgain: { id: "drifted" } as const,
    };
    const { body } = closing(
      { ...rejected, status: "settled", outcome: "nothing-to-change", reason: { id: "refined-already" } },
      drifted,
      notices,
    );
    expect(body).toContain("An earlier proposal was approved, but the role's policies changed");
  });

  test("of a failure has the command that puts the role back, on one line and exactly as it is", () => {
    const failure = { code: "ChangeFailedError", message: "A change to my.role stopped half-way.", step: "applying" };
    const command = "aws iam attach-role-policy --role-name my.role --policy-arn arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";
    const { body } = failureAlarm({ review: { ...rejected, roleName: "my.role", failure }, byHand: command }, notices);
    expect(body.split("\n")).toContain(command);
  });
});
