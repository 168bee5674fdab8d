import { describe, expect, test } from "vitest";
import type { EvidenceReason } from "#core/evidence/reason.ts";
import { checkText } from "#core/messages/check.ts";
import { reasonText } from "#core/messages/evidence.ts";
import { gapText } from "#core/messages/gap.ts";
import { outcomeText, skippedText } from "#core/messages/outcome.ts";
import { suspiciousText } from "#core/messages/suspicious.ts";
import type { Check } from "#core/review/model/check.ts";
import type { OutcomeReason, SkipReason } from "#core/review/model/outcome.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import { foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();
const days = Array.from({ length: 8 }, (_, index) => `2026-03-0${index + 1}`);

const GAPS: readonly (readonly [EvidenceGap, string])[] = [
  [{ kind: "short-window", effect: "warn", days: 1, graceDays: 14 }, "The evidence spans 1 day, fewer than 14. Weekly or monthly jobs"],
  [
    { kind: "days-without-logs", effect: "warn", days: 1, first: ["2026-03-01"] },
    "1 day has no log records at all: 2026-03-01. What the role did then is unknown.",
  ],
  [{ kind: "days-without-logs", effect: "wait", days: 30, first: days }, "2026-03-07, 2026-03-08 and 22 more. What"],
  [
    {
      kind: "unreadable-files",
      effect: "warn",
      files: 1,
      firstFiles: [{ file: "a.gz", because: { id: "cut-off" } }],
      records: 2,
      reasons: 1,
      firstReasons: ["no-event-time"],
    },
    "1 log file could not be read (a.gz: it was cut off; what came before the cut counts.); 2 records could not be read (its eventTime is not a time). Their content is unknown.",
  ],
  [
    { kind: "unresolved-events", effect: "keep", of: "log", events: 1, firstEvents: ["s3:PutBucketSparkle"], keeps: ["s3:*"] },
    "No IAM action is known for s3:PutBucketSparkle.",
  ],
  [
    { kind: "unresolved-events", effect: "warn", of: "generated-policy", events: 1, firstEvents: ["sqs:Sparkle"] },
    "The generated policy has actions that are not in the catalogue: sqs:Sparkle.",
  ],
  [
    { kind: "granted-recently", effect: "keep", policy: "New", granted: "2026-03-20", graceDays: 14, policies: ["arn"] },
    "New was granted on 2026-03-20, less than 14 days before the end of the window. It is too early to say which of it is used, so it is kept.",
  ],
];

const SUSPICIOUS: readonly (readonly [SuspiciousUse, string])[] = [
  [
    { kind: "foreign-agent", actions: [], sources: ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"], agent: "", isAttackTool: false, calls: 1 },
    "A program without a name, which is no AWS SDK or tool, made 1 call with an instance's credentials from 1.1.1.1, 2.2.2.2, 3.3.3.3 and 1 more addresses.",
  ],
  [
    { kind: "foreign-agent", actions: [], sources: ["1.1.1.1"], agent: "pacu", isAttackTool: true, calls: 2 },
    "pacu, a tool made for attacks, made 2 calls from 1.1.1.1.",
  ],
  [
    {
      kind: "foreign-network",
      actions: [],
      sources: ["1.1.1.1"],
      agent: "aws-cli",
      calls: 1,
      seen: { first: "2026-11-03T14:02:59Z", last: "2026-11-03T14:02:59Z" },
    },
    "1 call with an instance's credentials came from 1.1.1.1 by aws-cli; its other calls come from elsewhere by other programs. Seen on 2026-11-03 at 14:02 UTC.",
  ],
  [
    {
      kind: "own-change",
      actions: ["iam:PutRolePolicy"],
      sources: [],
      calls: 2,
      on: ["arn"],
      seen: { first: "2026-11-03T14:02:00Z", last: "2026-11-03T14:40:00Z" },
    },
    "The role changed its own rights: iam:PutRolePolicy, 2 times, on arn. Seen on 2026-11-03 from 14:02 to 14:40 UTC.",
  ],
  [
    {
      kind: "failed-escalation",
      actions: ["iam:A"],
      sources: [],
      calls: 2,
      seen: { first: "2026-11-03T23:59:00Z", last: "2026-11-04T00:00:00Z" },
    },
    "iam:A was called 2 times and always failed: it is not granted for that. Seen from 2026-11-03 23:59 UTC to 2026-11-04 00:00 UTC.",
  ],
  [
    { kind: "probing", by: "region", actions: [], sources: ["ap-east-1"], calls: 5, worksIn: ["eu-west-1"] },
    "All 5 calls in ap-east-1 were denied; the role works in eu-west-1.",
  ],
  [
    { kind: "probing", by: "address", actions: [], sources: ["1.1.1.1"], agent: "", calls: 6, denied: 5, firstDenied: ["iam:ListUsers"] },
    "5 of 6 calls from 1.1.1.1 by an unnamed program were denied: iam:ListUsers.",
  ],
  [
    { kind: "failed-escalation", actions: ["iam:AttachRolePolicy"], sources: [], calls: 2 },
    "iam:AttachRolePolicy was called 2 times and always failed: it is not granted for that.",
  ],
  [
    { kind: "own-change", actions: ["iam:PutRolePolicy"], sources: [], calls: 1, on: ["arn"] },
    "The role changed its own rights: iam:PutRolePolicy, once, on arn.",
  ],
];

const REASONS: readonly (readonly [EvidenceReason, string])[] = [
  [{ id: "called", calls: 1, first: "2026-03-01", last: "2026-03-01", via: [] }, "1 call in CloudTrail on 2026-03-01"],
  [
    { id: "called", calls: 2, first: "2026-03-01", last: "2026-03-02", via: ["lambda.amazonaws.com"], doubt: 0 },
    "2 calls in CloudTrail between 2026-03-01 and 2026-03-02, some by lambda.amazonaws.com; in doubt: iam:A was called once and failed",
  ],
  [{ id: "gap", gap: "short-window" }, "kept, because it cannot be judged: The evidence spans 2 days"],
  [{ id: "keep-tag", word: "s3" }, "the tag whittle:keep asks for s3"],
  [
    { id: "implied", by: ["logs:CreateLogStream"], known: "a stream is written to", source: "Doc" },
    "implied by logs:CreateLogStream: a stream is written to (Doc)",
  ],
  [
    { id: "purpose", assumedBy: ["lambda.amazonaws.com"], known: "it logs", source: "Doc" },
    "the role is assumed by lambda.amazonaws.com: it logs (Doc)",
  ],
  [
    { id: "passed-role", by: ["lambda:CreateFunction"], isNamed: false },
    "implied by lambda:CreateFunction, which handed a role that the call does not name to a service; CloudTrail shows no event",
  ],
];

const CHECKS: readonly (readonly [Check, string])[] = [
  [
    { name: "no-new-access", result: "fail", fresh: 2, first: { action: "s3:A", resource: "*" } },
    "2 permissions would be new, the first s3:A on *.",
  ],
  [{ name: "fits-iam-limits", result: "pass", policies: 2, largest: 5000 }, "2 policies, the largest 5,000 of 6,144 characters."],
  [{ name: "access-analyzer-no-new-access", result: "skipped", because: { id: "not-answered", error: "Denied." } }, "Skipped: Denied."],
  [
    { name: "access-analyzer-valid-policy", result: "warn", findings: [{ type: "WARNING", code: "CODE", detail: "what is wrong" }] },
    "WARNING CODE: what is wrong",
  ],
];

const OUTCOMES: readonly (readonly [OutcomeReason, string])[] = [
  [{ id: "too-new", policies: ["A"] }, "A has not been attached for long enough"],
  [{ id: "nothing-replaced", carries: [], inline: [] }, "It has no policy."],
  [{ id: "nothing-replaced", carries: ["A"], inline: ["B"] }, "It has A, B (inline). Whittle replaces *FullAccess"],
  [
    { id: "no-activity", days: 30, denied: 2, lastUse: { on: "2026-03-01", region: "eu-west-1", isInWindow: true } },
    "in the 30 days of the window. 2 denied calls do not count as use. IAM says that it was last used on 2026-03-01 in eu-west-1, which the evidence does not show",
  ],
  [
    { id: "too-little-known", gaps: [{ kind: "empty-generation", effect: "wait" }] },
    "Too little is known to judge: Access Analyzer found no activity.",
  ],
  [{ id: "withdrawn", because: { id: "excluded", pattern: "A*" } }, "nothing was changed. It is excluded from review by the pattern A*."],
  [
    { id: "rejected-before", on: "2026-11-01", by: "Ann", until: "2027-01-30" },
    "Rejected on 2026-11-01 by Ann, and nothing is new since. Whittle asks again from 2027-01-30.",
  ],
];

describe("findings in words", () => {
  test.each(GAPS)("gap %j", (gap, text) => expect(gapText(gap)).toContain(text));
  test.each(SUSPICIOUS)("suspicious use %j", (use, text) => expect(suspiciousText(use)).toBe(text));
  test.each(REASONS)("reason %j", (because, text) => {
    const behind = {
      gaps: [{ kind: "short-window", effect: "warn", days: 2, graceDays: 14 }],
      suspicious: [{ kind: "failed-escalation", actions: ["iam:A"], sources: [], calls: 1 }],
    } as const;
    expect(reasonText({ because }, behind)).toContain(text);
  });
  test.each(CHECKS)("check %j", (check, text) => expect(checkText(check, founding)).toBe(text));
  test.each(OUTCOMES)("outcome %j", (reason, text) => expect(outcomeText(reason)).toContain(text));
  test.each<[SkipReason, string]>([
    [{ id: "still-open", reviewId: "r1" }, "Review r1 of it is still open."],
    [{ id: "untagged", key: "whittle:review", value: "on" }, "It is not tagged whittle:review=on."],
  ])("skipped %j", (reason, text) => expect(skippedText(reason)).toBe(text));
  test("checks that a proposal tells more of", () => {
    const named = {
      gaps: [{ kind: "incomplete-generation", effect: "warn" }],
      escalations: [{ actions: ["iam:A", "iam:B"], byRetained: true }],
    } as const;
    const doubtful = { ...founding, ...named };
    expect(checkText({ name: "evidence-complete", result: "warn" }, doubtful)).toBe("Evidence gaps: incomplete generation.");
    expect(checkText({ name: "privilege-escalation", result: "warn" }, doubtful)).toBe("Granted by retained policies: iam:A with iam:B.");
    const denied = { ...founding, replay: { calls: 2, allowed: 1, wouldDeny: [{ action: "s3:A", resource: "*", count: 1 }] } };
    expect(checkText({ name: "replay", result: "fail" }, denied)).toBe("1 kind of calls that were seen would be denied: s3:A on *.");
  });
});
