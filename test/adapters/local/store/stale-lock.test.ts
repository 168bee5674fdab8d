import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockOf, ownLock, removeStaleLock } from "#adapters/local/store/stale-lock.ts";

/** A locked record, whose owner says so. */
function locked(owner: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "whittle-lock-")), "whittle.sqlite");
  mkdirSync(lockOf(file));
  writeFileSync(`${file}.lock-owner`, owner);
  return file;
}

/** The id of a process that has ended. */
const dead = spawnSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).stdout.trim();

test("removes the lock of a process that has ended, with what names it", () => {
  const file = locked(`${dead} ${hostname()}\n`);
  removeStaleLock(file);
  expect(readdirSync(join(file, ".."))).toEqual([]);
});

test.each([
  ["runs", `${process.pid} ${hostname()}\n`],
  ["is of another machine", `${dead} another-machine\n`],
  ["is not told", "?"],
])("leaves a lock whose process %s", (_, owner) => {
  const file = locked(owner);
  removeStaleLock(file);
  expect(existsSync(lockOf(file))).toBe(true);
  expect(readFileSync(`${file}.lock-owner`, "utf8")).toBe(owner);
});

test("a lock is owned until it is given back", () => {
  const file = locked("?");
  const disown = ownLock(file);
  expect(readFileSync(`${file}.lock-owner`, "utf8")).toBe(`${process.pid} ${hostname()}\n`);
  disown();
  expect(existsSync(`${file}.lock-owner`)).toBe(false);
});
