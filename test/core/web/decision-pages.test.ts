import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Approval, Decision, Review } from "#core/review/model/review.ts";
import { approvedOncePage, decidedPage, obstaclePage, type Wait } from "#core/web/decision-pages.ts";
import { whyNotText } from "#core/web/obstacle-text.ts";
import { personIn, unnamed } from "#core/web/who.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { askedFive } from "#test/page/asked-five.ts";

const AT = "2026-11-24T10:00:00.000Z";
const UNTIL = "2026-11-30T08:00:00.000Z";
const { decided, decide, obstacles } = english.page;
const identity = { issuer: "https://login.example", subject: "ann-1" };
const decision: Decision = { verdict: "approved", at: AT, by: "ann", proposalHash: "h" };
const review: Review = { ...aReview("review-1", "Worker", "approved", AT), decision };
const postponed: Extract<JournalEntry, { kind: "change-postponed" }> = { kind: "change-postponed", at: AT, until: UNTIL };

async function shown(change: Partial<Review> = {}, wait?: Wait, approverSignIn: "oidc" | "link" | "local" = "oidc"): Promise<string> {
  const { ports, reviewId } = await five;
  const questions = (await ports.store.document(reviewId, "proposal"))?.questions ?? [];
  return String(await decidedPage({ ...review, ...change }, { questions, wait, settings: { approverSignIn } }, english));
}
const five = askedFive();
const escaped = (text: string) => text.replaceAll("'", "&#39;");

describe("the page of a decision", () => {
  test("says what was decided, by whom, when, why and with which answers, and of which review", async () => {
    const answers = [
      { question: "sns/alerts", verdict: "keep", by: "approver" },
      { question: "s3/reports", verdict: "remove", by: "default" },
    ] as const;
    const html = await shown({ decision: { ...decision, identity, reason: "as agreed", answers: [...answers] } });
    for (const text of [
      "This is approved",
      "ann",
      "(subject ann-1 at https://login.example)",
      "2026-11-24 10:00 UTC",
      "as agreed",
      ": kept<",
      ": removed (default)<",
      "Review review-1",
    ])
      expect(html).toContain(text);
  });

  test("says nothing of what there is not", async () => {
    const html = await shown();
    for (const text of ["subject", english.page.labels.comment, english.page.labels.answers, decided.approvedBy])
      expect(html).not.toContain(`>${text}`);
  });

  test("of two names each with their own identity and answers, and not the last one's twice", async () => {
    const approval = (subject: string): Approval => ({
      at: AT,
      by: subject,
      identity: { ...identity, subject },
      proposalHash: "h",
      reason: `because ${subject}`,
    });
    const html = await shown({ decision: { ...decision, identity }, approvals: [approval("ann-1"), approval("ben-2")] });
    expect(html.match(/subject ann-1 at/g)).toHaveLength(1);
    for (const text of ["because ann-1", "because ben-2", "subject ben-2 at"]) expect(html).toContain(text);
  });

  test("that rejected names no approvals, whoever approved before", async () => {
    const approvals: Approval[] = [{ at: AT, by: "ben", identity, proposalHash: "h", reason: "yes" }];
    const html = await shown({ status: "rejected", decision: { ...decision, verdict: "rejected", reason: "no" }, approvals });
    expect([html.includes(decided.rejected), html.includes('class="refused"'), html.includes(decided.approvedBy)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test.each<[string, Partial<Review>, Wait | undefined, string]>([
    ["that it is being applied", {}, undefined, decided.applying],
    ["until when it waits", {}, postponed, "Changes are made in a window that opens 2026-11-30 08:00 UTC"],
    ["that the day is full", {}, { ...postponed, because: "day-full" }, "The limit of changes a day is reached."],
    [
      "which canaries it waits for",
      {},
      {
        kind: "canaries-awaited",
        at: AT,
        canaries: [
          { reviewId: "1", roleName: "Bird" },
          { reviewId: "2", roleName: "Finch" },
        ],
      },
      "Bird, Finch",
    ],
    [
      "in which code it was asked for",
      {},
      { kind: "code-requested", at: AT, form: "pull-request", repository: "a/b", number: 1, url: "https://code.example/1" },
      "https://code.example/1",
    ],
    ["that it is being applied, whatever it waited for", { status: "applying" }, postponed, decided.applying],
    ["that it is made", { status: "applied" }, postponed, decided.applied],
    ["that it was made", { status: "settled" }, undefined, decided.applied],
    ["that it failed", { status: "failed" }, postponed, decided.failed],
    [
      "that it was never made",
      { status: "settled", reason: { id: "canary-undone", roleNames: ["Bird"] } },
      undefined,
      "the change of the canary role Bird was undone",
    ],
    [
      "that nobody decided in time",
      { status: "expired", decision: { ...decision, verdict: "expired", by: "nobody" } },
      undefined,
      decided.expired,
    ],
  ])("says %s", async (_, change, wait, text) => {
    expect(await shown(change, wait)).toContain(escaped(text));
  });

  test.each(["approved", "applied", "settled"] as const)("on a copy of the account says so: %s", async (status) => {
    expect(await shown({ status }, undefined, "local")).toContain(decided.appliedHere);
    expect(await shown({ status }, undefined, "link")).not.toContain(decided.appliedHere);
  });

  test("of a review without one says that it does not wait", async () => {
    const { decision: _, ...undecided } = review;
    const page = decidedPage(undecided, { questions: [], settings: { approverSignIn: "oidc" } }, english);
    expect(String(await page)).toContain(english.endPages.notWaiting.title);
  });
});

test("the page of a first approval names its maker and what is still needed", async () => {
  const approvals: Approval[] = [{ at: AT, by: "ann", identity, proposalHash: "h", reason: "yes" }];
  const html = String(await approvedOncePage({ ...review, approvals }, [], english));
  for (const text of ["Worker", decided.oneMore, "ann", "yes", decided.second, "Review review-1"]) expect(html).toContain(text);
});

describe("the page of an obstacle", () => {
  test.each([
    [true, decide.cannotDecide, decide.notDecided],
    [false, decide.cannot, decide.nothingDecided],
  ])("to somebody for whom nothing is theirs to decide, %s, says so", async (isForOthers, title, end) => {
    const html = String(await obstaclePage({ because: "Because.", isForOthers }, undefined, "https://page.example", english));
    expect(/<h1>([^<]*)<\/h1>/.exec(html)?.[1]).toBe(title);
    expect(html).toContain("<p>Because.</p>");
    expect(html).toContain(`<p>${end}</p>`);
  });

  test.each([
    [
      { id: "own", roleName: "Worker", trusted: "arn:aws:iam::1:user/ann" },
      `${obstacles.own} The trust policy of Worker lets arn:aws:iam::1:user/ann assume it. ${obstacles.another}`,
    ],
    [{ id: "unknown" }, `${obstacles.unknown} ${obstacles.another}`],
    [{ id: "holds-set" }, `${obstacles["holds-set"]} ${obstacles.another}`],
    [{ id: "holder-unknown" }, `${obstacles["holder-unknown"]} ${obstacles.another}`],
    [{ id: "two-unknown" }, obstacles["two-unknown"]],
    [{ id: "approved" }, obstacles.approved],
    [{ id: "not-responsible", groups: ["a", "b"] }, obstacles.notResponsible(["a", "b"])],
  ] as const)("says why, and who must instead where that is not said: %j", (obstacle, text) => {
    expect(whyNotText(obstacle, english)).toBe(text);
  });
});

test("somebody without a name is named by what they hold", () => {
  expect([unnamed({ approverSignIn: "local" }), unnamed({ approverSignIn: "link" }), unnamed({ approverSignIn: "oidc" })]).toEqual([
    "the person at this machine",
    "the holder of the link",
    "the holder of the link",
  ]);
  const words = { ...english, page: { ...english.page, unnamed: (by: string) => `<${by}>` } };
  expect([personIn({ by: "ann", identity }, words), personIn({ by: "the holder of the link" }, words)]).toEqual([
    "ann",
    "<the holder of the link>",
  ]);
});
