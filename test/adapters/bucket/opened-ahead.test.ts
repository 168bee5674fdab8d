import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Fetched, openedAhead, readOpened } from "#adapters/bucket/fetch-object.ts";
import type { LogReading } from "#adapters/local/trail/read-log.ts";
import { namesOf } from "#adapters/local/trail/role-names.ts";

const objects = Array.from({ length: 40 }, (_, at) => ({ key: `log-${String(at).padStart(2, "0")}`, size: 1, etag: "e" }));
const record = {
  eventVersion: "1.09",
  userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::123456789012:assumed-role/Worker/s", accountId: "123456789012" },
  eventTime: "2026-11-01T00:00:00Z",
  eventSource: "sqs.amazonaws.com",
  eventName: "ListQueues",
  awsRegion: "eu-west-1",
};
const bytesWith = (records: number) => gzipSync(JSON.stringify({ Records: Array.from({ length: records }, () => record) }));

/** Reads all objects, of which every fifth is known already and every seventh cannot be fetched; a long one comes first. */
async function readAll() {
  let fetched = 0;
  let most = 0;
  const read: { readonly file: string; readonly records: number; readonly problem: string | undefined }[] = [];
  const roleNames = namesOf(["Worker"]);
  const opened = openedAhead(objects, roleNames, async ({ key }): Promise<Fetched | { readonly known: string }> => {
    const at = fetched++;
    // The later one is asked for, the earlier it comes.
    await setTimeout((40 - at) / 10);
    if (at % 5 === 4) return { known: key };
    if (at % 7 === 6) return { file: key, fault: { id: "cut-off" } };
    return { file: key, bytes: bytesWith(at === 0 ? 2000 : at) };
  });
  const take = async ({ file, ends, problem }: LogReading) => {
    read.push({ file, records: ends.length, problem: problem?.id });
  };
  for await (const each of opened) {
    if ("known" in each) read.push({ file: each.known, records: -1, problem: undefined });
    else await readOpened(each, take);
    most = Math.max(most, fetched - read.length);
  }
  return { read, most };
}

test("objects are read in their order, each as it was fetched, and no more are held than a dozen and a few", async () => {
  const { read, most } = await readAll();
  expect(read).toEqual(
    objects.map(({ key: file }, at) => {
      if (at % 5 === 4) return { file, records: -1, problem: undefined };
      if (at % 7 === 6) return { file, records: 0, problem: "cut-off" };
      return { file, records: at === 0 ? 2000 : at, problem: undefined };
    }),
  );
  expect(most).toBeGreaterThanOrEqual(12);
  expect(most).toBeLessThanOrEqual(12 + 3 + 2);
});
