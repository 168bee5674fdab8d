import { describe, expect, test } from "vitest";
import { askAgain, whatIsNew } from "#core/review/approval/quiet.ts";
import type { News } from "#core/review/model/note.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Decision } from "#core/review/model/review.ts";
import { foundingProposal } from "../../messages/proposals.ts";

const founding = await foundingProposal();
const GAP = { kind: "days-without-logs", effect: "warn", days: 3, first: ["2026-10-01"] } as const;
const use = (...sources: string[]) =>
  ({ kind: "foreign-agent", actions: [], sources, agent: "curl/8.0", isAttackTool: false, calls: 7 }) as const;
const burst = (hour: string) => ({ kind: "reconnaissance", actions: [], sources: [], hour, calls: 9, services: 3 }) as const;
const [refined] = founding.policies;
if (!refined) throw new Error("The founding scenario has one refined policy.");

const REPLACED = [...founding.replaces, ...founding.retains];

type Change = Partial<Proposal>;
const same: readonly (readonly [string, Change, Change])[] = [
  ["an hour later", {}, { proposedAt: "2026-12-18T00:00:00.000Z", reviewId: "other" }],
  [
    "another window with other counts",
    {},
    { window: { from: "2026-11-01", to: "2026-12-01" }, replay: { calls: 9, allowed: 9, wouldDeny: [] } },
  ],
  [
    "other counts in the reason, and a note",
    {},
    { reason: { id: "replaced", replaced: [], by: [], kept: 1, removed: 2 }, notes: [{ id: "rehearsed", days: 7 }] },
  ],
  ["a catalogue that knows more actions", {}, { diff: { ...founding.diff, removedCount: founding.diff.removedCount + 9 } }],
  ["a new gap: the evidence is weaker", {}, { gaps: [GAP] }],
  ["the same gap with another number", { gaps: [GAP] }, { gaps: [{ ...GAP, days: 5 }] }],
  ["proof that was lost", {}, { evidence: founding.evidence.map((item) => ({ ...item, proven: false })) }],
  ["use that was suspicious then too", { suspicious: [use("198.51.100.7")] }, { suspicious: [{ ...use("198.51.100.7"), calls: 9 }] }],
  ["suspicious use that ended", { suspicious: [use("198.51.100.7")] }, {}],
  ["the policies to be replaced in another order", { replaces: [...REPLACED] }, { replaces: REPLACED.toReversed() }],
  ["the inline policies in another order", { replacesInline: ["a", "b"] }, { replacesInline: ["b", "a"] }],
  ["the same burst", { suspicious: [burst("2026-10-01T03")] }, { suspicious: [burst("2026-10-01T03")] }],
];
const different: readonly (readonly [string, Change, Change, News])[] = [
  ["a policy attached meanwhile", {}, { roleFingerprint: "00" }, { id: "role-changed" }],
  ["another policy to be replaced", {}, { replaces: [...founding.replaces, ...founding.retains] }, { id: "proposal-changed" }],
  ["an inline policy to be replaced besides", { replacesInline: ["a"] }, { replacesInline: ["a", "b"] }, { id: "proposal-changed" }],
  [
    "an inline policy with the name of an attached one",
    { replaces: [], replacesInline: [] },
    { replaces: [], replacesInline: [founding.replaces[0]?.name ?? ""] },
    { id: "proposal-changed" },
  ],
  [
    "an action more that stays",
    {},
    { policies: [{ ...refined, document: { Version: "2012-10-17", Statement: [] } }] },
    { id: "proposal-changed" },
  ],
  ["nothing in place of the broad policy", {}, { policies: [] }, { id: "proposal-changed" }],
  ["a gap that closed", { gaps: [GAP] }, {}, { id: "gaps-closed", kinds: ["days-without-logs"] }],
  [
    "proof for what was unproven",
    {},
    { evidence: founding.evidence.map((item) => ({ ...item, proven: true })) },
    { id: "proven", actions: ["logs:PutLogEvents"] },
  ],
  ["suspicious use", {}, { suspicious: [use("198.51.100.7")] }, { id: "suspicious", kinds: ["foreign-agent"] }],
  [
    "the same program from one address more",
    { suspicious: [use("198.51.100.7")] },
    { suspicious: [use("198.51.100.7", "198.51.100.8")] },
    { id: "suspicious", kinds: ["foreign-agent"] },
  ],
  [
    "suspicious use of another kind from an address that is known",
    { suspicious: [use("198.51.100.7")] },
    { suspicious: [use("198.51.100.7"), { ...burst("2026-10-01T03"), sources: ["198.51.100.7"] }] },
    { id: "suspicious", kinds: ["reconnaissance"] },
  ],
  [
    "two more of one kind, which is named once",
    { suspicious: [] },
    { suspicious: [use("198.51.100.7"), use("198.51.100.8")] },
    { id: "suspicious", kinds: ["foreign-agent"] },
  ],
  [
    "another burst",
    { suspicious: [burst("2026-10-01T03")] },
    { suspicious: [burst("2026-11-01T03")] },
    { id: "suspicious", kinds: ["reconnaissance"] },
  ],
];

describe("the same question", () => {
  test.each(same)("%s", (_, before, now) => {
    expect(whatIsNew({ ...founding, ...before }, { ...founding, ...now })).toEqual([]);
  });
});

describe("another question", () => {
  test.each(different)("%s", (_, before, now, news) => {
    expect(whatIsNew({ ...founding, ...before }, { ...founding, ...now })).toEqual([news]);
  });
});

describe("after a rejection", () => {
  const decision: Decision = {
    verdict: "rejected",
    at: "2026-11-01T12:00:00.000Z",
    by: "Ann",
    reason: "The yearly export.",
    proposalHash: "00",
  };
  const ask = (
    now: string,
    { quietDays = 90, proposal = founding, review = {} }: { quietDays?: number; proposal?: Proposal; review?: { byName?: true } } = {},
  ) => askAgain({ proposal: founding, decision }, { proposal, review, settings: { quietDays }, now });

  test("the same is not asked before so many days, and the record says from when it is", () => {
    expect(ask("2027-01-30T11:59:59.999Z")).toEqual({
      ask: false,
      quietUntil: "2027-01-30T12:00:00.000Z",
      reason: { id: "rejected-before", on: "2026-11-01", by: "Ann", until: "2027-01-30" },
    });
  });

  test.each([
    ["after so many days", "2027-01-30T12:00:00.000Z", {}, { id: "days-passed", days: 90 }],
    ["always, where there are none", "2026-11-01T12:00:00.000Z", { quietDays: 0 }, { id: "days-passed", days: 0 }],
    [
      "because the role is another",
      "2026-12-01T00:00:00.000Z",
      { proposal: { ...founding, roleFingerprint: "00" } },
      { id: "role-changed" },
    ],
    ["because an operator named the role", "2026-12-01T00:00:00.000Z", { review: { byName: true } as const }, { id: "named" }],
  ])("it is asked again %s, and the approver is told why", (_, now, given, news) => {
    expect(ask(now, given)).toEqual({
      ask: true,
      askedAgain: { id: "rejected", on: "2026-11-01", by: "Ann", reason: "The yearly export.", news: [news] },
    });
  });
});
