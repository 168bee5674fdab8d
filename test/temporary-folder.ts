import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a run of the tests a temporary folder of its own, which is gone when they have ended. Vitest calls what it returns then. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "whittle-tests-"));
  // Where tmpdir() looks first, here and in every process that a test starts.
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
