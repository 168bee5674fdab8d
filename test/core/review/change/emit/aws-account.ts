import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { emitTogether } from "#core/review/change/emit/emit.ts";
import { inShell } from "#test/shell.ts";
import { FULL_ACCESS, INLINE } from "./changes.ts";

/**
 * A folder that stands for an account, with a stand-in for the AWS CLI: one role with AmazonS3FullAccess and an inline policy, or with
 * more inline policies or without that one.
 */
export function account(more: Readonly<Record<string, string | undefined>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "whittle-script-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "inline"));
  symlinkSync(join(import.meta.dirname, "fake-aws.sh"), join(folder, "bin/aws"));
  attachedTo(folder, FULL_ACCESS);
  const inline = { "old=inline": `${JSON.stringify(JSON.parse(INLINE), undefined, 4)}\n`, ...more };
  for (const [name, json] of Object.entries(inline)) if (json !== undefined) inlineOf(folder, name, json);
  return folder;
}

export function attachedTo(folder: string, ...arns: readonly string[]): void {
  writeFileSync(join(folder, "attached"), `${arns.join("\n")}\n`);
}

export function inlineOf(folder: string, name: string, json: string): void {
  writeFileSync(join(folder, "inline", name), json);
}

/** What the role carries: ARNs, and the documents of its inline policies by name. */
export function carriedBy(folder: string): { readonly attached: readonly string[]; readonly inline: Readonly<Record<string, unknown>> } {
  const inline = readdirSync(join(folder, "inline")).map((name) => [name, JSON.parse(readFileSync(join(folder, "inline", name), "utf8"))]);
  return { attached: linesOf(join(folder, "attached")), inline: Object.fromEntries(inline) };
}

/** Runs the script of the changes on the account. `calls` are those that changed something, and pauses of ten seconds or more. */
export async function run(folder: string, change: RoleChange | readonly RoleChange[], env: NodeJS.ProcessEnv = {}) {
  const changes = "role" in change ? [change] : change;
  const { status, signal, stderr, error } = commandLine(folder, await emitTogether("aws-cli", changes), env);
  const calls = join(folder, "calls");
  if (!existsSync(calls)) throw new Error(`the script called nothing: ${status ?? signal}, ${stderr}`, { cause: error });
  return { status, stderr, calls: linesOf(calls) };
}

/** Runs what somebody has in a file, or pastes into a shell. */
export function commandLine(folder: string, text: string, env: NodeJS.ProcessEnv = {}) {
  const script = join(folder, "change.sh");
  writeFileSync(script, text);
  const sleep = 'sleep() { (($1 < 10)) || echo "sleep $1" >>"$STATE/calls"; }; export -f sleep';
  return inShell([`${sleep}; exec bash "$0"`, script], {
    cwd: folder,
    env: { STATE: folder, PATH: `${join(folder, "bin")}:${process.env.PATH}`, ...env },
  });
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
