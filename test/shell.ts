import { type SpawnSyncReturns, spawnSync } from "node:child_process";

/**
 * Runs a command, which may have arguments, in a shell.
 *
 * Bash reads ~/.bashrc before a command where its standard input is a socket and SHLVL is not set, as where a service starts it.
 * A socket is what Node gives, and that file may put the real AWS CLI before a test's stand-in: there is no standard input here.
 */
export function inShell(
  [command, ...args]: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  shell: "bash" | "sh" = "bash",
): SpawnSyncReturns<string> {
  return spawnSync(shell, ["-c", command, ...args], { ...options, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
