import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import type { Brief } from "#core/review/model/brief.ts";
import type { Review } from "#core/review/model/review.ts";
import { type ListView, reviewsPage } from "#core/web/reviews-list.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { CALM } from "./calm.ts";

const [AT, NOW] = ["2026-11-01T09:00:00.000Z", "2026-11-04T08:00:00.000Z"];
const { list } = english;
const review: Review = { ...aReview("review-1", "Worker", "waiting", AT), brief: CALM };
const waiting = { taskToken: "secret", since: AT, expiresAt: "2026-11-15T09:00:00.000Z", round: 1, toldRound: 1 };
const empty: ListView = {
  search: { text: "" },
  toDecide: [],
  inProgress: [],
  ended: [],
  identity: undefined,
  pageUrl: "https://page.example",
  now: NOW,
};
const shown = async (view: Partial<ListView>) =>
  String(await reviewsPage({ ...empty, ...view }, english))
    .replaceAll("<wbr>", "")
    .replaceAll("&#39;", "'");
const rows = (html: string) => html.match(/<li>/g)?.length ?? 0;

describe("a review that waits", () => {
  test("says of which role and account it is, what would change, since when and until when, and leads to its page and decision", async () => {
    const html = await shown({ toDecide: [{ ...review, waiting }] });
    for (const text of [
      "Worker",
      "account 123456789012",
      english.headlineOf(CALM),
      "Asked 2 days ago",
      "2026-11-15 09:00 UTC",
      'href="https://page.example/reviews/review-1"',
      'href="https://page.example/reviews/review-1/decide"',
    ])
      expect(html).toContain(text);
    expect(html).not.toMatch(/secret|approved once/);
    expect(await shown({ toDecide: [{ ...review, waiting: { ...waiting, since: NOW } }] })).toContain("Asked today");
  });

  test("says that one of two has approved it", async () => {
    const approvals = [{ at: AT, by: "ann", identity: { issuer: "i", subject: "s" }, proposalHash: "h" }];
    expect(await shown({ toDecide: [{ ...review, waiting, approvals }] })).toContain(list.approvedOnce);
  });

  test.each<[string, Partial<Brief>, readonly string[]]>([
    ["suspicious activity", { suspicious: 1 }, [list.suspicious]],
    ["ways to give itself more", { escalations: 1 }, [list.canWiden]],
    ["both", { suspicious: 2, escalations: 3 }, [`${list.suspicious}${list.separator}${list.canWiden}`]],
    [
      "what to check",
      { laterCallsDenied: 1, removedUnlogged: 2, keptWithoutProof: 3, gaps: 4 },
      ["1 later call denied", "2 removed actions", "3 actions kept", "4 evidence gaps"],
    ],
  ])("points at %s", async (_, brief, texts) => {
    const html = await shown({ toDecide: [{ ...review, waiting, brief: { ...CALM, ...brief } }] });
    for (const text of texts) expect(html).toContain(text);
    const calm = await shown({ toDecide: [{ ...review, waiting }] });
    for (const text of [list.suspicious, list.canWiden, list.toCheck]) expect(calm).not.toContain(text);
  });
});

describe("a review that does not wait", () => {
  test.each<[string, Partial<Review>, string]>([
    ["why it failed", { failure: { code: "x", step: "s", message: "Too many calls." } }, "Too many calls."],
    ["why nothing was proposed", { status: "settled", reason: { id: "canary-undone", roleNames: ["Bird"] } }, "Bird"],
    ["that there is no proposal yet", {}, list.noProposal],
  ])("says %s", async (_, change, text) => {
    const { brief: _brief, ...bare } = review;
    expect(await shown({ inProgress: [{ ...bare, status: "generating", ...change }] })).toContain(text);
  });

  test("says since when it is as it is, and that answers changed what is shown", async () => {
    const html = await shown({ inProgress: [{ ...review, status: "applying", updatedAt: NOW }] });
    expect(html).toContain('In progress; updated <time datetime="2026-11-04T08:00:00.000Z">');
    expect(html).not.toContain(list.answersChanged);
    const answered = (by: "approver" | "default"): Review => ({
      ...review,
      status: "applied",
      decision: { verdict: "approved", at: AT, by: "ann", proposalHash: "h", answers: [{ question: "q", verdict: "keep", by }] },
    });
    expect(await shown({ ended: [answered("approver")] })).toContain(list.answersChanged);
    expect(await shown({ ended: [answered("default")] })).not.toContain(list.answersChanged);
  });

  test("says when it ended and who decided, but not that nobody did", async () => {
    const ended = (verdict: "rejected" | "expired"): Review => ({
      ...review,
      status: verdict,
      updatedAt: AT,
      closedAt: NOW,
      decision: { verdict, at: AT, by: "ann", proposalHash: "h" },
    });
    expect(await shown({ ended: [ended("rejected")] })).toMatch(
      /Rejected on <time datetime="2026-11-04T08:00:00.000Z">[^<]+<\/time> by ann/,
    );
    expect(await shown({ ended: [ended("expired")] })).not.toContain("by ann");
    const { closedAt: _, ...open } = ended("rejected");
    expect(await shown({ ended: [open] })).toContain(`<time datetime="${AT}">`);
  });
});

describe("the list", () => {
  test("is cut off at 200 of a section, and how many more there are is said", async () => {
    const many = Array.from({ length: 202 }, (_, index) => ({ ...review, id: `review-${index}`, waiting }));
    const html = await shown({ toDecide: many });
    expect([rows(html), html.includes("And 2 more.")]).toEqual([200, true]);
    expect(await shown({ toDecide: many.slice(2) })).not.toContain("more.");
  });

  test("says how many there are to decide, or were found, and what to do where there are none", async () => {
    expect(await shown({ toDecide: [{ ...review, waiting }] })).toContain("<h1>1 review to decide</h1>");
    expect(await shown({ toDecide: [{ ...review, waiting }], ended: [review], search: { text: "w" } })).toContain(
      "<h1>2 reviews found</h1>",
    );
    expect(await shown({})).toContain(list.none);
    expect(await shown({ search: { text: "", state: "failed" } })).toContain(list.noneFound);
  });

  test("keeps what was searched for, and leads on to older reviews of the same search", async () => {
    const html = await shown({ search: { text: "a<b", state: "failed" }, older: { createdAt: AT, id: "review-9" } });
    expect(html).toContain('value="a&lt;b"');
    expect(html).toContain('<option value="failed" selected>');
    const [, address = ""] = /href="([^"]+)">Older reviews/.exec(html.replaceAll("&amp;", "&")) ?? [];
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({ q: "a<b", state: "failed", before: `${AT}~review-9` });
    expect([html.includes(list.showAll), html.includes(list.onlyNewest)]).toEqual([true, true]);
    const all = await shown({ older: { createdAt: AT, id: "review-9" } });
    expect([all.includes(list.showAll), all.includes(list.onlyNewest)]).toEqual([false, false]);
  });
});
