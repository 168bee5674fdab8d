import { type ListObjectsV2CommandOutput, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import type { NoLog } from "#core/cloudtrail/log-fault.ts";
import type { Window } from "#core/usage/activity.ts";
import { mayBeLog, NOT_NAMED_SO, ofOtherService, type PassedOverFile } from "../local/trail/log-files.ts";
import type { BucketAddress } from "./address.ts";
import { mayHold } from "./days.ts";
import { limited } from "./limited.ts";

/** An object that may be a log. */
export interface LogObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

export interface Listing {
  /** By key. */
  readonly objects: readonly LogObject[];
  readonly passedOver: readonly PassedOverFile[];
}

/** Lists of folders that are asked for at a time. */
const AT_A_TIME = 16;

/** Folders beside a trail's logs that hold no records of calls. */
const OTHERS: readonly (readonly [RegExp, NoLog])[] = [
  [/\/CloudTrail-Digest\/$/, { id: "no-records", values: ["digests"] }],
  [/\/CloudTrail-Insight\/$/, { id: "no-records", values: ["insights"] }],
];

/** Lists what lies at an address, day by day, without the days outside of the window. Throws what the SDK throws. */
export async function listObjects(client: S3Client, { bucket, prefix }: BucketAddress, window: Partial<Window>): Promise<Listing> {
  const objects: LogObject[] = [];
  const passedOver: PassedOverFile[] = [];
  const ask = limited(AT_A_TIME);

  async function list(folder: string): Promise<void> {
    const pages = await ask(() => pagesOf(client, bucket, folder));
    for (const { Contents = [] } of pages)
      for (const { Key = "", Size = 0, ETag = "" } of Contents) {
        if (Key.endsWith("/")) continue;
        if (mayBeLog(Key.slice(Key.lastIndexOf("/") + 1))) objects.push({ key: Key, size: Size, etag: ETag });
        else passedOver.push({ file: `s3://${bucket}/${Key}`, is: NOT_NAMED_SO });
      }
    const folders = pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix = "" }) => Prefix));
    await Promise.all(folders.filter((each) => isOfTrail(each)).map(list));
  }

  function isOfTrail(folder: string): boolean {
    const noLog = OTHERS.find(([pattern]) => pattern.test(folder))?.[1] ?? ofOtherService(folder);
    if (noLog === undefined) return mayHold(folder, window);
    passedOver.push({ file: `s3://${bucket}/${folder}`, is: noLog });
    return false;
  }

  await list(prefix);
  return { objects: objects.sort((a, b) => (a.key < b.key ? -1 : 1)), passedOver };
}

async function pagesOf(client: S3Client, Bucket: string, Prefix: string): Promise<ListObjectsV2CommandOutput[]> {
  const pages: ListObjectsV2CommandOutput[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: "/" })) pages.push(page);
  return pages;
}
