import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openPage } from "#adapters/local/page/serve.ts";
import { wordsOf } from "#core/messages/words.ts";
import { approvalApp } from "#core/web/app.ts";
import type { TestRole } from "#test/core/steps/ports.ts";
import { openTestOpenId } from "#test/sign-in/openid.ts";
import { PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { faultsOf, openBrowser } from "./browser.ts";
import { type Asked, askedOf } from "./served.ts";

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const heading = (page: Page) => page.locator("h1").textContent();

interface Told extends Asked {
  readonly pageUrl: string;
  /** A page in a browser context of its own. */
  person(options?: BrowserContextOptions): Promise<Page>;
}

/** A review's page and an OpenID provider, both on this machine, until the story has been told. */
async function signingIn(story: (told: Told) => Promise<void>, role?: TestRole) {
  const served = await openPage();
  const openId = await openTestOpenId(PEOPLE, () => [`${served.url}/signed-in`], "localhost");
  const review = await askedOf({ ...(role ? { role } : {}), settings: { pageUrl: served.url, approverSignIn: "oidc" } });
  const signIn = signInAt(openId, {}, { pageUrl: served.url });
  const faults: unknown[] = [];
  const app = approvalApp({ ...review.ports, signIn }, (fault) => faults.push(fault));
  served.answerWith((request) => app.fetch(request));
  const contexts: BrowserContext[] = [];
  try {
    await story({
      ...review,
      pageUrl: served.url,
      async person(options = {}) {
        const context = await browser.newContext(options);
        contexts.push(context);
        return context.newPage();
      },
    });
    expect(faults).toEqual([]);
  } finally {
    for (const context of contexts) await context.close();
    openId.close();
    served.close();
  }
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
}

describe("an approver who signs in, in a real browser", () => {
  test("opens the link, signs in at the provider, comes back to the review, approves, and is named", async () => {
    await signingIn(async ({ person, link, ports, reviewId }) => {
      const page = await person({ javaScriptEnabled: false });
      await page.goto(link);
      expect(await heading(page)).toBe("Sign in");
      await signInAs(page, "ann");
      expect(page.url()).toBe(link);
      expect(await page.getByText("Signed in as ann@example.com (Ann Example)").count()).toBe(1);
      await page.getByRole("button", { name: "Approve" }).click();
      expect(await heading(page)).toBe("This is approved");
      expect((await ports.store.get(reviewId)).decision).toMatchObject({ verdict: "approved", identity: { subject: "ann" } });
    });
  });

  test("in the wrong group is told who they are and what is needed, and comes back as somebody else", async () => {
    await signingIn(async ({ person, link, ports, reviewId }) => {
      const page = await person();
      await page.goto(link);
      await signInAs(page, "cat");
      expect(await heading(page)).toBe("You are not an approver");
      expect(await page.getByText("membership of the group approvers").count()).toBe(1);
      await page.getByRole("link", { name: "Sign in as someone else" }).click();
      await signInAs(page, "ben");
      await page.waitForURL(link);
      expect(await page.getByText("Signed in as ben@example.com").count()).toBe(1);
      expect((await ports.store.get(reviewId)).decision).toBeUndefined();
    });
  });

  test("reads the history without a time that runs into its state, in either language", async () => {
    await signingIn(async ({ person, ports, link, pageUrl, reviewId }) => {
      await ports.store.append(reviewId, { kind: "code-merged", at: "2026-11-28T23:58:00.000Z" });
      for (const locale of ["en-GB", "ja-JP"]) {
        const page = await person({ locale, viewport: { width: 1280, height: 900 } });
        await page.goto(link);
        await signInAs(page, "ann");
        await page.goto(`${pageUrl}/reviews/${reviewId}`);
        const crossing = await page.evaluate(`(() => {
          const right = (each) => { const range = document.createRange(); range.selectNodeContents(each); return range.getBoundingClientRect().right; };
          return [...document.querySelectorAll(".steps li")].filter((each) => right(each.querySelector("time")) > each.querySelector(".badge").getBoundingClientRect().left).length;
        })()`);
        expect([await page.locator(".steps li").count(), crossing]).toEqual([1, 0]);
      }
    });
  });

  test("signs out, and no cookie is left", async () => {
    await signingIn(async ({ person, link }) => {
      const page = await person();
      await page.goto(link);
      await signInAs(page, "ann");
      const cookies = async () => (await page.context().cookies()).filter(({ name }) => name.startsWith("__Host-"));
      expect(await cookies()).not.toEqual([]);
      await page.getByRole("button", { name: "Sign out" }).click();
      expect(await heading(page)).toBe("You are signed out");
      expect(await cookies()).toEqual([]);
    });
  });

  test("whose session ended while the page was open signs in again and decides then", async () => {
    await signingIn(async ({ person, link, ports, reviewId }) => {
      const page = await person();
      await page.goto(link);
      await signInAs(page, "ann");
      await page.context().clearCookies({ name: "__Host-whittle-session" });
      await page.getByRole("button", { name: "Approve" }).click();
      expect(await heading(page)).toBe("Please sign in again");
      expect((await ports.store.get(reviewId)).decision).toBeUndefined();
      await page.getByRole("link", { name: "Sign in" }).click();
      expect(page.url()).toBe(link);
      await page.getByRole("button", { name: "Approve" }).click();
      expect(await heading(page)).toBe("This is approved");
    });
  });

  test("is known by one cookie, which no script sees", async () => {
    await signingIn(async ({ person, link }) => {
      const page = await person();
      await page.goto(link);
      await signInAs(page, "ann");
      const cookies = (await page.context().cookies()).filter(({ name }) => name.startsWith("__Host-"));
      expect(cookies.map(({ name, httpOnly, secure, sameSite, path }) => ({ name, httpOnly, secure, sameSite, path }))).toEqual([
        { name: "__Host-whittle-session", httpOnly: true, secure: true, sameSite: "Lax", path: "/" },
      ]);
      expect(await page.evaluate("document.cookie")).toBe("");
    });
  });

  test("another site cannot decide with their session, nor sign them out", async () => {
    await signingIn(async ({ person, link, pageUrl, ports, reviewId }) => {
      const page = await person();
      await page.goto(link);
      await signInAs(page, "ann");
      const token = (await page.locator('input[name="token"]').getAttribute("value")) ?? "";
      const attack = await page.context().newPage();
      await attack.route("http://evil.localhost/", (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<form id="a" method="post" action="${link}"><input name="token" value="${token}"><input name="verdict" value="approve"></form>
<form id="b" method="post" action="${pageUrl}/sign-out"></form>`,
        }),
      );
      for (const form of ["a", "b"]) {
        await attack.goto("http://evil.localhost/");
        await Promise.all([attack.waitForNavigation(), attack.evaluate(`document.getElementById("${form}").submit()`)]);
      }
      expect((await ports.store.get(reviewId)).decision).toBeUndefined();
      await page.reload();
      expect(await page.getByText("Signed in as ann@example.com").count()).toBe(1);
    });
  });
});

const TWO: TestRole = { name: "DeployRole", policies: ["AmazonSQSFullAccess"], tags: { "whittle:review": "on", "whittle:approvers": "2" } };

test("two approvers who click at the same moment: two approvals, one decision", async () => {
  await signingIn(async ({ person, link, ports, reviewId }) => {
    const pages = [await person(), await person()];
    for (const [index, page] of pages.entries()) {
      await page.goto(link);
      await signInAs(page, index === 0 ? "ann" : "ben");
    }
    await Promise.all(pages.map((page) => page.getByRole("button", { name: "Approve" }).click()));
    const headings = await Promise.all(pages.map(heading));
    expect(headings.sort()).toEqual(["One more approval is needed", "This is approved"]);
    expect((await ports.store.get(reviewId)).approvals?.map(({ identity }) => identity.subject).sort()).toEqual(["ann", "ben"]);
    expect(ports.seen.called.length).toBe(1);
  }, TWO);
});

describe("axe finds nothing, and nothing is wider than a phone, on", () => {
  test.each([
    ["light", "en"],
    ["dark", "en"],
    ["light", "ja"],
  ] as const)("every page of signing in, the list and the history (%s, %s)", async (colorScheme, language) => {
    const { page: texts, list, signIn } = await wordsOf(language);
    const { approve, reject, comment } = { ...texts.decide };
    await signingIn(async ({ person, link, pageUrl, reviewId }) => {
      const found: string[] = [];
      const look = async (page: Page) => {
        found.push(...(await faultsOf(page)));
        expect(await page.locator("html").getAttribute("lang")).toBe(language);
      };
      const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
      const options = {
        colorScheme,
        bypassCSP: true,
        viewport: { width: 320, height: 700 },
        locale: language === "ja" ? "ja-JP" : "en-GB",
      };
      const cat = await person(options);
      await cat.goto(link);
      await signInAs(cat, "cat");
      expect(await heading(cat)).toBe(signIn.notApprover);
      await look(cat);
      await cat.goto(`${pageUrl}/signed-in?state=none`);
      await look(cat);
      const ann = await person(options);
      await ann.goto(link);
      await signInAs(ann, "ann");
      await look(ann);
      await ann.goto(pageUrl);
      await look(ann);
      await ann.goto(`${pageUrl}/reviews?q=nobody`);
      expect(await heading(ann)).toBe(list.found(0));
      await look(ann);
      await ann.goto(link);
      await press(ann, approve);
      await look(ann);
      await ann.goto(link);
      await look(ann);
      await ann.context().clearCookies({ name: "__Host-whittle-session" });
      await ann.getByLabel(comment).fill("no");
      await press(ann, reject);
      expect(await heading(ann)).toBe(signIn.again);
      await look(ann);
      await ann.goto(`${pageUrl}/reviews`);
      await press(ann, texts.signedIn.out);
      await look(ann);
      const ben = await person(options);
      await ben.goto(link);
      await signInAs(ben, "ben");
      await press(ben, approve);
      await look(ben);
      await ben.goto(`${pageUrl}/reviews/${reviewId}`);
      await look(ben);
      await ben.goto(`${pageUrl}/reviews`);
      await look(ben);
      expect(found).toEqual([]);
    }, TWO);
  });
});

test("the list is searched without scripts, and leads to the decision", async () => {
  await signingIn(async ({ person, pageUrl, link }) => {
    const page = await person({ javaScriptEnabled: false });
    await page.goto(pageUrl);
    await signInAs(page, "ann");
    await page.getByLabel("Role, account or review").fill("other");
    await page.getByRole("button", { name: "Search" }).click();
    expect(await heading(page)).toBe("No review found");
    await page.getByLabel("Role, account or review").fill("queue");
    await page.getByLabel("State").selectOption("To decide");
    await page.getByRole("button", { name: "Search" }).click();
    expect([await heading(page), new URL(page.url()).search]).toEqual(["1 review found", "?q=queue&state=to-decide"]);
    await page.getByRole("link", { name: "Review and decide" }).click();
    expect(page.url()).toBe(link);
  });
});
