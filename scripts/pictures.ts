import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openBrowser } from "#test/page/browser.ts";
import { type Asked, askedAboutRealLogs, served, servedSample } from "#test/page/served.ts";

/**
 * Makes the pictures of docs/pictures: the mail and the page of two real proposals, wide and on a phone, light and dark. One is the
 * founding scenario; the other is AdministratorAccess on the real logs of `../shared/data`, whose pictures stay as they are without it.
 */

const folder = join(import.meta.dirname, "../docs/pictures");
const LOOKS: readonly [string, BrowserContextOptions][] = [
  ["wide", { viewport: { width: 1280, height: 860 } }],
  ["phone", { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5 }],
];

mkdirSync(folder, { recursive: true });
const browser = await openBrowser({ FONTCONFIG_FILE: fonts() });
await pictures("sample", servedSample());
const real = await askedAboutRealLogs();
if (real)
  await pictures(
    "admin",
    served(async (pageUrl) => (await askedAboutRealLogs(pageUrl)) ?? real),
  );
else console.log("../shared/data is absent: the pictures of AdministratorAccess were not made anew.");
await browser.close();

async function pictures(name: string, serving: ReturnType<typeof servedSample>): Promise<void> {
  const review = await serving;
  for (const [look, options] of LOOKS) {
    for (const colorScheme of ["light", "dark"] as const)
      await picture(browser, `${name}-${look}-${colorScheme}`, review.link, { ...options, colorScheme });
  }
  await mail(browser, `${name}-mail`, review);
  review.close();
}

async function picture(browser: Browser, name: string, link: string, look: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(link);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}

/** A plain-text mail as a plain client shows it. */
async function mail(browser: Browser, name: string, { ports }: Asked): Promise<void> {
  const [message] = ports.seen.messages;
  const page = await browser.newPage({ viewport: { width: 720, height: 200 } });
  await page.setContent("<pre style='font:14px/1.5 monospace;margin:24px;white-space:pre-wrap;overflow-wrap:anywhere'></pre>");
  const text = `Subject: ${message?.subject}\n\n${message?.body.replace(/http\S+\/r\/\S+/, "https://example.execute-api.us-east-1.amazonaws.com/r/…")}`;
  await page.evaluate(`document.querySelector("pre").textContent = ${JSON.stringify(text)}`);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.close();
}

/** The font that comes with the browser, so that the pictures look alike on every machine. */
function fonts(): string {
  const file = join(mkdtempSync(join(tmpdir(), "whittle-fonts-")), "fonts.conf");
  const prefer = (family: string, font: string) => `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  const families = [prefer("system-ui", "Open Sans"), prefer("sans-serif", "Open Sans"), prefer("monospace", "DejaVu Sans Mono")];
  writeFileSync(file, `<fontconfig><dir>${join(tmpdir(), "fonts")}</dir><dir>/usr/share/fonts</dir>${families.join("")}</fontconfig>`);
  return file;
}
