import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, violations } from "./browser.ts";
import { ADMIN_ROLE, linkWith, servedReview } from "./served.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser.close());

type Served = Awaited<ReturnType<typeof servedReview>>;

/** Opens a review's page, and closes everything when the story has been told. */
async function visiting(
  story: (page: Page, review: Served) => Promise<void>,
  options: BrowserContextOptions = {},
  role?: Parameters<typeof servedReview>[0],
) {
  const review = await servedReview(role);
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    await page.goto(review.link);
    await story(page, review);
  } finally {
    await context.close();
    review.close();
  }
}

const heading = (page: Page) => page.locator("h1").textContent();

describe("an approver in a real browser", () => {
  test("reads what goes, what stays and why, and approves; the workflow is called back", async () => {
    await visiting(async (page, { ports, reviewId }) => {
      expect(await heading(page)).toMatch(/^Remove \d+ of \d+ actions; keep \d+$/);
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
      expect(await page.getByRole("alert").textContent()).toContain("say why");
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

  test.each(looks)(
    "axe finds nothing on any page, and nothing needs sideways scrolling: %s",
    async (_, look) => {
      await visiting(
        async (page, review) => {
          const found: string[] = [];
          const look = async () => {
            found.push(...(await violations(page)));
            const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (overflow !== 0) found.push(`${await heading(page)}: ${overflow} pixels too wide`);
          };
          await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })");
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
    },
    60_000,
  );

  test("also of an AdministratorAccess proposal", async () => {
    await visiting(async (page) => expect(await violations(page)).toEqual([]), { bypassCSP: true }, ADMIN_ROLE);
  });
});
