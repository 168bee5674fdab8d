import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const TIME = "/usr/bin/time";
export const MEASURES_PROCESSES = existsSync(TIME);

/** One run of a command, seen from outside. */
export interface Run {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of all processors together, children included; NaN without /usr/bin/time. */
  readonly cpu: number;
  /** The largest resident size of one process, in MB; NaN without /usr/bin/time. */
  readonly peak: number;
  readonly output: string;
}

/** Runs a command to its end. Throws where it fails: a tool that stopped early was not measured. */
export function run(command: readonly string[]): Run {
  const [program = "", ...args] = MEASURES_PROCESSES ? [TIME, "-f", "%U %S %M", ...command] : command;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 30 });
  const wall = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
  const [user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN] = MEASURES_PROCESSES
    ? (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number)
    : [];
  return { wall, cpu: user + system, peak: kilobytes / 1024, output: stdout };
}

/** Can this program be started here? */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}
