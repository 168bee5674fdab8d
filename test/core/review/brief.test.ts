import { describe, expect, test } from "vitest";
import { briefOf, gravestFirst } from "#core/review/brief.ts";
import type { Brief } from "#core/review/model/brief.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { riskOf } from "#core/review/risk.ts";
import { foundingProposal } from "#test/core/messages/proposals.ts";

const founding = await foundingProposal();
const use = { kind: "foreign-agent", actions: [], sources: ["198.51.100.7"], agent: "curl", isAttackTool: false, calls: 7 } as const;
const evidence = (proven: boolean) =>
  ({ action: "s3:GetObject", kind: "seen", because: { id: "answered", question: "q" }, proven }) as const;
const proposal: Proposal = {
  ...founding,
  proof: { kind: "tested", builtFrom: founding.window, testedOn: founding.window, calls: 9, allowed: 4, denied: [] },
  replay: { calls: 20, allowed: 18, wouldDeny: [] },
  evidence: [evidence(true), evidence(false), evidence(false), evidence(false)],
  escalations: [
    { actions: ["iam:PassRole"], byRetained: true },
    { actions: ["iam:CreateAccessKey"], byRetained: false },
  ],
  suspicious: [use],
  unlogged: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "sqs:ReceiveMessage", "kms:Decrypt", "kms:Encrypt"],
  gaps: [{ kind: "days-without-logs", effect: "warn", days: 3, first: ["2026-10-01"] }],
  notes: [
    { id: "seen-once", actions: ["s3:GetObject", "s3:PutObject"], on: ["2026-11-01"] },
    { id: "rehearsed", days: 7 },
    { id: "seen-once", actions: ["sqs:SendMessage"], on: [] },
  ],
  diff: {
    kept: ["s3:GetObject", "s3:ListBucket"],
    removed: [],
    removedCount: 17,
    removedByLevel: [
      { service: "s3", counts: [1, 2, 0, 3, 4] },
      { service: "sqs", counts: [0, 5, 1, 0, 1] },
    ],
  },
};

test("the risk of a proposal is counted: each number of its own", () => {
  expect(riskOf(proposal)).toEqual({
    laterCallsDenied: 5,
    replayedCallsDenied: 2,
    removedUnlogged: 6,
    keptWithoutProof: 3,
    narrowedToOne: 3,
    escalations: 2,
    suspicious: 1,
    gaps: 1,
  });
});

test("what was not tested or replayed is not known, which is not none", () => {
  const untested = { kind: "not-tested", reason: "too-few-calls" } as const;
  expect(riskOf({ ...proposal, proof: untested, replay: { calls: null, allowed: null, wouldDeny: [] } })).toMatchObject({
    laterCallsDenied: null,
    replayedCallsDenied: null,
  });
});

test("in a list, a proposal is its numbers: what goes by level over all services, and what to check", () => {
  const brief: Brief = {
    keptCount: 2,
    removedCount: 17,
    removed: [1, 7, 1, 3, 5],
    policies: founding.policies.length,
    suspicious: 1,
    escalations: 2,
    laterCallsDenied: 5,
    removedUnlogged: 6,
    keptWithoutProof: 3,
    gaps: 1,
  };
  expect(briefOf(proposal)).toEqual(brief);
  const [mainService, unused] = [{ name: "S3", removedCount: 10, count: 12 }, { days: 90, known: "by-log" } as const];
  expect(briefOf({ ...proposal, unused, diff: { ...proposal.diff, mainService } })).toEqual({ ...brief, mainService, unused });
});

describe("the one to look at first", () => {
  const calm: Brief = { ...briefOf(proposal), removed: [0, 0, 0, 0, 0], removedCount: 1, suspicious: 0, escalations: 0 };
  const order: readonly (readonly [string, Partial<Brief>])[] = [
    ["has more signs of abuse", { suspicious: 2 }],
    ["has one", { suspicious: 1, escalations: 9, removed: [9, 9, 9, 9, 9] }],
    ["can widen itself", { escalations: 1, removed: [5, 0, 0, 0, 0] }],
    ["can widen itself in more ways, and loses less of what manages permissions", { escalations: 3, removed: [4, 9, 0, 0, 0] }],
    ["loses what manages permissions", { removed: [1, 0, 0, 0, 0] }],
    ["loses writes", { removed: [0, 2, 0, 0, 0] }],
    ["loses fewer writes, and more tagging", { removed: [0, 1, 9, 0, 0] }],
    ["loses tagging", { removed: [0, 0, 1, 0, 0], removedCount: 5 }],
    ["loses much that reads", { removed: [0, 0, 0, 90, 9], removedCount: 99 }],
    ["loses little", {}],
  ];

  test("by abuse, then by what it could do to permissions, to data, then by how much goes", () => {
    const briefs = order.map(([name, change]) => ({ name, brief: { ...calm, ...change } }));
    const sorted = briefs.toReversed().sort((a, b) => gravestFirst(a.brief, b.brief));
    expect(sorted.map(({ name }) => name)).toEqual(order.map(([name]) => name));
    expect(gravestFirst(calm, { ...calm })).toBe(0);
  });
});
