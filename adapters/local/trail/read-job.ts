import { contentOfBytes } from "./content.ts";
import { type LogReading, readLog } from "./read-log.ts";
import type { RoleNames } from "./role-names.ts";

/** A log to be read: a file by its path, or one whose bytes are here. */
export type Job = string | { readonly file: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** Reads one log, in one reading or several, as `readLog` does. */
export function readJob(job: Job, roleNames: RoleNames): AsyncGenerator<LogReading, void> {
  if (typeof job === "string") return readLog(job, roleNames);
  const { file, bytes } = job;
  return readLog(file, roleNames, contentOfBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}
