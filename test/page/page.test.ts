import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { LANGUAGES } from "#core/messages/language.ts";
import { wordsOf } from "#core/messages/words.ts";
import { endPage, endPages } from "#core/web/end-page.ts";
import { restoreEndPages } from "#core/web/restore-end-pages.ts";
import { faultsOf, openBrowser, visit } from "./browser.ts";
import { ADMIN_ROLE, type Asked, asked, askedAboutRealLogs, linkWith, type Served, served } from "./served.ts";

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Opens a review's page, and closes everything when the story has been told. */
async function visiting(
  story: (page: Page, review: Served) => Promise<void>,
  options: BrowserContextOptions = {},
  ask: (pageUrl: string) => Promise<Asked> = (pageUrl) => asked(undefined, pageUrl),
) {
  const review = await served(ask);
  await visit(browser, review, story, options);
}

const heading = (page: Page) => page.locator("h1").textContent();

describe("an approver in a real browser", () => {
  test("reads what goes, what stays and why, and approves; the workflow is called back", async () => {
    await visiting(async (page, { ports, reviewId }) => {
      expect(await heading(page)).toMatch(/^Remove \d+ of \d+ SQS actions; keep \d+$/);
      expect(await page.getByText("named by Access Analyzer's generated policy").count()).toBeGreaterThan(0);
      await page.getByRole("button", { name: "Approve" }).click();
      expect(await heading(page)).toBe("This is approved");
      expect((await ports.store.get(reviewId)).decision).toMatchObject({ verdict: "approved", by: "the holder of the link" });
      expect(ports.seen.called).toEqual([{ token: `token-of-${reviewId}`, output: { verdict: "approved" } }]);
    });
  });

  test("rejects with a reason; without one the page asks for it and keeps what was typed", async () => {
    await visiting(async (page, { ports, reviewId }) => {
      await page.getByRole("button", { name: "Reject" }).click();
      expect(await page.getByRole("alert").textContent()).toContain("Enter a comment");
      expect((await ports.store.get(reviewId)).decision).toBeUndefined();
      await page.getByLabel("Comment").fill("We purge queues in December <b>only</b>.");
      await page.getByRole("button", { name: "Reject" }).click();
      expect(await heading(page)).toBe("This is rejected");
      expect(await page.getByText("We purge queues in December <b>only</b>.").count()).toBe(1);
    });
  });

  test("a second click tells who decided, and changes nothing", async () => {
    await visiting(async (page, { link, ports, reviewId }) => {
      const second = await page.context().newPage();
      await second.goto(link);
      await page.getByRole("button", { name: "Approve" }).click();
      await second.getByLabel("Comment").fill("no");
      await second.getByRole("button", { name: "Reject" }).click();
      expect(await heading(second)).toBe("This is approved");
      expect((await ports.store.get(reviewId)).decision?.verdict).toBe("approved");
    });
  });

  test("an expired, a tampered and an outdated link each say what to do next", async () => {
    await visiting(async (page, review) => {
      const titles: (string | null)[] = [];
      for (const link of [
        await linkWith(review, { expiresAt: "2026-10-01T00:00:00.000Z" }),
        `${review.link.slice(0, -2)}xx`,
        await linkWith(review, { proposalHash: "abcd" }),
      ]) {
        await page.goto(link);
        titles.push(await heading(page));
      }
      expect(titles).toEqual(["This link has expired", "This link is not valid", "The proposal has changed"]);
    });
  });

  test("needs no JavaScript", async () => {
    await visiting(
      async (page) => {
        await page.getByRole("button", { name: "Approve" }).click();
        expect(await heading(page)).toBe("This is approved");
      },
      { javaScriptEnabled: false },
    );
  });

  test("on a phone, without scrolling: one tap approves", async () => {
    const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, javaScriptEnabled: false };
    await visiting(async (page, { ports, reviewId }) => {
      const button = page.getByRole("button", { name: "Approve" });
      const { y = Number.NaN, height = Number.NaN } = (await button.boundingBox()) ?? {};
      expect([y > 0, y + height <= 640, height >= 44]).toEqual([true, true, true]);
      await button.tap();
      await page.waitForSelector("text=This is approved");
      expect((await ports.store.get(reviewId)).decision?.verdict).toBe("approved");
    }, phone);
  });

  test.each([
    ["wide", 1280, 900],
    ["of a tablet", 900, 1100],
    ["of a phone", 320, 740],
    ["of a phone on its side", 740, 320],
  ])("on a %s window, says once until when to decide and who", async (_, width, height) => {
    await visiting(
      async (page) => {
        const said = page.getByText("One approver is enough, for example you.").filter({ visible: true });
        expect(await said.count()).toBe(1);
      },
      { viewport: { width, height } },
    );
  });

  test("what has the focus is never hidden behind the buttons of a phone", async () => {
    await visiting(
      async (page) => {
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })");
        const hidden: string[] = [];
        for (let presses = 0; presses < 40; presses++) {
          await page.keyboard.press("Tab");
          const place = await page.evaluate(`(() => {
            const { top, bottom } = document.activeElement.getBoundingClientRect();
            const dock = document.querySelector(".decide");
            const isHidden = !dock.contains(document.activeElement) && top >= dock.getBoundingClientRect().top;
            return isHidden ? document.activeElement.outerHTML.slice(0, 80) + " " + top + " " + bottom : "";
          })()`);
          if (place !== "") hidden.push(String(place));
        }
        expect(hidden).toEqual([]);
      },
      { viewport: { width: 360, height: 740 } },
    );
  });

  test("rejects by keyboard alone", async () => {
    await visiting(async (page, { ports, reviewId }) => {
      const focused = () => page.evaluate("document.activeElement.id || document.activeElement.textContent");
      for (let presses = 0; presses < 20 && (await focused()) !== "comment"; presses++) await page.keyboard.press("Tab");
      await page.keyboard.type("It purges queues in December.");
      for (let presses = 0; presses < 20 && (await focused()) !== "Reject"; presses++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForSelector("text=This is rejected");
      expect((await ports.store.get(reviewId)).decision?.reason).toBe("It purges queues in December.");
    });
  });

  test("by keyboard alone", async () => {
    await visiting(async (page) => {
      const focused = () => page.evaluate("document.activeElement.textContent");
      for (let presses = 0; presses < 20 && (await focused()) !== "Approve"; presses++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForSelector("text=This is approved");
    });
  });
});

describe("for everybody", () => {
  const looks: [string, BrowserContextOptions][] = [
    ["light and wide", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
    ["dark and wide", { colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
    ["light and 320 pixels", { colorScheme: "light", viewport: { width: 320, height: 640 } }],
    ["dark and 360 pixels", { colorScheme: "dark", viewport: { width: 360, height: 740 } }],
  ];
  const extremes = looks.slice(1, 3);

  test.each(looks)("axe finds nothing on any page, and nothing needs sideways scrolling: %s", async (_, look) => {
    await visiting(
      async (page, review) => {
        const found: string[] = [];
        const look = async () => void found.push(...(await faultsOf(page)));
        await look();
        await page.getByRole("button", { name: "Reject" }).click();
        await look();
        for (const link of [
          `${review.link}x`,
          await linkWith(review, { expiresAt: "2026-10-01T00:00:00.000Z" }),
          await linkWith(review, { proposalHash: "ab" }),
        ]) {
          await page.goto(link);
          await look();
        }
        await page.goto(review.link);
        await page.getByRole("button", { name: "Approve" }).click();
        await look();
        expect(found).toEqual([]);
      },
      { ...look, bypassCSP: true },
    );
  });

  test("also of an AdministratorAccess proposal, unfolded", async () => {
    const asking = (pageUrl: string) => askedAboutRealLogs(pageUrl).then((review) => review ?? asked(ADMIN_ROLE, pageUrl));
    const { link, close } = await served(asking);
    const found: string[] = [];
    const look = async (page: Page) => void found.push(...(await faultsOf(page)));
    for (const [, options] of extremes) await visit(browser, { link, close: () => undefined }, look, { ...options, bypassCSP: true });
    close();
    expect(found).toEqual([]);
  });

  test.each(extremes)("also of every page that ends the matter: %s", async (_, look) => {
    const ends = [...Object.values(endPages), ...Object.values(restoreEndPages)];
    const context = await browser.newContext({ ...look, bypassCSP: true });
    const page = await context.newPage();
    const found: string[] = [];
    for (const end of ends)
      for (const language of LANGUAGES) {
        await page.setContent(String(await endPage(end, await wordsOf(language))));
        found.push(...(await faultsOf(page)));
      }
    await context.close();
    expect([found, ends.length > 25]).toEqual([[], true]);
  });
});
