import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { openBucketLogs } from "#adapters/bucket/bucket-logs.ts";
import type { LogReading } from "#adapters/local/trail/read-log.ts";
import { ROLE, rawRecord } from "#test/core/usage/records.ts";

const s3 = mockClient(S3Client);
const FOLDER = "AWSLogs/111122223333/CloudTrail/eu-west-1/";
const objects = new Map<string, { bytes: Buffer; etag: string; size?: number }>();
const fetched: string[] = [];
let refused = "";

beforeEach(() => {
  objects.clear();
  fetched.length = 0;
  refused = "";
  s3.reset();
  s3.on(ListObjectsV2Command).callsFake(({ Prefix = "", ContinuationToken = "" }) => {
    const below = [...objects.keys()].filter((key) => key.startsWith(Prefix)).sort();
    const isHere = (key: string) => !key.slice(Prefix.length).replace(/\/$/, "").includes("/") && !(key.endsWith("/") && key !== Prefix);
    const here = below.filter(isHere).filter((key) => key > ContinuationToken);
    const page = here.slice(0, 2);
    return {
      Contents: page.map((Key) => ({ Key, ETag: objects.get(Key)?.etag, Size: objects.get(Key)?.size ?? objects.get(Key)?.bytes.length })),
      CommonPrefixes: [
        ...new Set(below.filter((key) => !isHere(key)).map((key) => `${Prefix}${key.slice(Prefix.length).split("/")[0]}/`)),
      ].map((each) => ({ Prefix: each })),
      ...(here.length > page.length ? { NextContinuationToken: page.at(-1), IsTruncated: true } : {}),
    };
  });
  s3.on(GetObjectCommand).callsFake(({ Key = "", IfMatch }) => {
    fetched.push(Key);
    const found = objects.get(Key);
    if (!found || Key === refused) throw Object.assign(new Error("Access Denied"), { name: "AccessDenied" });
    if (IfMatch !== found.etag) throw Object.assign(new Error("changed"), { name: "PreconditionFailed" });
    return { Body: Object.assign(Readable.from([found.bytes]), { transformToByteArray: async () => found.bytes }) };
  });
});

const record = (at: number) => rawRecord({ eventTime: `2026-11-0${at}T10:00:00Z`, eventID: `e${at}` });
function put(key: string, content: unknown, etag = '"1"', size?: number): void {
  const bytes = Buffer.isBuffer(content) ? content : gzipSync(JSON.stringify({ Records: [content] }));
  objects.set(key, { bytes, etag, ...(size === undefined ? {} : { size }) });
}

const place = () => mkdtempSync(join(tmpdir(), "bucket-logs-"));
const open = (cache = place(), window = {}, prefix = "AWSLogs/") =>
  openBucketLogs({ address: { bucket: "logs", prefix }, window, access: { profile: undefined, region: "eu-west-1" }, cache });

async function readOf(logs: Awaited<ReturnType<typeof open>>): Promise<readonly LogReading[]> {
  const readings: LogReading[] = [];
  await logs.read([ROLE.split("/").at(-1) ?? ""], async (reading) => void readings.push(reading));
  return readings;
}
const told = (readings: readonly LogReading[]) => readings.map(({ file, ends, problem }) => [file, ends.length, problem?.id]);

describe("the logs in a bucket", () => {
  test("are read page by page and folder by folder, in the order of their names, beside what is passed over", async () => {
    for (const day of [3, 1, 2]) put(`${FOLDER}2026/11/0${day}/log.json.gz`, record(day));
    for (const name of ["b", "a", "c"]) put(`${FOLDER}2026/11/04/${name}.json.gz`, record(4));
    put(`${FOLDER}2026/11/04/notes.md`, Buffer.from("notes"));
    put(`${FOLDER}2026/11/04/`, Buffer.alloc(0));
    put("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/x.json.gz", record(5));
    put("AWSLogs/111122223333/vpcflowlogs/x.log.gz", record(5));
    const logs = await open();
    const files = ["01/log", "02/log", "03/log", "04/a", "04/b", "04/c"].map((name) => `s3://logs/${FOLDER}2026/11/${name}.json.gz`);
    expect(logs.files).toEqual(files);
    expect(logs.passedOver.map(({ file }) => file).sort()).toEqual([
      `s3://logs/AWSLogs/111122223333/CloudTrail-Digest/`,
      `s3://logs/${FOLDER}2026/11/04/notes.md`,
      "s3://logs/AWSLogs/111122223333/vpcflowlogs/",
    ]);
    expect(told(await readOf(logs))).toEqual(files.map((file) => [file, 1, undefined]));
  });

  test("of days outside of the window are not listed; those of the day after it are, for logs come later than calls", async () => {
    for (const day of [1, 2, 3, 4]) put(`${FOLDER}2026/11/0${day}/log.json.gz`, record(day));
    const logs = await open(place(), { from: "2026-11-02T00:00:00.000Z", to: "2026-11-02T12:00:00.000Z" });
    expect(logs.files.map((file) => /\/11\/(\d\d)\//.exec(file)?.[1])).toEqual(["02", "03"]);
  });

  test("are fetched once, and again where they changed or could not be fetched", async () => {
    const cache = place();
    for (const day of [1, 2, 3]) put(`${FOLDER}2026/11/0${day}/log.json.gz`, record(day));
    refused = `${FOLDER}2026/11/02/log.json.gz`;
    expect(told(await readOf(await open(cache))).map(([, ...rest]) => rest)).toEqual([
      [1, undefined],
      [0, "not-fetched"],
      [1, undefined],
    ]);
    expect(fetched).toHaveLength(3);
    fetched.length = 0;
    refused = "";
    put(`${FOLDER}2026/11/03/log.json.gz`, record(5), '"2"');
    expect(told(await readOf(await open(cache))).map(([, ...rest]) => rest)).toEqual([
      [1, undefined],
      [1, undefined],
      [1, undefined],
    ]);
    expect(fetched.sort()).toEqual([`${FOLDER}2026/11/02/log.json.gz`, `${FOLDER}2026/11/03/log.json.gz`]);
  });

  test("that were cut off count as far as they go, are named, and are fetched again the next time", async () => {
    const cache = place();
    put(`${FOLDER}log.json`, Buffer.from(JSON.stringify({ Records: [record(1), record(2)] }).slice(0, -20)));
    for (const _ of [1, 2]) expect(told(await readOf(await open(cache)))).toEqual([[`s3://logs/${FOLDER}log.json`, 1, "cut-off"]]);
    expect(fetched).toHaveLength(2);
  });

  test("that are large are read while they come in, also one that is refused then", async () => {
    put(`${FOLDER}a.json.gz`, record(1), '"1"', 5 * 1024 * 1024);
    put(`${FOLDER}b.json.gz`, record(2), '"1"', 5 * 1024 * 1024);
    refused = `${FOLDER}b.json.gz`;
    expect(told(await readOf(await open())).map(([, ...rest]) => rest)).toEqual([
      [1, undefined],
      [0, "not-fetched"],
    ]);
  });

  test("that changed since they were listed are named", async () => {
    put(`${FOLDER}a.json.gz`, record(1));
    const logs = await open();
    put(`${FOLDER}a.json.gz`, record(1), '"2"');
    expect(told(await readOf(logs))).toEqual([[`s3://logs/${FOLDER}a.json.gz`, 0, "not-fetched"]]);
  });
});

test.each([
  ["a window", { from: "2026-12-01T00:00:00.000Z" }, "no log was found there in this window. Check the prefix, --from and --to."],
  ["a prefix", {}, "no log was found there. Check the prefix."],
])("%s without logs is refused", async (_, window, because) => {
  await expect(open(place(), window, "AWSLogs/999988887777/")).rejects.toThrow(`s3://logs/AWSLogs/999988887777/: ${because}`);
});

test("a bucket that may not be listed is refused by name, with what AWS said", async () => {
  s3.on(ListObjectsV2Command).rejects(Object.assign(new Error("Access Denied"), { name: "AccessDenied" }));
  await expect(open()).rejects.toMatchObject({
    code: "aws-read",
    message: expect.stringMatching(/^s3:\/\/logs\/AWSLogs\/: .*Access Denied/),
  });
});
