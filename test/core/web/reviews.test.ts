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

describe("the list of open reviews", () => {
  test("leads to each by the same link as its message, and to its history", async () => {
    const { link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const list = await openAs(ann, "ann", `${PAGE}/reviews`);
    expect([list.status, list.url, heading(list)]).toEqual([200, `${PAGE}/reviews`, "1 review to decide"]);
    expect(list.html).toContain(`href="${link}"`);
    expect(list.html).toContain(`href="${PAGE}/reviews/${reviewId}"`);
    expect((await ann.open(link)).status).toBe(200);
  });

  test("shows what is under way apart from what waits", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await decideAs(ann, await openAs(ann, "ann", link), "approve");
    const list = await ann.open(`${PAGE}/reviews`);
    expect([heading(list), list.html.includes("QueueWorker</a>: approved")]).toEqual(["No review is waiting for a decision", true]);
    expect(list.html).not.toContain("/r/");
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
      "<strong>applied</strong>",
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
  test.each(["/reviews", "/reviews/", "/reviews/review-1", "//reviews", "/reviews/review-1/"])(
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
    for (const path of ["/reviews", `/reviews/${reviewId}`]) {
      const answer = await app.fetch(new Request(`${PAGE}${path}`));
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain("ApproverSignIn=oidc");
    }
  });

  test("are open on this machine's own page", async () => {
    const { ports, link, reviewId } = await askedOf({ settings: { pageUrl: PAGE, approverSignIn: "local" } });
    const visitor = new Visitor({ [PAGE]: (request) => approvalApp(ports, () => {}).fetch(request) });
    expect((await visitor.open(`${PAGE}/reviews`)).html).toContain(`href="${link}"`);
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
