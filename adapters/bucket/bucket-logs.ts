import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { Window } from "#core/usage/activity.ts";
import { UnusableFileError } from "../local/errors.ts";
import { contentOfPieces } from "../local/trail/content.ts";
import { type OpenLogs, openThreads, type Take } from "../local/trail/log-workers.ts";
import type { Job } from "../local/trail/read-job.ts";
import { type LogReading, readLog } from "../local/trail/read-log.ts";
import { type AwsAccess, settingsOf } from "./access.ts";
import type { BucketAddress } from "./address.ts";
import { ahead } from "./ahead.ts";
import { AwsReadError, ObjectUnreadableError, reasonOf } from "./errors.ts";
import { type LogObject, listObjects } from "./list.ts";
import { openCache, type ReadingCache } from "./reading-cache.ts";

/** CloudTrail's logs are smaller; a larger object is read while it comes in. */
const MOST_WHOLE_BYTES = 4 * 1024 * 1024;
/** Objects that are fetched while others are read. */
const AHEAD = 12;
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
  const files = new Map(objects.map((object) => [`s3://${address.bucket}/${object.key}`, object]));
  const readJobs = openThreads(objects.length);
  return {
    files: [...files.keys()],
    passedOver,
    async read(roleNames, take) {
      const known = await openCache(cache, address.bucket, roleNames);
      const fetching = { client, bucket: address.bucket, known, roleNames: new Set(roleNames) };
      const fetched = ahead(files, AHEAD, ([file, object]) => fetchObject(fetching, file, object));
      const takeNew = keepingReadings(files, known, take);
      await readJobs(jobsOf(fetched, take, takeNew), roleNames, takeNew);
    },
  };
}

interface Fetching {
  readonly client: S3Client;
  readonly bucket: string;
  readonly known: ReadingCache;
  readonly roleNames: ReadonlySet<string>;
}

/** What is to be had of an object: its bytes, or readings that are here already or are made as it comes in. */
type Fetched =
  | { readonly file: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly known: readonly LogReading[] }
  | { readonly made: AsyncIterable<LogReading> };

async function fetchObject({ client, bucket, known, roleNames }: Fetching, file: string, object: LogObject): Promise<Fetched> {
  const readings = await known.find(object);
  if (readings) return { known: readings };
  const { key: Key, etag: IfMatch, size } = object;
  const get = () => client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch }));
  // A connection that waited for its turn would time out: it is opened when it is read.
  if (size > MOST_WHOLE_BYTES) return { made: readLog(file, roleNames, contentOfPieces(piecesOf(get), size)) };
  try {
    const { Body } = await get();
    return { file, bytes: new Uint8Array((await Body?.transformToByteArray()) ?? []) };
  } catch (error) {
    return { known: [unread(file, reasonOf(error))] };
  }
}

/** What threads are to read; what they need not or cannot read is taken on the way. */
async function* jobsOf(fetched: AsyncIterable<Fetched>, take: Take, takeNew: Take): AsyncGenerator<Job> {
  for await (const each of fetched) {
    if ("known" in each) for (const reading of each.known) await take(reading);
    else if ("made" in each) for await (const reading of each.made) await takeNew(reading);
    else yield each;
  }
}

async function* piecesOf(get: () => Promise<GetObjectCommandOutput>): AsyncGenerator<Buffer> {
  try {
    const { Body } = await get();
    if (Body instanceof Readable) for await (const piece of Body) yield piece;
  } catch (error) {
    throw new ObjectUnreadableError(error);
  }
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

function unread(file: string, because: string): LogReading {
  const problem = { because, fault: because };
  return { file, isLast: true, wanted: new Uint8Array(), ends: [], others: [], unreadable: new Map(), problem };
}
