import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { doubtsSection } from "#core/web/doubts.ts";
import { foundingProposal } from "#test/core/messages/proposals.ts";

const founding = await foundingProposal();
const { doubts } = english.page;
const calm: Proposal = { ...founding, evidence: [], gaps: [], suspicious: [], escalations: [], notes: [], questions: [] };
const unproven = (action: string, kind: "seen" | "asked" = "asked") =>
  ({ action, kind, because: { id: "answered", question: "q" }, proven: false }) as const;
const use = {
  kind: "foreign-agent",
  actions: ["s3:GetObject"],
  sources: ["198.51.100.7"],
  agent: "curl/8.0",
  isAttackTool: false,
  calls: 7,
} as const;
const denied = {
  action: "s3:PutObject",
  resource: "arn:aws:s3:::one/*",
  count: 3,
  firstSeen: "2026-11-01T00:00:00.000Z",
  kind: "new-action",
  covered: false,
} as const;

/** What is read, without the marks at which a name may be broken. */
const shown = async (change: Partial<Proposal>) => String(await doubtsSection({ ...calm, ...change }, english)).replaceAll("<wbr>", "");

describe("what an approver should check first", () => {
  test("is nothing where there is nothing", async () => {
    expect(await shown({})).toBe("");
  });

  test.each<[string, Partial<Proposal>, readonly string[]]>([
    ["actions kept without proof", { evidence: [unproven("s3:GetObject")] }, [doubts.unproven, "<code>s3:GetObject</code>"]],
    ["suspicious use, with its actions", { suspicious: [use] }, [english.page.suspicious, "curl/8.0", "<code>s3:GetObject</code>"]],
    [
      "gaps in the evidence",
      { gaps: [{ kind: "days-without-logs", effect: "warn", days: 3, first: ["2026-10-01"] }] },
      [doubts.gaps, "2026-10-01"],
    ],
    ["notes", { notes: [{ id: "approvers-misread", value: "three" }] }, [doubts.notes, "three"]],
    [
      "later calls that the tested policy denied",
      { proof: { kind: "tested", builtFrom: calm.window, testedOn: calm.window, calls: 5, allowed: 2, denied: [denied] } },
      [doubts.denied, "<code>s3:PutObject</code>", "arn:aws:s3:::one/*", "3 calls"],
    ],
    [
      "ways to gain rights that a retained policy leaves open",
      { escalations: [{ actions: ["iam:CreateAccessKey"], byRetained: true }] },
      [doubts.escalations, "iam:CreateAccessKey", doubts.byRetained],
    ],
    ["ways that what it uses leaves open", { escalations: [{ actions: ["iam:CreateAccessKey"], byRetained: false }] }, [doubts.byUse]],
  ])("%s", async (_, change, texts) => {
    const html = await shown(change);
    expect(html).toContain(doubts.title);
    for (const text of texts) expect(html).toContain(text);
  });

  test("names a way that both leave open once for each", async () => {
    const html = await shown({
      escalations: [
        { actions: ["iam:CreateAccessKey"], byRetained: true },
        { actions: ["iam:CreateAccessKey"], byRetained: false },
      ],
    });
    expect([html.includes(doubts.byRetained), html.includes(doubts.byUse)]).toEqual([true, true]);
  });

  test("names what only suspicious calls used with those calls alone", async () => {
    const evidence = [unproven("s3:GetObject", "seen"), unproven("sqs:SendMessage")];
    expect(await shown({ evidence })).toContain("<code>s3:GetObject</code>");
    const html = await shown({ evidence, suspicious: [{ ...use, actions: [] }] });
    expect([html.includes("<code>s3:GetObject</code>"), html.includes("<code>sqs:SendMessage</code>")]).toEqual([false, true]);
  });

  test("is cut off at 40 of a kind, and how many more there are is said", async () => {
    const notes = Array.from({ length: 42 }, (_, index) => ({ id: "approvers-misread", value: `word${index}` }) as const);
    const html = await shown({ notes });
    expect([html.match(/<li>/g)?.length, html.includes("And 2 more.")]).toEqual([40, true]);
    expect(await shown({ notes: notes.slice(2) })).not.toContain("more.");
  });
});
