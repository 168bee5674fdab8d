import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { gunzipSync, gzipSync } from "node:zlib";
import type { LogReading } from "../local/trail/read-log.ts";
import type { WantedRoles } from "../local/trail/role-names.ts";
import type { LogObject } from "./list.ts";

/** Changes whenever readings of the same log may differ: entries of other versions are not found. */
const VERSION = 2;
const MOST_AGE_MS = 100 * 86_400_000;
/** A reading that is kept takes some megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What was read of objects before, for the same or more roles. An object that changed has another ETag. */
export interface ReadingCache {
  find(object: LogObject): Promise<readonly LogReading[] | undefined>;
  /** Never throws: without the entry, the object is read again. */
  keep(object: LogObject, readings: readonly LogReading[]): Promise<void>;
}

/** Where the user's caches are: the XDG Base Directory Specification's folder, or ~/.cache. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "whittle", "trail");
}

/** What another user may have put there is no reading of the logs: it would say what a role used. */
const NO_CACHE: ReadingCache = { find: async () => undefined, keep: async () => {} };

/** Opens the cache of a bucket, for its owner alone. It holds records of the named roles, and counts of others. One that others can write is not used. */
export async function openCache(folder: string, bucket: string, roleNames: WantedRoles): Promise<ReadingCache> {
  const place = join(folder, digest([VERSION, bucket, roleNames === "all" ? "all" : [...roleNames].sort()]));
  await mkdir(place, { recursive: true, mode: 0o700 });
  if (!(await isOwn(folder)) || !(await isOwn(place))) return NO_CACHE;
  await utimes(place, new Date(), new Date());
  await removeOld(folder);
  const fileOf = ({ key, etag, size }: LogObject) => join(place, digest([key, etag, size]));
  return {
    async find(object) {
      const file = fileOf(object);
      try {
        const readings: LogReading[] = deserialize(gunzipSync(await readFile(file), { maxOutputLength: MOST_BYTES }));
        return readings;
      } catch {
        return undefined;
      }
    },
    async keep(object, readings) {
      const file = fileOf(object);
      try {
        await writeFile(`${file}.${process.pid}`, gzipSync(serialize(readings), { level: 1 }), { mode: 0o600 });
        await rename(`${file}.${process.pid}`, file);
      } catch {
        await rm(`${file}.${process.pid}`, { force: true });
      }
    },
  };
}

/** A folder that is no link, of this user, in which nobody else may write. Windows tells no user. */
async function isOwn(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  const user = process.getuid?.();
  return user === undefined || (found.isDirectory() && found.uid === user && (found.mode & 0o022) === 0);
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Removes the places that were not opened for long. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const place = join(folder, name);
    const { mtimeMs } = await stat(place);
    if (Date.now() - mtimeMs > MOST_AGE_MS) await rm(place, { recursive: true, force: true });
  }
}
