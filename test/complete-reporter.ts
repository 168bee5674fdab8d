import { readFileSync } from "node:fs";
import { relative } from "node:path";
import * as v from "valibot";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { hasSharedData } from "./core/usage/shared-data.ts";

const Floors = v.record(v.string(), v.number());
const floors = v.parse(Floors, JSON.parse(readFileSync(new URL("floors.json", import.meta.url), "utf8")));

/** What a skipped test may be excused by: the words that its name says it with, and whether they are true here. */
const EXCUSES: readonly { readonly says: string; readonly holds: boolean }[] = [
  { says: "skipped where ../shared/data is absent", holds: !hasSharedData },
  { says: "skipped where it is not installed", holds: true },
  { says: "skipped for root", holds: process.getuid?.() === 0 },
];

/**
 * Names every test that was skipped. Where WHITTLE_COMPLETE is set, as in CI, a skip without a true excuse fails the run, and so does a
 * folder in which fewer tests ran, with those excused, than test/floors.json says: a suite that nobody runs tells nothing.
 */
export default class CompleteReporter implements Reporter {
  private isWhole = true;

  onInit({ config }: Vitest): void {
    this.isWhole = config.testNamePattern === undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ test, folder: folderOf(module) })));
    const skipped = tests.filter(({ test }) => test.result().state === "skipped").map(({ test }) => test.fullName);
    if (skipped.length > 0 && this.isWhole) console.log(`\n${skipped.length} skipped:${skipped.map((name) => `\n  ${name}`).join("")}`);
    if (process.env.WHITTLE_COMPLETE === undefined) return;
    const counts = new Map<string, number>();
    for (const { folder } of tests) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    const missing = [
      ...skipped
        .filter((name) => !EXCUSES.some(({ says, holds }) => holds && name.includes(says)))
        .map((name) => `skipped without need: ${name}`),
      ...Object.entries(floors).flatMap(([folder, least]) => {
        const count = counts.get(folder) ?? 0;
        return count < least ? [`test/${folder} has ${count} tests, and ${least} at least are expected (test/floors.json)`] : [];
      }),
    ];
    for (const line of missing) console.error(line);
    if (missing.length > 0) process.exitCode = 1;
  }
}

/** `core` of `test/core/policy/cover.test.ts`; empty for a file of test/ itself. */
function folderOf({ moduleId }: TestModule): string {
  const [folder = "", ...more] = relative(import.meta.dirname, moduleId).split("/");
  return more.length === 0 ? "" : folder;
}
