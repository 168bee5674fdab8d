import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Approval, Decision, Review } from "#core/review/model/review.ts";
import { historyPage } from "#core/web/history-page.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { asArn } from "#test/names.ts";

const PAGE = "https://page.example";
const [AT, LATER, LAST] = ["2026-11-24T10:00:00.000Z", "2026-11-25T10:00:00.000Z", "2026-11-26T10:00:00.000Z"];
const review: Review = { ...aReview("review-1", "Worker", "applied", AT), window: { from: "2026-08-26T00:00:00.000Z", to: AT } };
const identity = { issuer: "https://login.example", subject: "ann-1" };
const decision: Decision = { verdict: "approved", at: LATER, by: "ann", identity, reason: "as agreed", proposalHash: "h" };

const shown = async (change: Partial<Review> = {}, journal: readonly JournalEntry[] = []) =>
  String(await historyPage({ review: { ...review, ...change }, journal, questions: [], identity: undefined, pageUrl: PAGE }, english));
const step = (name: string, state: "started" | "done" | "failed", at = AT): JournalEntry => ({
  kind: "step",
  at,
  step: { kind: "attach", arn: asArn(`arn:aws:iam::111122223333:policy/${name}`), name },
  state,
});
const linesOf = (html: string) =>
  [...html.matchAll(/<li><time datetime="([^"]+)">.*?<span class="badge (\w*)">/g)].map(([, at, state]) => `${at} ${state}`);

describe("the history of a review", () => {
  test("says which role it is of, its window, and when it opened, and nothing that has not happened", async () => {
    const html = await shown();
    for (const text of [
      "arn:aws:iam::123456789012:role/Worker",
      "Worker: history",
      "2026-08-26 to 2026-11-24",
      "Review review-1",
      "Applied",
    ])
      expect(html).toContain(text);
    for (const text of ["Closed", "(dry run)", "Decision", "Comment", "Outcome"]) expect(html).not.toContain(`>${text}`);
    expect(html).not.toContain("/decide");
  });

  test("says when it closed, what came of it, why it failed and at which step", async () => {
    const html = await shown({
      status: "failed",
      dryRun: true,
      closedAt: LATER,
      reason: { id: "canary-undone", roleNames: ["Bird"] },
      failure: { code: "throttled", step: "apply-policy", message: "Too many calls." },
    });
    for (const text of [
      "Failed",
      "(dry run)",
      "2026-11-25 10:00 UTC",
      "apply-policy: Too many calls.",
      "the change of the canary role Bird was undone",
    ])
      expect(html).toContain(text);
  });

  test("leads on to the decision while it waits for one", async () => {
    const waiting = { taskToken: "secret", since: AT, expiresAt: LATER, round: 1, toldRound: 1 };
    const html = await shown({ status: "waiting", waiting });
    expect(html).toContain(`href="${PAGE}/reviews/review-1/decide"`);
    expect(html).not.toContain("secret");
  });

  test("says who decided, when, why, and as whom they were signed in", async () => {
    const html = await shown({ decision });
    for (const text of ["approved, 2026-11-25 10:00 UTC", "<dd>ann</dd>", "ann-1", "https://login.example", "as agreed"])
      expect(html).toContain(text);
  });

  test.each<[string, Decision, string]>([
    [
      "who held the link",
      { verdict: "rejected", at: LATER, by: "the holder of the link", proposalHash: "h" },
      "&lt;the holder of the link&gt;",
    ],
    ["that nobody did in time", { verdict: "expired", at: LATER, by: "nobody", proposalHash: "h" }, "<dd>nobody</dd>"],
  ])("says %s", async (_, made, text) => {
    const words = { ...english, page: { ...english.page, unnamed: (by: string) => `<${by}>` } };
    const view = { review: { ...review, decision: made }, journal: [], questions: [], identity: undefined, pageUrl: PAGE };
    expect(String(await historyPage(view, words))).toContain(text);
  });

  test("names who has approved so far, where two must", async () => {
    const approvals: Approval[] = [{ at: AT, by: "ben", identity, proposalHash: "h", reason: "yes" }];
    const html = await shown({ status: "waiting", approvals });
    for (const text of ["ben", "yes", english.page.decided.approvedBy]) expect(html).toContain(text);
    expect(html).not.toContain(english.list.history.decided);
  });
});

describe("its steps", () => {
  test("are told once each: one that ended by its end, one that was taken again each time", async () => {
    const html = await shown({}, [
      step("a", "started"),
      step("a", "done", LATER),
      step("b", "started", LATER),
      step("a", "started", LAST),
      step("a", "failed", LAST),
    ]);
    expect(linesOf(html)).toEqual([`${LATER} pass`, `${LATER} soft`, `${LAST} fail`]);
  });

  test("are none where nothing was changed", async () => {
    const html = await shown();
    expect(html).toContain(english.list.history.unchanged);
    expect(html).not.toContain("<ol");
  });

  test("are 500 on one page, and how many more there are is said", async () => {
    const many = Array.from({ length: 502 }, (_, index) => step(`p${index}`, "done"));
    const html = await shown({}, many);
    expect([linesOf(html).length, html.includes("And 2 more.")]).toEqual([500, true]);
    expect((await shown({}, many.slice(2))).includes("more.")).toBe(false);
  });

  test("that are only noted have no state, and their command can be copied", async () => {
    const html = await shown({}, [{ kind: "break-glass", at: AT, command: "aws iam attach-role-policy --x" }]);
    expect(html).toContain('<pre tabindex="0">aws iam attach-role-policy --x</pre>');
    expect(html).toMatch(/<span class="badge \w*"><\/span>/);
  });
});
