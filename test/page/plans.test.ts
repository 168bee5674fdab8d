import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { standingOf } from "#core/review/standing.ts";
import { type PlannedRole, plansPage } from "#core/web/report/plans-page.ts";
import { NASTY } from "#test/core/messages/hostile.ts";
import { reviewOf } from "#test/core/messages/proposals.ts";
import { faultsOf, openBrowser } from "./browser.ts";
import { ADMIN_ROLE, type Asked, asked, servedSample } from "./served.ts";

let text: string;
let address: string;
let browser: Browser;

beforeAll(async () => {
  const sample = await servedSample();
  sample.close();
  const roles = [...(await plannedRoles(sample)), ...(await plannedRoles(await asked(ADMIN_ROLE)))];
  text = (await plansPage(roles, "2026-11-28T12:00:00.000Z")).toString();
  const file = join(mkdtempSync(join(tmpdir(), "plans-")), "plans.html");
  writeFileSync(file, text);
  address = pathToFileURL(file).href;
  browser = await openBrowser();
}, 120_000);
afterAll(() => browser.close());

/** A role as it is, and once more with names that mean harm. */
async function plannedRoles({ ports: { store }, reviewId }: Pick<Asked, "ports" | "reviewId">): Promise<readonly PlannedRole[]> {
  const [proposal, before] = [await store.document(reviewId, "proposal"), await store.document(reviewId, "before")];
  if (!proposal || !before) throw new Error("The review has no proposal.");
  const standing = standingOf({ role: before, window: proposal.window, proposal }, loadCatalogue());
  const harm = NASTY.join(" ");
  const notes = [{ id: "policy-not-attached", name: `${harm} id="doubts" <h2 href="#questions">` }] as const;
  const hostile = { ...proposal, role: { ...proposal.role, name: harm }, notes };
  const planned = { review: reviewOf(proposal), standing, result: "proposed" };
  return [
    { ...planned, proposed: { proposal, before } },
    { ...planned, review: reviewOf(hostile), proposed: { proposal: hostile, before } },
    { ...planned, result: "no activity" },
  ];
}

describe("a file of plans", () => {
  test.each([
    ["wide", { viewport: { width: 1280, height: 900 } }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" as const }],
    ["320 pixels", { viewport: { width: 320, height: 640 } }],
  ])(
    "axe finds nothing, and nothing needs sideways scrolling: %s",
    async (_, look) => {
      const context = await browser.newContext(look);
      const page = await context.newPage();
      await page.goto(address);
      expect(await faultsOf(page)).toEqual([]);
      await context.close();
    },
    120_000,
  );

  test("keeps the names of roles readable on a phone: they are not broken into a line for each few letters", async () => {
    const context = await browser.newContext({ viewport: { width: 375, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    const height = await page
      .locator("tbody th")
      .first()
      .evaluate((cell) => cell.getBoundingClientRect().height);
    expect(height).toBeLessThan(100);
    await context.close();
  }, 120_000);

  test("loads nothing and runs nothing, whatever names say, and its own links lead to each plan", async () => {
    expect(text).not.toMatch(/<script|<img|<link|<iframe|<form|<input|<button/i);
    const context = await browser.newContext();
    const page = await context.newPage();
    const seen: string[] = [];
    page.on("request", (request) => seen.push(request.url()));
    page.on("console", (message) => seen.push(message.text()));
    page.on("dialog", (dialog) => void dialog.dismiss().then(() => seen.push("a dialog")));
    await page.goto(address);
    expect(seen).toEqual([address]);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...text.matchAll(/<a href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    await context.close();
  }, 120_000);

  test("prints to pages of PDF, a role on pages of its own", async () => {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(address);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThanOrEqual(7);
    await context.close();
  }, 120_000);
});
