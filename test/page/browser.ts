import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from "playwright-core";
import * as v from "valibot";

/** A real browser, headless: the Chromium that comes with the packages, so that nothing needs to be installed. `env` is added to its environment. */
export async function openBrowser(env: Readonly<Record<string, string>> = {}): Promise<Browser> {
  // In one process the browser ends with the first context that is closed.
  const args = chromium.args.filter((arg) => arg !== "--single-process");
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args,
    headless: true,
    env: { ...definedOf(process.env), ...env },
  });
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const Violations = v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) }));

/** What axe finds wrong with a page for people with disabilities: rule and element, empty where nothing is. */
async function violations(page: Page): Promise<string[]> {
  // A page whose content is replaced keeps it.
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe);
  const found = await page.evaluate(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return v.parse(Violations, found).flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** What is wrong with a page for somebody, all of it unfolded: axe's violations, and what does not fit its width; named by its headline. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })");
  const heading = await page.locator("h1").textContent();
  const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  const found = [...(wide === 0 ? [] : [`${wide} pixels too wide`]), ...(await violations(page))];
  return found.map((fault) => `${heading}: ${fault}`);
}

/** A page of this machine that a link opens, until it is closed. */
interface Opened {
  readonly link: string;
  close(): void;
}

/** Opens a link in a browser of its own, and closes everything when the story has been told. */
export async function visit<T extends Opened>(
  browser: Browser,
  opened: T,
  story: (page: Page, opened: T) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    await page.goto(opened.link);
    await story(page, opened);
  } finally {
    await context.close();
    opened.close();
  }
}
