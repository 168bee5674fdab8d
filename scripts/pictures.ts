import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openBrowser } from "#test/page/browser.ts";
import { ADMIN_ROLE, type Asked, servedReview, servedSample } from "#test/page/served.ts";

/** Makes the pictures of docs/pictures from real proposals: the founding scenario, and a role with AdministratorAccess. */

const folder = join(import.meta.dirname, "../docs/pictures");
const WIDE = { viewport: { width: 900, height: 1250 } };
const PHONE = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 };

mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
const sample = await servedSample();
const admin = await servedReview(ADMIN_ROLE);
await picture(browser, "page-wide", sample.link, { ...WIDE, colorScheme: "light" });
await picture(browser, "page-dark", sample.link, { ...WIDE, colorScheme: "dark" });
await picture(browser, "page-phone", sample.link, { ...PHONE, colorScheme: "light" });
await picture(browser, "page-phone-dark", sample.link, { ...PHONE, colorScheme: "dark" });
await picture(browser, "page-admin", admin.link, { ...WIDE, colorScheme: "light" });
await mail(browser, sample);
await browser.close();
sample.close();
admin.close();

async function picture(browser: Browser, name: string, link: string, look: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(link);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}

/** A plain-text mail as a plain client shows it. */
async function mail(browser: Browser, { ports }: Asked): Promise<void> {
  const [message] = ports.seen.messages;
  const page = await browser.newPage({ viewport: { width: 720, height: 560 } });
  await page.setContent("<pre style='font:14px/1.5 monospace;margin:24px;white-space:pre-wrap;overflow-wrap:anywhere'></pre>");
  const text = `Subject: ${message?.subject}\n\n${message?.body.replace(/\/r\/\S+/, "/r/…")}`;
  await page.evaluate(`document.querySelector("pre").textContent = ${JSON.stringify(text)}`);
  await page.screenshot({ path: join(folder, "mail.png") });
  await page.close();
}
