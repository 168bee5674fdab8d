import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inShell } from "#test/shell.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a person would, in a process of its own, from the project's folder. */
export function whittleProcess(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/whittle.js", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs the command in a shell, with what stands behind it there, such as a pipe. `args` hold no quotes. */
export function whittleInShell(args: readonly string[], behind: string, env: NodeJS.ProcessEnv = {}): Ended {
  const command = `"${process.execPath}" cli/whittle.js ${args.map((arg) => `'${arg}'`).join(" ")} ${behind}`;
  const { status, stdout, stderr } = inShell([`set -o pipefail; ${command}`], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "whittle-test-"));
}
