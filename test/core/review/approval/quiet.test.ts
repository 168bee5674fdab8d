import { describe, expect, test } from "vitest";
import { askAgain, whatIsNew } from "#core/review/approval/quiet.ts";
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
    { reason: { id: "replaced", replaced: [], by: [], kept: 1, removed: 2 }, notes: ["A note."] },
  ],
  ["a catalogue that knows more actions", {}, { diff: { ...founding.diff, removedCount: founding.diff.removedCount + 9 } }],
  ["a new gap: the evidence is weaker", {}, { gaps: [GAP] }],
  ["the same gap with another number", { gaps: [GAP] }, { gaps: [{ ...GAP, days: 5 }] }],
  ["proof that was lost", {}, { evidence: founding.evidence.map((item) => ({ ...item, proven: false })) }],
  ["use that was suspicious then too", { suspicious: [use("198.51.100.7")] }, { suspicious: [{ ...use("198.51.100.7"), calls: 9 }] }],
  ["suspicious use that ended", { suspicious: [use("198.51.100.7")] }, {}],
  ["the same burst", { suspicious: [burst("2026-10-01T03")] }, { suspicious: [burst("2026-10-01T03")] }],
];
const different: readonly (readonly [string, Change, Change, string])[] = [
  ["a policy attached meanwhile", {}, { roleFingerprint: "00" }, "the role's policies changed"],
  ["another policy to be replaced", {}, { replaces: [...founding.replaces, ...founding.retains] }, "what is proposed changed"],
  [
    "an action more that stays",
    {},
    { policies: [{ ...refined, document: { Version: "2012-10-17", Statement: [] } }] },
    "what is proposed changed",
  ],
  ["nothing in place of the broad policy", {}, { policies: [] }, "what is proposed changed"],
  ["a gap that closed", { gaps: [GAP] }, {}, "evidence gaps were closed (days without logs)"],
  [
    "proof for what was unproven",
    {},
    { evidence: founding.evidence.map((item) => ({ ...item, proven: true })) },
    "the use of logs:PutLogEvents is proven now",
  ],
  ["suspicious use", {}, { suspicious: [use("198.51.100.7")] }, "there is new suspicious activity (foreign agent)"],
  [
    "the same program from one address more",
    { suspicious: [use("198.51.100.7")] },
    { suspicious: [use("198.51.100.7", "198.51.100.8")] },
    "there is new suspicious activity (foreign agent)",
  ],
  [
    "another burst",
    { suspicious: [burst("2026-10-01T03")] },
    { suspicious: [burst("2026-11-01T03")] },
    "there is new suspicious activity (reconnaissance)",
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
    ["after so many days", "2027-01-30T12:00:00.000Z", {}, "90 days have passed"],
    ["always, where there are none", "2026-11-01T12:00:00.000Z", { quietDays: 0 }, "0 days have passed"],
    [
      "because the role is another",
      "2026-12-01T00:00:00.000Z",
      { proposal: { ...founding, roleFingerprint: "00" } },
      "the role's policies changed",
    ],
    ["because an operator named the role", "2026-12-01T00:00:00.000Z", { review: { byName: true } as const }, "an operator named the role"],
  ])("it is asked again %s, and the approver is told why", (_, now, given, because) => {
    expect(ask(now, given)).toEqual({
      ask: true,
      askedAgain: `The last proposal was rejected on 2026-11-01 by Ann, who said: The yearly export. Asked again because ${because}.`,
    });
  });
});
