import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountReport, type ReviewWithProposal } from "#core/review/account-report.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { reportPage } from "#core/web/report/report-page.ts";
import { NASTY } from "#test/core/messages/hostile.ts";
import { adminProposal, foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { randomFrom } from "#test/random.ts";
import { faultsOf, openBrowser } from "./browser.ts";

const NOW = "2026-11-28T12:00:00.000Z";
const MONTHS = 12;
const ROLES = 60;

let founding: Proposal;
let admin: Proposal;
let browser: Browser;

beforeAll(async () => {
  [founding, admin, browser] = [await foundingProposal(), await adminProposal(), await openBrowser()];
}, 60_000);
afterAll(() => browser.close());

/** A made year: sixty roles, reviewed each month, of which some are approved, rejected, left to expire or still waiting. */
function madeYear(): readonly ReviewWithProposal[] {
  const random = randomFrom(7);
  return Array.from({ length: ROLES }, (_, index) => roleOfYear(index, random)).flat();
}

function roleOfYear(index: number, random: () => number): readonly ReviewWithProposal[] {
  const name = index % 10 === 3 ? `${NASTY[index % NASTY.length]}`.slice(0, 60) : `team-${index % 7}-service-${index}`;
  const first = Math.floor(random() * MONTHS);
  const base = index % 9 === 0 ? admin : founding;
  const proposal = {
    ...base,
    role: { ...base.role, name: asRoleName(name), arn: asArn(`arn:aws:iam::11112222333${index % 3}:role/r${index}`) },
  };
  return Array.from({ length: MONTHS - first }, (_, month) => reviewIn(proposal, first + month, random()));
}

function reviewIn(proposal: Proposal, month: number, chance: number): ReviewWithProposal {
  const at = new Date(Date.UTC(2025, 11 + month, 1 + Math.floor(chance * 27))).toISOString();
  return { review: reviewOf(proposal, { id: `${proposal.role.arn} ${month}`, createdAt: at, ...endOf(at, month, chance) }), proposal };
}

function endOf(at: string, month: number, chance: number): Partial<Review> {
  if (chance < 0.55) return { status: "settled", decision: { verdict: "approved", at, by: "erin@example.com", proposalHash: "hash" } };
  if (chance < 0.65) return { status: "rejected", decision: { verdict: "rejected", at, by: "erin@example.com", proposalHash: "hash" } };
  return month === MONTHS - 1 ? { status: "waiting" } : { status: "expired" };
}

async function saved(reviews: readonly ReviewWithProposal[]): Promise<{ readonly file: string; readonly text: string }> {
  const text = (await reportPage(accountReport(reviews), { now: NOW, of: "the folder made" })).toString();
  const file = join(mkdtempSync(join(tmpdir(), "report-")), "report.html");
  writeFileSync(file, text);
  return { file, text };
}

describe("the report of a made year", () => {
  test.each([
    ["wide", { viewport: { width: 1280, height: 900 } }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" as const }],
    ["320 pixels", { viewport: { width: 320, height: 640 } }],
  ])("axe finds nothing, and nothing needs sideways scrolling: %s", async (_, look) => {
    const { file } = await saved(madeYear());
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  });

  test("loads nothing and runs nothing, whatever a role is called", async () => {
    const { file, text } = await saved(madeYear());
    expect(text).not.toMatch(/<script|<img|<link|<iframe|javascript:|onerror=(?!alert)/i);
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const faults: string[] = [];
    page.on("console", (message) => faults.push(message.text()));
    page.on("dialog", (dialog) => void dialog.dismiss().then(() => faults.push("a dialog")));
    await page.goto(pathToFileURL(file).href);
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test("prints to pages of PDF", async () => {
    const { file } = await saved(madeYear());
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(10_000);
    await context.close();
  });

  test("prints dark letters on white paper, whatever colours the reader prefers", async () => {
    const [role] = madeYear();
    if (!role?.proposal) throw new Error("the year has a proposal");
    const sign = { kind: "probing", by: "region", actions: [], sources: ["us-east-1"], calls: 5, worksIn: ["eu-west-1"] } as const;
    const { file } = await saved([{ ...role, proposal: { ...role.proposal, suspicious: [sign] } }]);
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  });

  test.each([
    ["millions", [1_900_000, 2_700_000], "2026-01-01T00:00:00.000Z"],
    ["one change of this minute", [133], NOW],
  ])("the chart shows its figures and its line: %s", async (_, removed, at) => {
    const removals = removed.map((count) => ({ at, removed: count, total: count }));
    const report = { ...accountReport([]), removals };
    const file = join(mkdtempSync(join(tmpdir(), "report-")), "report.html");
    writeFileSync(file, (await reportPage(report, { now: NOW, of: "the folder made" })).toString());
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const { x: left = Number.NaN, width = 0 } = (await page.locator(".chart").boundingBox()) ?? {};
    const boxes = await Promise.all((await page.locator(".chart text").all()).map((text) => text.boundingBox()));
    expect(boxes.every((box) => box !== null && box.x >= left)).toBe(true);
    expect((await page.locator(".stair").boundingBox())?.width).toBeGreaterThan(width / 2);
    await page.close();
  });

  test("of no review at all says so", async () => {
    const { text } = await saved([]);
    for (const words of ["<h1>No role was reviewed yet</h1>", "No change has been applied yet", "No review waits for a decision"])
      expect(text).toContain(words);
  });
});
