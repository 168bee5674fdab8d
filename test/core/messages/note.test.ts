import { expect, test } from "vitest";
import { askedAgainText, noteText } from "#core/messages/note.ts";
import type { AskedAgain, Note } from "#core/review/model/note.ts";

const notes: readonly (readonly [Note, string])[] = [
  [{ id: "policy-not-attached", name: "Nonsense" }, "The tag whittle:replace names Nonsense, which is not attached to the role."],
  [
    { id: "tag-misread", tag: "whittle:keep", word: "s4", because: "no-such-action" },
    "The tag whittle:keep says s4: there is no such service or action.",
  ],
  [
    { id: "tag-misread", tag: "whittle:wave", word: "first", because: "no-such-wave" },
    "The tag whittle:wave says first: the only value is canary, so the role is changed with all others.",
  ],
  [
    { id: "rehearsal-misread", value: "15", days: 7 },
    "The tag whittle:rehearsal-days says 15; allowed are 0 to 14. The stack's RehearsalDays applies: 7.",
  ],
  [
    { id: "rehearsed", days: 1 },
    "Rehearsal: after approval the new policy is attached, and the old ones stay for 1 day. If a call would be denied without them, you are asked again.",
  ],
  [
    { id: "not-rehearsed", because: "no-free-slot" },
    "No rehearsal: the role has no free slot for the old and the new policies side by side.",
  ],
  [
    { id: "named-wider", mostNames: 40 },
    "Naming each resource would not fit into the policies that a role may carry: where there are more than 40 of a type, they are named by what they have in common.",
  ],
  [
    { id: "named-wider" },
    "Naming each resource would not fit into the policies that a role may carry: resources are named by type, account and region.",
  ],
  [
    { id: "no-place-left", names: ["whittle-Ci"] },
    "The role has no place left for a managed policy, so whittle-Ci becomes an inline policy of the role. It is written before anything is detached.",
  ],
  [
    { id: "no-place-left", names: ["whittle2-Ci", "whittle3-Ci"] },
    "The role has no place left for so many managed policies, so whittle2-Ci, whittle3-Ci become inline policies of the role. They are written before anything is detached.",
  ],
  [
    { id: "seen-once", actions: ["sqs:SetQueueAttributes"], on: ["arn:aws:sqs:us-east-1:111122223333:jobs"] },
    "Used once: sqs:SetQueueAttributes. It is narrowed to what the role used on one occasion, such as arn:aws:sqs:us-east-1:111122223333:jobs. On anything else it will be denied. The tag whittle:scope=account leaves names open.",
  ],
  [
    { id: "seen-once", actions: ["iam:GetUser", "iam:UpdateAccessKey"], on: ["u1", "u2", "u3"] },
    "Used once: iam:GetUser, iam:UpdateAccessKey. They are narrowed to what the role used on one occasion, such as u1, u2 and 1 more. On anything else they will be denied. The tag whittle:scope=account leaves names open.",
  ],
  [
    { id: "names-vary", action: "sqs:SendMessage", pattern: "arn:aws:sqs:*:*:a-*", laterCalls: 2 },
    "Names vary: widened to sqs:SendMessage on arn:aws:sqs:*:*:a-*, because 2 later calls were on a name that the first part of the window does not hold.",
  ],
];

test.each(notes)("the note %j in words", (note, text) => {
  expect(noteText(note)).toBe(text);
});

test("with a link, the note says that the role can be rejected but not approved", () => {
  expect(noteText({ id: "two-approvers", signIn: "link" })).toContain("this can be rejected but not approved");
});

const again: readonly (readonly [AskedAgain, string])[] = [
  [
    {
      id: "rejected",
      on: "2026-11-01",
      by: "Ann",
      reason: "Not yet",
      news: [{ id: "role-changed" }, { id: "proven", actions: ["s3:GetObject"] }],
    },
    "The last proposal was rejected on 2026-11-01 by Ann, who said: Not yet. Asked again because the role's policies changed, and the use of s3:GetObject is proven now.",
  ],
  [
    {
      id: "rejected",
      on: "2026-11-01",
      by: "Ann",
      reason: "The yearly export.",
      news: [{ id: "gaps-closed", kinds: ["days-without-logs"] }],
    },
    "The last proposal was rejected on 2026-11-01 by Ann, who said: The yearly export. Asked again because evidence gaps were closed (days without logs).",
  ],
  [
    { id: "rejected", on: "2026-11-01", by: "Ann", news: [{ id: "suspicious", kinds: ["foreign-agent"] }] },
    "The last proposal was rejected on 2026-11-01 by Ann. Asked again because there is new suspicious activity (foreign agent).",
  ],
  [
    { id: "rejected", on: "2026-11-01", by: "Ann", news: [{ id: "days-passed", days: 90 }] },
    "The last proposal was rejected on 2026-11-01 by Ann. Asked again because 90 days have passed.",
  ],
  [
    { id: "used-since", actions: ["s3:GetObject", "s3:PutObject"] },
    "An earlier proposal was approved, but since then the role used s3:GetObject, s3:PutObject, which it would have lost. So nothing was changed, and this is a new proposal.",
  ],
  [
    { id: "caught", calls: [{ action: "s3:GetObject", count: 2, resources: ["arn:aws:s3:::a/b"] }] },
    "An earlier proposal was approved and rehearsed, and live calls would have been denied: s3:GetObject (2 calls) on arn:aws:s3:::a/b. So nothing was detached, and this new proposal keeps them.",
  ],
];

test.each(again)("asked again, %j, in words", (why, text) => {
  expect(askedAgainText(why)).toBe(text);
});
