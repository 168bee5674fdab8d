import { describe, expect, test } from "vitest";
import { approvalRequest } from "#core/messages/approval.ts";
import { digest } from "#core/messages/digest.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { ASKING, foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();
const certain: Proposal = {
  ...founding,
  replay: { calls: 1026, allowed: 1026, wouldDeny: [] },
  unlogged: [],
  evidence: [{ action: "logs:CreateLogGroup", kind: "seen", because: "seen", proven: true }],
  escalations: [],
  suspicious: [],
  gaps: [],
};

const gap = { kind: "short-window", detail: "The evidence spans 5 days.", effect: "warn" } as const;
const probing = { kind: "probing", detail: "5 of 5 calls were refused.", actions: [], sources: [] } as const;
const passRole = { actions: ["iam:PassRole", "lambda:CreateFunction"], byRetained: true };

const DOUBTS: readonly (readonly [string, Partial<Proposal>])[] = [
  ["1 removed action that no log could show", { unlogged: ["s3:GetObject"] }],
  ["1 action kept without proof", { evidence: [{ action: "logs:PutLogEvents", kind: "implied", because: "implied", proven: false }] }],
  ["1 way to escalate privileges that stays", { escalations: [passRole] }],
  ["2 signs of suspicious activity", { suspicious: [probing, probing] }],
  ["1 evidence gap", { gaps: [gap] }],
];

describe("the risk line", () => {
  test("tells what the replay found, and nothing more where there is no doubt", () => {
    expect(riskLine(certain)).toBe("Replayed 1,026 calls: 0 denied.");
  });

  test("tells denied calls", () => {
    const wouldDeny = [{ action: "logs:CreateLogStream", resource: "*", count: 12 }];
    expect(riskLine({ ...certain, replay: { calls: 1026, allowed: 1014, wouldDeny } })).toBe("Replayed 1,026 calls: 12 denied.");
  });

  test("counts no calls where the evidence holds none", () => {
    const line = riskLine({ ...certain, replay: { calls: null, allowed: null, wouldDeny: [] } });
    expect(line).toBe("Every action that Access Analyzer's generated policy names stays allowed.");
  });

  test.each(DOUBTS)("counts a doubt: %s", (words, doubt) => {
    expect(riskLine({ ...certain, ...doubt })).toBe(`Replayed 1,026 calls: 0 denied. Check: ${words}.`);
  });

  test("counts all doubts together", () => {
    const doubtful = Object.assign({}, certain, ...DOUBTS.map(([, doubt]) => doubt));
    expect(riskLine(doubtful)).toBe(`Replayed 1,026 calls: 0 denied. Check: ${DOUBTS.map(([words]) => words).join(", ")}.`);
  });

  test("reads the same in every message", () => {
    const flat = (text: string) => text.replace(/\s+/g, " ");
    const entry = { proposal: founding, link: ASKING.link };
    const messages = [approvalRequest(founding, ASKING), digest([entry, entry], { cycleId: "c", expiresAt: ASKING.expiresAt })];
    for (const { body } of messages) expect(flat(body)).toContain(riskLine(founding));
  });
});
