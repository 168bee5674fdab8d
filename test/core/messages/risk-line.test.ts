import { describe, expect, test } from "vitest";
import { approvalRequest } from "#core/messages/approval.ts";
import { digest } from "#core/messages/digest.ts";
import { english } from "#core/messages/english/words.ts";
import { proofLine } from "#core/messages/proof-line.ts";
import { riskLine, toCheckText } from "#core/messages/risk-line.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { riskOf } from "#core/review/risk.ts";
import { ASKING, foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();
const TESTED_ON = {
  kind: "tested",
  builtFrom: { from: "2026-10-01T00:00:00.000Z", to: "2026-10-21T00:00:00.000Z" },
  testedOn: { from: "2026-10-21T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" },
  calls: 312,
  allowed: 312,
} as const;
const TESTED =
  "A test policy, made only from the calls of 1-20 October, was tested on 312 later calls: 0 denied. The proposal is made from all calls.";
const certain: Proposal = {
  ...founding,
  replay: { calls: 1026, allowed: 1026, wouldDeny: [] },
  proof: { ...TESTED_ON, denied: [] },
  unlogged: [],
  evidence: [{ action: "logs:CreateLogGroup", kind: "seen", because: { id: "generated" }, proven: true }],
  escalations: [],
  suspicious: [],
  gaps: [],
};

const gap = { kind: "short-window", effect: "warn", days: 5, graceDays: 14 } as const;
const probing = { kind: "probing", by: "region", actions: [], sources: [], calls: 5, worksIn: [] } as const;
const passRole = { actions: ["iam:PassRole", "lambda:CreateFunction"], byRetained: true };

const DOUBTS: readonly (readonly [string, Partial<Proposal>])[] = [
  ["2 signs of suspicious activity", { suspicious: [probing, probing] }],
  ["1 removed action whose use CloudTrail can't show", { unlogged: ["s3:GetObject"] }],
  [
    "1 action kept without proof",
    { evidence: [{ action: "logs:PutLogEvents", kind: "implied", because: { id: "needed", by: [] }, proven: false }] },
  ],
  [
    "2 actions limited to what was used a single time",
    { notes: [{ id: "seen-once", actions: ["iam:GetUser", "iam:PutUserPolicy"], on: ["u"] }] },
  ],
  ["1 evidence gap", { gaps: [gap] }],
];

describe("the risk line", () => {
  test("tells how the policy fared on later calls, and nothing more where there is no doubt", () => {
    expect(riskLine(certain)).toBe(TESTED);
  });

  test("counts the later calls that were denied, and says what became of them", () => {
    const late = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", firstSeen: "2026-10-25T08:00:00Z", kind: "new-resource" } as const;
    const denied = [
      { ...late, count: 12, covered: true },
      { ...late, action: "s3:PutObject", count: 3, covered: false },
    ];
    const lineOf = (some: typeof denied) => riskLine({ ...certain, proof: { ...TESTED_ON, allowed: 300, denied: some } });
    expect(lineOf(denied)).toBe(
      "A test policy, made only from the calls of 1-20 October, would have denied 12 of 312 later calls. The proposal is made from all calls and allows them, except s3:PutObject. Other new calls may be denied after the change.",
    );
    expect(lineOf(denied.slice(0, 1))).toBe(
      "A test policy, made only from the calls of 1-20 October, would have denied 12 of 312 later calls. The proposal is made from all calls and allows them. Other new calls may be denied after the change.",
    );
  });

  test("says that the proof is weak where half of the later calls or more would have been denied", () => {
    const lineOf = (allowed: number) => riskLine({ ...certain, proof: { ...TESTED_ON, allowed, denied: [] } });
    expect(lineOf(156)).toMatch(/^Weak: a test policy, made only .* denied 156 of 312 later calls\. What the role did before says little/);
    expect(lineOf(157)).toMatch(/^A test policy, made only .* denied 155 of 312 later calls\. The proposal is made from all calls/);
  });

  test.each([
    ["2026-09-25T00:00:00.000Z", "2026-10-15T00:00:00.000Z", "25 September to 14 October"],
    ["2026-12-20T00:00:00.000Z", "2027-01-10T00:00:00.000Z", "20 December 2026 to 9 January 2027"],
    ["2026-10-01T08:00:00.000Z", "2026-10-01T14:00:00.000Z", "2026-10-01 08:00-14:00 UTC"],
  ])("names the span from %s to %s", (from, to, words) => {
    const line = riskLine({ ...certain, proof: { ...TESTED_ON, builtFrom: { from, to }, denied: [] } });
    expect(line).toBe(
      `A test policy, made only from the calls of ${words}, was tested on 312 later calls: 0 denied. The proposal is made from all calls.`,
    );
  });

  test("counts a call once that would be denied on two resources", () => {
    const one = { action: "s3:CopyObject", count: 1, firstSeen: "2026-10-25T08:00:00Z", kind: "new-resource", covered: false } as const;
    const denied = ["arn:aws:s3:::b/from", "arn:aws:s3:::b/to"].map((resource) => ({ ...one, resource }));
    const wouldDeny = denied.map(({ action, resource, count }) => ({ action, resource, count }));
    const replay = { calls: 1026, allowed: 1025, wouldDeny };
    const risk = riskOf({ ...certain, replay, proof: { ...TESTED_ON, allowed: 311, denied } });
    expect([risk.laterCallsDenied, risk.replayedCallsDenied]).toEqual([1, 1]);
  });

  test("tells replayed calls that would be denied", () => {
    const wouldDeny = [{ action: "logs:CreateLogStream", resource: "*", count: 12 }];
    const line = riskLine({ ...certain, replay: { calls: 1026, allowed: 1014, wouldDeny } });
    expect(line).toBe(`${TESTED} To check: 12 replayed calls denied.`);
  });

  test("counts no calls where the evidence holds none", () => {
    const line = riskLine({
      ...certain,
      activity: { ...certain.activity, source: "generated" },
      replay: { calls: null, allowed: null, wouldDeny: [] },
      proof: { kind: "not-tested", reason: "no-call-evidence" },
    });
    expect(line).toBe("Not tested on later calls: Access Analyzer returns no calls.");
  });

  test.each(DOUBTS)("counts a doubt: %s", (words, doubt) => {
    expect(riskLine({ ...certain, ...doubt })).toBe(`${TESTED} To check: ${words}.`);
  });

  test("says first that the role can widen its own rights, and how", () => {
    const escalations = ["iam:AttachRolePolicy", "iam:TagRole", "sts:AssumeRole"].map((action) => ({
      actions: [action],
      byRetained: false,
    }));
    expect(riskLine({ ...certain, escalations: [passRole, ...escalations] })).toBe(
      `After the change, ${certain.role.name} can still give itself more permissions: iam:PassRole with lambda:CreateFunction, iam:AttachRolePolicy, iam:TagRole and 1 more. ${TESTED}`,
    );
  });

  test("counts all doubts together", () => {
    const doubtful = Object.assign({}, certain, ...DOUBTS.map(([, doubt]) => doubt));
    expect(riskLine(doubtful)).toBe(`${TESTED} To check: ${DOUBTS.map(([words]) => words).join(", ")}.`);
  });

  test("reads the same in every message", () => {
    const flat = (text: string) => text.replace(/\s+/g, " ");
    const entry = { proposal: founding, link: ASKING.link };
    const messages = [
      approvalRequest(founding, ASKING),
      digest([entry, entry], { cycleId: "c", expiresAt: ASKING.expiresAt, words: english }),
    ];
    for (const { body } of messages) {
      expect(flat(body)).toContain(proofLine(founding));
      expect(flat(body)).toContain(toCheckText(founding));
    }
  });
});
