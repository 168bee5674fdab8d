import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const pages = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(ROOT, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
];

test.each(pages)("what %s shows and leads to is there", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)|(?:src|srcset)="([^"]+)"/g)].map(([, link, picture]) => link ?? picture ?? "");
  const missing = targets.filter((target) => !target.includes("://") && !existsSync(join(ROOT, dirname(page), target)));
  expect(missing).toEqual([]);
});

test("every decision has an id of its own, in order, and a date", () => {
  const text = readFileSync(join(ROOT, "docs/decisions.md"), "utf8");
  const headings = [...text.matchAll(/^## (.*)\n(.*)$/gm)];
  const expected = headings.map((_, index) => `D-${String(index + 1).padStart(3, "0")}`);
  expect(headings.map(([, heading = ""]) => heading.split(" ")[0])).toEqual(expected);
  expect(headings.filter(([, , date = ""]) => !/^\*\d{4}-\d{2}-\d{2}\*$/.test(date)).map(([, heading]) => heading)).toEqual([]);
});
