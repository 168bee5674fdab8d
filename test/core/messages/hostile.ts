import fc from "fast-check";
import { approvalRequest, escalation, reminder } from "#core/messages/approval.ts";
import { closing } from "#core/messages/closing.ts";
import { codeRequestMessage, deployedMessage } from "#core/messages/code-request.ts";
import { deniedMessage } from "#core/messages/denied.ts";
import { digest } from "#core/messages/digest.ts";
import { type NoticeWords, english as notices } from "#core/messages/english/notice-words.ts";
import { english } from "#core/messages/english/words.ts";
import { failureAlarm } from "#core/messages/failure.ts";
import { patchMessage } from "#core/messages/patch.ts";
import { rehearsalMessage } from "#core/messages/rehearsal.ts";
import { addedBackMessage, notRestoredMessage, restoreStoppedMessage } from "#core/messages/restoring.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { ASKING, reviewOf } from "./proposals.ts";

/** What is meant to do harm in a mail's header, a mail, a terminal or a chat. */
export const NASTY = [
  "\r\nBcc: everybody@evil.example\r\n\r\nApproved",
  "https://evil.example/r/claims.signature",
  "HTTP:\u200b//evil.example",
  "www.evil.example",
  "evil.example/approve",
  "sub-domain_of.evil.example",
  "evil\uff0eexample",
  "evil.e\u0301xample",
  "mailto:owner@evil.example",
  "<!channel> <!here> <@U123> <#C123> <!subteam^S1>",
  "<https://evil.example|Approve here>",
  "&lt;!channel&gt; &amp;lt;",
  "@channel @here @Everyone",
  "[Approve](https://evil.example)",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "*bold* _italic_ ~gone~ `code` ```\nblock```",
  "\u202egnp.exe \u2066hidden\u2069 \ufeff",
  "\u0000\u0007\u001b[31mred\u001b[0m\u0085\u2028\u2029",
  "\ud800 alone \udc00",
  "x".repeat(9000),
  "\u{1f4a5}".repeat(4000),
  "e\u0301".repeat(3000),
];

/** Whatever anybody may have written somewhere. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.array(fc.constantFrom(...NASTY, " ", ".", ":", "//", "<", ">", "|", "&", "a", "\n"), { maxLength: 12 }).map((parts) => parts.join("")),
);

/** Every message there is, with the same words in every place where words of others come from. */
export function everyMessage(founding: Proposal, words: string, said: NoticeWords = notices): readonly Message[] {
  const ref = { arn: asArn(`arn:aws:iam::111122223333:policy/${words}`), name: words };
  const proposal: Proposal = {
    ...founding,
    role: { arn: `arn:aws:iam::111122223333:role/${words}`, name: words },
    reason: { id: "replaced", replaced: [words], by: [words], kept: 1, removed: 2 },
    replaces: [ref, ref],
    policies: founding.policies.map((policy) => ({ ...policy, name: words })),
    evidence: founding.evidence.map((item) => ({ ...item, action: words, because: { id: "keep-tag", word: words }, proven: false })),
    diff: { ...founding.diff, kept: [words, words], mainService: { name: words, removedCount: 1, count: 2 } },
    notes: [
      { id: "policy-not-attached", name: words },
      { id: "tag-misread", tag: words, word: words, because: "no-such-action" },
      { id: "approvers-misread", value: words },
      { id: "rehearsal-misread", value: words, days: 7 },
      { id: "seen-once", actions: [words], on: [words] },
      { id: "names-vary", action: words, pattern: words, laterCalls: 2 },
    ],
    suspicious: [
      { kind: "foreign-agent", actions: [words], sources: [words], agent: words, isAttackTool: true, calls: 1 },
      { kind: "own-change", actions: [words], sources: [], calls: 1, on: [words] },
    ],
    askedAgain: { id: "rejected", on: "2026-11-01", by: words, reason: words, news: [{ id: "proven", actions: [words] }] },
  };
  const decision = { verdict: "approved", at: founding.proposedAt, by: words, reason: words, proposalHash: "00" } as const;
  const review = reviewOf(proposal, { decision });
  const ends: readonly Partial<Review>[] = [
    { status: "applied" },
    { status: "restored" },
    { status: "rejected" },
    { status: "expired" },
    {
      status: "settled",
      outcome: "no-activity",
      reason: { id: "no-activity", days: 30, denied: 0, lastUse: { on: words, region: words, isInWindow: true } },
    },
    { status: "settled", dryRun: true },
    { status: "settled", outcome: "nothing-to-change", reason: { id: "nothing-replaced", carries: [words], inline: [words] } },
  ];
  const last = {
    kind: "denied" as const,
    action: "logs:PutLogEvents",
    resources: [words, words, words, words, words, words],
    at: founding.proposedAt,
    region: words,
    session: words,
    address: words,
    userAgent: words,
    eventId: "e",
  };
  const denied = { count: 10, last };
  const owner = { kind: "cloudformation", because: { id: "tag", key: words, value: words } } as const;
  const plan = {
    roleName: asRoleName(words),
    roleArn: asArn(proposal.role.arn),
    reviewId: review.id,
    steps: [{ kind: "detach" as const, ...ref }],
  };
  return [
    approvalRequest(proposal, ASKING),
    reminder(proposal, { ...ASKING, approversNeeded: 2 }),
    escalation(proposal, { ...ASKING, afterHours: 48 }),
    digest(Array(25).fill({ proposal, link: ASKING.link, approversNeeded: 2 }), {
      cycleId: words,
      expiresAt: ASKING.expiresAt,
      words: english,
    }),
    ...ends.map((end) => closing({ ...review, ...end }, proposal, said)),
    closing({ ...review, status: "applied" }, proposal, said, { change: { plan } }),
    deniedMessage({ review, actions: [denied], givenBack: [words], isFull: true, isSuspicious: true }, said),
    deniedMessage({ review, actions: Array(30).fill(denied), givenBack: [], isFull: false, isSuspicious: false }, said),
    failureAlarm({ review: { ...review, failure: { code: words, message: words, step: words } }, byHand: undefined }, said),
    patchMessage({ proposal, owner, patch: "Resources: {}" }, said),
    addedBackMessage(review, [words], { by: words, reason: words }, said),
    notRestoredMessage(review, words, { by: words, reason: words }, said),
    restoreStoppedMessage(review, words, said),
    deployedMessage(review, proposal, ASKING.link, said),
    codeRequestMessage({ proposal, before: roleWith([]), owner, request: { form: "pull-request", url: ASKING.link } }, said),
    rehearsalMessage(review, proposal, ASKING.expiresAt, said),
  ];
}
