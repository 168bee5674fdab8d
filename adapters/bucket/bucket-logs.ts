import { S3Client } from "@aws-sdk/client-s3";
import type { Window } from "#core/usage/activity.ts";
import { UnusableFileError } from "../local/errors.ts";
import type { OpenLogs, Take } from "../local/trail/open-logs.ts";
import type { LogReading } from "../local/trail/read-log.ts";
import { namesOf } from "../local/trail/role-names.ts";
import { type AwsAccess, settingsOf } from "./access.ts";
import type { BucketAddress } from "./address.ts";
import { AwsReadError } from "./errors.ts";
import { type Fetched, fetchObject, fileOf, type ObjectFetching, openedAhead, readOpened } from "./fetch-object.ts";
import { type LogObject, listObjects } from "./list.ts";
import { openCache, type ReadingCache } from "./reading-cache.ts";

/** What was read of one object is kept up to this size. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

export interface BucketLogsInput {
  readonly address: BucketAddress;
  /** The ends that were given; days outside are not read. */
  readonly window: Partial<Window>;
  readonly access: AwsAccess;
  /** The folder for what was read. */
  readonly cache: string;
}

/** The logs at an address in S3, read without a copy on disk. Throws AwsReadError, and UnusableFileError where there are none. */
export async function openBucketLogs({ address, window, access, cache }: BucketLogsInput): Promise<OpenLogs> {
  const name = `s3://${address.bucket}/${address.prefix}`;
  const client = new S3Client({ ...settingsOf(access), followRegionRedirects: true });
  const { objects, passedOver } = await listObjects(client, address, window).catch((error: unknown) => {
    throw new AwsReadError(name, error);
  });
  if (objects.length === 0) {
    const where = Object.keys(window).length > 0 ? "there in this window. Check the prefix, --from and --to." : "there. Check the prefix.";
    throw new UnusableFileError(name, `no log was found ${where}`);
  }
  const files = new Map(objects.map((object) => [fileOf(address.bucket, object), object]));
  return {
    files: [...files.keys()],
    passedOver,
    async read(roleNames, take) {
      const known = await openCache(cache, address.bucket, roleNames);
      const fetching = { client, bucket: address.bucket, known, by: "operator" as const, roleNames: namesOf(roleNames) };
      const takeNew = keepingReadings(files, known, take);
      for await (const each of openedAhead(files.values(), fetching.roleNames, (object) => findOrFetch(fetching, object))) {
        if ("known" in each) for (const reading of each.known) await take(reading);
        else await readOpened(each, takeNew);
      }
    },
  };
}

interface Fetching extends ObjectFetching {
  readonly known: ReadingCache;
}

/** What is to be had of an object: its bytes, or readings that are here already or are made as it comes in. */
type Had = Fetched | { readonly known: readonly LogReading[] };

async function findOrFetch(fetching: Fetching, object: LogObject): Promise<Had> {
  const known = await fetching.known.find(object);
  return known ? { known } : fetchObject(fetching, object);
}

/** Hands readings on, and keeps those of an object that was read without a fault. */
function keepingReadings(objects: ReadonlyMap<string, LogObject>, known: ReadingCache, take: Take): Take {
  /** By file; too much of it is not kept. */
  const parts = new Map<string, readonly LogReading[] | "too much">();
  return async (reading) => {
    const { file, isLast, problem } = reading;
    const all = together(parts.get(file) ?? [], reading);
    if (isLast) parts.delete(file);
    else parts.set(file, all);
    const object = objects.get(file);
    if (isLast && object && all !== "too much" && problem === undefined) await known.keep(object, all);
    await take(reading);
  };
}

function together(before: readonly LogReading[] | "too much", reading: LogReading): readonly LogReading[] | "too much" {
  if (before === "too much") return before;
  const all = [...before, reading];
  return all.reduce((sum, { wanted }) => sum + wanted.length, 0) > MOST_KEPT_BYTES ? "too much" : all;
}
