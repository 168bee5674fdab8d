import { existsSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** The compiled SQLite keeps others out with this folder, which stays where its process is killed. */
export function lockOf(file: string): string {
  return `${file}.lock`;
}

/** Says beside the lock which process holds it. */
function ownerOf(file: string): string {
  return `${file}.lock-owner`;
}

/** Writes down that this process holds the lock. Gives what takes that back. */
export function ownLock(file: string): () => void {
  writeFileSync(ownerOf(file), textOf(process.pid), { mode: 0o600 });
  return () => rmSync(ownerOf(file), { force: true });
}

/** Removes the lock of a process of this machine that has ended. Of several runs that try, one does it. */
export function removeStaleLock(file: string): void {
  const owner = ownerOf(file);
  const found = existsSync(lockOf(file)) && existsSync(owner) ? readFileSync(owner, "utf8") : undefined;
  const pid = found === undefined ? undefined : pidOf(found);
  if (pid === undefined || isRunning(pid)) return;
  const taken = `${owner}.${process.pid}`;
  try {
    renameSync(owner, taken);
    // Another run may have removed the old lock since, and hold a new one.
    if (readFileSync(taken, "utf8") === found) rmdirSync(lockOf(file));
    else renameSync(taken, owner);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

function textOf(pid: number): string {
  return `${pid} ${hostname()}\n`;
}

/** Undefined where it is a process of another machine, or the text is not ours. */
function pidOf(text: string): number | undefined {
  const pid = Number.parseInt(text, 10);
  return text === textOf(pid) ? pid : undefined;
}

/** A process that may not be signalled is there (Node.js documentation, "process.kill"). */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
