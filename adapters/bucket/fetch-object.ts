import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import type { FileFault } from "#core/cloudtrail/log-fault.ts";
import { ahead } from "../ahead.ts";
import { errorName } from "../aws/errors.ts";
import { ObjectUnreadableError } from "../local/errors.ts";
import { begun } from "../local/trail/begun.ts";
import { contentOfBytes, contentOfPieces } from "../local/trail/content.ts";
import { type Take, UNPACKED_AHEAD } from "../local/trail/open-logs.ts";
import { type LogReading, readLog } from "../local/trail/read-log.ts";
import type { RoleNames } from "../local/trail/role-names.ts";
import { namedError } from "./errors.ts";
import type { LogObject } from "./list.ts";

/** CloudTrail's logs are smaller; a larger object is read while it comes in. */
const MOST_WHOLE_BYTES = 4 * 1024 * 1024;
type Fetcher = Extract<FileFault, { id: "not-fetched" }>["by"];

/** Objects that are fetched while others are read. */
const FETCHED_AHEAD = 12;

export interface ObjectFetching {
  readonly client: S3Client;
  readonly bucket: string;
  readonly roleNames: RoleNames;
  /** Whose credentials fetch: what to do about a refusal depends on it. */
  readonly by: Fetcher;
  /** Is told each error that S3 gave. */
  readonly onFault?: (error: unknown) => void;
}

/** What is to be had of an object: its bytes, or what there is in place of them. */
export type Fetched = Packed | Opened;

interface Packed {
  readonly file: string;
  readonly bytes: Buffer;
}

/** An object's readings, made as they are asked for, or what kept it from being fetched. */
export type Opened = { readonly made: AsyncIterable<LogReading> } | { readonly file: string; readonly fault: FileFault };

/** What people know an object by. */
export function fileOf(bucket: string, { key }: Pick<LogObject, "key">): string {
  return `s3://${bucket}/${key}`;
}

/** Fetches an object as it was when it was listed. Never rejects. */
export async function fetchObject({ client, bucket, roleNames, by, onFault }: ObjectFetching, object: LogObject): Promise<Fetched> {
  const file = fileOf(bucket, object);
  const { key: Key, etag: IfMatch, size } = object;
  const get = () => client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch }));
  // A connection that waited for its turn would time out: it is opened when it is read.
  if (size > MOST_WHOLE_BYTES) return { made: readLog(file, roleNames, contentOfPieces(piecesOf(get, by, onFault), size)) };
  try {
    const { Body } = await get();
    return { file, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
  } catch (error) {
    onFault?.(error);
    return { file, fault: notFetched(by, error) };
  }
}

async function* piecesOf(
  get: () => Promise<GetObjectCommandOutput>,
  by: Fetcher,
  onFault: ObjectFetching["onFault"],
): AsyncGenerator<Buffer> {
  try {
    const { Body } = await get();
    if (Body instanceof Readable) for await (const piece of Body) yield piece;
  } catch (error) {
    onFault?.(error);
    throw new ObjectUnreadableError(notFetched(by, error), { cause: error });
  }
}

function notFetched(by: Fetcher, error: unknown): FileFault {
  const { name, message } = namedError(error);
  return { id: "not-fetched", by, error: by === "stack" ? errorName(error) : name, message };
}

/**
 * What is to be had of each object, in order, as `fetch` gives it. While one is read, a dozen of the next ones are fetched, and of these a few
 * unpacked. `fetch` must not reject.
 */
export function openedAhead<T extends object>(
  objects: Iterable<LogObject>,
  roleNames: RoleNames,
  fetch: (object: LogObject) => Promise<Fetched | T>,
): AsyncGenerator<Opened | T> {
  return ahead(ahead(objects, FETCHED_AHEAD, fetch), UNPACKED_AHEAD, async (fetched) =>
    isPacked(fetched) ? { made: readLog(fetched.file, roleNames, begun(contentOfBytes(fetched.bytes))) } : fetched,
  );
}

function isPacked(fetched: object): fetched is Packed {
  return "bytes" in fetched;
}

/** Hands the readings of an object to `take`, of one that could not be fetched as well. */
export async function readOpened(opened: Opened, take: Take): Promise<void> {
  if ("fault" in opened) await take(unread(opened.file, opened.fault));
  else for await (const reading of opened.made) await take(reading);
}

/** The reading of an object that could not be fetched. */
function unread(file: string, problem: FileFault): LogReading {
  return { file, isLast: true, wanted: new Uint8Array(), ends: [], others: [], unreadable: new Map(), problem };
}
