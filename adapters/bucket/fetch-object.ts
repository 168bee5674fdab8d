import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { contentOfPieces } from "../local/trail/content.ts";
import { type LogReading, type RoleNames, readLog } from "../local/trail/read-log.ts";
import { ObjectUnreadableError } from "./errors.ts";
import type { LogObject } from "./list.ts";

/** CloudTrail's logs are smaller; a larger object is read while it comes in. */
const MOST_WHOLE_BYTES = 4 * 1024 * 1024;
/** Objects that are fetched while others are read. */
export const AHEAD = 12;

export interface ObjectFetching {
  readonly client: S3Client;
  readonly bucket: string;
  readonly roleNames: RoleNames;
  /** Is told each error that S3 gave. */
  readonly onFault?: (error: unknown) => void;
}

/** What is to be had of an object: its bytes, readings that are made as it comes in, or the error that S3 gave instead. */
export type Fetched =
  | { readonly file: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly made: AsyncIterable<LogReading> }
  | { readonly file: string; readonly error: unknown };

/** What people know an object by. */
export function fileOf(bucket: string, { key }: Pick<LogObject, "key">): string {
  return `s3://${bucket}/${key}`;
}

/** Fetches an object as it was when it was listed. Never rejects. */
export async function fetchObject({ client, bucket, roleNames, onFault }: ObjectFetching, object: LogObject): Promise<Fetched> {
  const file = fileOf(bucket, object);
  const { key: Key, etag: IfMatch, size } = object;
  const get = () => client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch }));
  // A connection that waited for its turn would time out: it is opened when it is read.
  if (size > MOST_WHOLE_BYTES) return { made: readLog(file, roleNames, contentOfPieces(piecesOf(get, onFault), size)) };
  try {
    const { Body } = await get();
    return { file, bytes: new Uint8Array((await Body?.transformToByteArray()) ?? []) };
  } catch (error) {
    onFault?.(error);
    return { file, error };
  }
}

async function* piecesOf(get: () => Promise<GetObjectCommandOutput>, onFault: ObjectFetching["onFault"]): AsyncGenerator<Buffer> {
  try {
    const { Body } = await get();
    if (Body instanceof Readable) for await (const piece of Body) yield piece;
  } catch (error) {
    onFault?.(error);
    throw new ObjectUnreadableError(error);
  }
}

/** The reading of an object that could not be fetched. */
export function unread(file: string, because: string): LogReading {
  const problem = { because, fault: because };
  return { file, isLast: true, wanted: new Uint8Array(), ends: [], others: [], unreadable: new Map(), problem };
}
