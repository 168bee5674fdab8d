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

/** Marks one text of each colour, background and font: thousands of others are as easy to read, and axe needs milliseconds for each. */
const markTexts = `(() => {
  const backgroundOf = (each) => {
    const own = getComputedStyle(each).background;
    return each.parentElement === null || !own.startsWith("rgba(0, 0, 0, 0)") ? own : backgroundOf(each.parentElement);
  };
  const seen = new Set();
  for (const each of document.querySelectorAll("body *")) {
    if (![...each.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim() !== "")) continue;
    const { color, fontSize, fontWeight, opacity } = getComputedStyle(each);
    const look = [each.tagName, color, fontSize, fontWeight, opacity, backgroundOf(each)].join();
    if (!seen.has(look)) each.dataset.contrast = "";
    seen.add(look);
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
})()`;

/** What axe finds wrong with a page for people with disabilities: rule and element, empty where nothing is. */
async function violations(page: Page): Promise<string[]> {
  // A page whose content is replaced keeps it.
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe);
  await page.evaluate(markTexts);
  const found = await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"], selectors: false }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
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
