import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvalApp } from "#core/web/app.ts";
import { asked, askedOf } from "#test/page/served.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { askedBySignIn, decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

describe("the list of reviews", () => {
  test("leads to each under the approver's own sign-in, and holds no link that would work for another", async () => {
    const { link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const list = await openAs(ann, "ann", `${PAGE}/reviews`);
    expect([list.status, list.url, heading(list)]).toEqual([200, `${PAGE}/reviews`, "1 review to decide"]);
    for (const text of ["/r/", "token", link.slice(-20)]) expect(list.html).not.toContain(text);
    expect(list.html).toContain(`href="${PAGE}/reviews/${reviewId}"`);
    expect(list.html).toContain(`href="${PAGE}/reviews/${reviewId}/decide"`);
    const review = await ann.open(`${PAGE}/reviews/${reviewId}/decide`);
    expect([review.status, review.url]).toEqual([200, link]);
    expect((await ann.open(`${PAGE}/reviews/${reviewId}`)).html).not.toContain("/r/");
  });

  test("is the front door", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", `${PAGE}/reviews`);
    expect(heading(await ann.open(`${PAGE}/`))).toBe("1 review to decide");
  });

  test("says of each what would change, what to check, and since when it waits", async () => {
    const { ports, visitor } = await askedBySignIn(signInAt(openId));
    ports.at("2026-11-03T09:00:00.000Z");
    const ann = visitor();
    const { html } = await openAs(ann, "ann", `${PAGE}/reviews`);
    expect(html).toContain("QueueWorker".replace("W", "<wbr>W"));
    for (const text of ["account 111122223333", "Remove ", "; keep ", "Removed: ", "Asked 2 days ago", "decide by "])
      expect(html).toContain(text);
  });

  test("shows what is under way and what has ended apart, with who decided", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await decideAs(ann, await openAs(ann, "ann", link), "reject", "not yet");
    const { html } = await ann.open(`${PAGE}/reviews`);
    expect(html).toContain("No review is waiting for a decision");
    expect(html).toMatch(/Ended, newest first[\s\S]*QueueWorker|Ended, newest first[\s\S]*Queue<wbr>Worker/);
    expect(html).toMatch(/Rejected on <time[^>]+>[^<]+<\/time> by ann@example.com/);
  });

  test.each([
    ["", "1 review to decide"],
    ["?q=queue", "1 review found"],
    ["?q=111122223333&state=to-decide", "1 review found"],
    ["?q=other", "No review found"],
    ["?state=rejected", "No review found"],
    ["?state=nonsense&before=nonsense", "1 review to decide"],
    ["?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "No review found"],
  ])("is searched by its address: %s", async (query, title) => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", `${PAGE}/reviews`);
    const found = await ann.open(`${PAGE}/reviews${query}`);
    expect([found.status, heading(found)]).toEqual([200, title]);
    expect(found.html).not.toContain("<script");
  });

  test("decides nothing about what no longer waits", async () => {
    const { link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await decideAs(ann, await openAs(ann, "ann", link), "approve");
    const list = await ann.open(`${PAGE}/reviews`);
    expect([heading(list), list.html.includes("Approved")]).toEqual(["No review is waiting for a decision", false]);
    expect(list.html).toContain("In progress; updated ");
    expect((await ann.open(`${PAGE}/reviews/${reviewId}/decide`)).status).toBe(409);
  });
});

describe("a review's history", () => {
  test("tells its status, who decided and when, and each step that was taken", async () => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await decideAs(ann, await openAs(ann, "ann", link), "approve", "<i>looks</i> right");
    await applyPolicy(ports, { reviewId });
    const { html, status } = await ann.open(`${PAGE}/reviews/${reviewId}`);
    expect(status).toBe(200);
    for (const text of [
      "<strong>Applied</strong>",
      "ann@example.com (Ann Example)",
      `ann at ${openId.issuer}`,
      "&lt;i&gt;looks&lt;/i&gt; right",
      '2026-11-01 00:00 UTC</time><span class="badge pass">done</span>',
      "aws iam attach-role-policy",
    ])
      expect(html).toContain(text);
    expect(html).not.toContain("token-of-");
    // Each step is told once: what was begun and ended, by its end.
    expect(html.match(/Attach whittle-QueueWorker to QueueWorker/g)?.length).toBe(1);
  });

  test.each(["none", "..%2f..", "x".repeat(100), "%00"])("of no review: %s", async (id) => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", `${PAGE}/reviews`);
    expect((await ann.open(`${PAGE}/reviews/${id}`)).status).toBe(404);
  });
});

describe("both", () => {
  test.each(["/", "/reviews", "/reviews/", "/reviews/review-1", "/reviews/review-1/decide", "//reviews", "/reviews/review-1/"])(
    "show nothing without signing in: %s",
    async (path) => {
      const { visitor } = await askedBySignIn(signInAt(openId));
      const answer = await visitor().request(`${PAGE}${path}`);
      expect([303, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain("QueueWorker");
    },
  );

  test("show nothing to who may not decide", async () => {
    const { visitor, reviewId } = await askedBySignIn(signInAt(openId));
    const cat = visitor();
    expect((await openAs(cat, "cat", `${PAGE}/reviews`)).status).toBe(403);
    expect((await cat.open(`${PAGE}/reviews/${reviewId}`)).html).not.toContain("QueueWorker");
  });

  test("are not there for a link, and say what they need", async () => {
    const { ports, reviewId } = await asked();
    const app = approvalApp(ports, () => {});
    for (const path of ["/", "/reviews", `/reviews/${reviewId}`, `/reviews/${reviewId}/decide`]) {
      const answer = await app.fetch(new Request(`${PAGE}${path}`));
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain("ApproverSignIn=oidc");
    }
  });

  test("are open on this machine's own page", async () => {
    const { ports, link, reviewId } = await askedOf({ settings: { pageUrl: PAGE, approverSignIn: "local" } });
    const visitor = new Visitor({ [PAGE]: (request) => approvalApp(ports, () => {}).fetch(request) });
    expect((await visitor.open(`${PAGE}/reviews`)).html).toContain(`href="${PAGE}/reviews/${reviewId}/decide"`);
    expect((await visitor.open(`${PAGE}/reviews/${reviewId}/decide`)).url).toBe(link);
    expect((await visitor.open(`${PAGE}/reviews/${reviewId}`)).status).toBe(200);
  });

  test("change nothing, by whatever method", async () => {
    const { ports, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", `${PAGE}/reviews`);
    const before = await ports.store.get(reviewId);
    for (const path of ["/reviews", `/reviews/${reviewId}`]) {
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"]) {
        const { status } = await ann.request(`${PAGE}${path}`, { method });
        expect(status).toBe(method === "GET" || method === "HEAD" ? 200 : 405);
      }
    }
    expect(await ports.store.get(reviewId)).toEqual(before);
  });
});
