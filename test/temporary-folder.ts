import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const PREFIX = "whittle-tests-";

/**
 * Gives a run of the tests a temporary folder of its own, which is gone when they have ended: Vitest calls what it returns then. A second
 * call changes nothing.
 */
export default function setup(): (() => void) | undefined {
  if (basename(tmpdir()).startsWith(PREFIX)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // Where tmpdir() looks first, here and in every process that a test starts.
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
