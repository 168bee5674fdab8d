import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { deniedEntry } from "#core/review/change/watch/denied.ts";
import { type Applied, applied } from "./applied.ts";
import { faultsOf, openBrowser, visit } from "./browser.ts";
import { served } from "./served.ts";

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const PURGE = {
  action: "sqs:PurgeQueue",
  resources: ["arn:aws:sqs:us-east-1:111122223333:orders"],
  session: "i-0abc",
  address: "10.0.0.7",
  at: "2026-11-02T00:00:00.000Z",
  region: "us-east-1",
  userAgent: "aws-cli",
};

/** Opens the restore page of a change after which a call was denied. */
async function visiting(story: (page: Page, review: Applied) => Promise<void>, options: BrowserContextOptions = {}) {
  const review = await served(async (pageUrl) => {
    const change = await applied({ settings: { pageUrl } });
    const { ports, reviewId } = change;
    await ports.store.append(reviewId, deniedEntry(PURGE, "event-1", ports.clock.now()));
    return change;
  });
  await visit(browser, review, story, options);
}

const heading = (page: Page) => page.locator("h1").textContent();

describe("somebody who misses something, in a real browser", () => {
  test("reads what was denied and what each way back does, and adds back just that, without JavaScript", async () => {
    await visiting(
      async (page, { ports, reviewId }) => {
        expect(await heading(page)).toBe("Restore QueueWorker");
        expect(await page.getByText("orders by i-0abc").count()).toBe(1);
        expect(await page.getByText("Detach whittle-QueueWorker from QueueWorker").count()).toBe(1);
        expect(ports.restores.started).toEqual([]);
        await page.getByLabel("Comment").fill("The nightly clean-up <b>needs</b> it.");
        await page.getByRole("button", { name: "Restore only sqs:PurgeQueue" }).click();
        expect(await heading(page)).toBe("Restore requested");
        expect(ports.restores.started.map(({ input }) => input)).toEqual([
          expect.objectContaining({
            reviewId,
            addBack: ["sqs:PurgeQueue"],
            votes: [expect.objectContaining({ reason: "The nightly clean-up <b>needs</b> it." })],
          }),
        ]);
      },
      { javaScriptEnabled: false },
    );
  });

  test("asks about another action, which changes nothing, and is told what AWS does not know", async () => {
    await visiting(async (page, { ports }) => {
      await page.getByRole("textbox", { name: "Action" }).fill("sqs:createqueue");
      await page.getByRole("button", { name: "Show what restoring it would do" }).click();
      const only = page.getByRole("button", { name: "Restore only sqs:CreateQueue" });
      await only.waitFor();
      expect(await only.count()).toBe(1);
      await page.getByRole("textbox", { name: "Action" }).fill('"><script>alert(1)</script>');
      await page.getByRole("button", { name: "Show what restoring it would do" }).click();
      expect(await page.getByRole("alert").textContent()).toBe('There is no AWS action named "><script>alert(1)</script>.');
      expect(ports.restores.started).toEqual([]);
    });
  });

  test("a second click asks for nothing more", async () => {
    await visiting(async (page, { ports, link }) => {
      const second = await page.context().newPage();
      await second.goto(link);
      for (const one of [page, second]) await one.getByRole("button", { name: "Restore everything that the review removed" }).click();
      expect([await heading(page), ports.restores.started.length]).toEqual(["Restore requested", 1]);
      await ports.restores.ended();
      await second.goto(link);
      await second.getByRole("button", { name: "Restore everything that the review removed" }).click();
      expect([await heading(second), ports.restores.started.length]).toEqual(["This restore is already requested", 1]);
    });
  });

  test("by keyboard alone", async () => {
    await visiting(async (page, { ports }) => {
      const focused = () => page.evaluate("document.activeElement.textContent");
      const wanted = "Restore everything that the review removed";
      for (let presses = 0; presses < 40 && (await focused()) !== wanted; presses++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForSelector("text=Restore requested");
      expect(ports.restores.started.length).toBe(1);
    });
  });
});

describe("axe finds nothing, and nothing is wider than a phone, on every page of restoring", () => {
  test.each(["light", "dark"] as const)("%s", async (colorScheme) => {
    await visiting(
      async (page, { link, reviewLink }) => {
        const found = await faultsOf(page);
        for (const address of [`${link}?action=s3:Nothing`, `${link}?action=s3:GetObject`, `${link}x`, reviewLink]) {
          await page.goto(address);
          found.push(...(await faultsOf(page)));
        }
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(link);
        found.push(...(await faultsOf(page)));
        await page.getByRole("button", { name: "Restore everything that the review removed" }).click();
        found.push(...(await faultsOf(page)));
        expect(found).toEqual([]);
      },
      { colorScheme, bypassCSP: true, viewport: { width: 320, height: 640 } },
    );
  });
});
