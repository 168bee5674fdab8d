import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";

interface Stored {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Objects of S3 in memory, by `bucket/key`, and what was fetched of them. */
export function fakeS3() {
  const objects = new Map<string, Stored>();
  const fetched: string[] = [];
  const faults = new Map<string, Error>();
  const client = new S3Client({ region: "eu-central-1" });
  const mock = mockClient(client);
  let calls = 0;
  let diesAt = Number.POSITIVE_INFINITY;
  let death = Promise.withResolvers<void>();
  let revival = Promise.withResolvers<void>();

  /** Answers, or holds the call back until the caller's process goes on. */
  const alive =
    <Input, Output>(answer: (input: Input) => Output) =>
    async (input: Input): Promise<Output> => {
      calls += 1;
      if (calls >= diesAt) {
        death.resolve();
        await revival.promise;
      }
      return answer(input);
    };

  function stored(bucket = "", key = ""): Stored {
    const found = objects.get(`${bucket}/${key}`);
    if (!found) throw s3Error("NoSuchKey", 404);
    return found;
  }

  mock.on(PutObjectCommand).callsFake(
    alive(({ Bucket, Key, Body, Metadata = {} }) => {
      objects.set(`${Bucket}/${Key}`, { bytes: Buffer.from(Body), metadata: Metadata });
      return {};
    }),
  );
  mock.on(HeadObjectCommand).callsFake(
    alive(({ Bucket, Key }) => {
      if (!objects.has(`${Bucket}/${Key}`)) throw s3Error("NotFound", 404);
      return { Metadata: stored(Bucket, Key).metadata };
    }),
  );
  mock.on(GetObjectCommand).callsFake(
    alive(({ Bucket, Key, IfMatch }) => {
      fetched.push(`${Bucket}/${Key}`);
      const fault = faults.get(Key);
      if (fault) throw fault;
      const { bytes, metadata } = stored(Bucket, Key);
      if (IfMatch !== undefined && IfMatch !== etagOf(bytes)) throw s3Error("PreconditionFailed", 412);
      return { Body: { transformToByteArray: async () => bytes }, Metadata: metadata };
    }),
  );
  mock.on(ListObjectsV2Command).callsFake(
    alive(({ Bucket, Prefix, Delimiter, ContinuationToken }) => {
      const keys = [...objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix}`)).map((key) => key.slice(Bucket.length + 1));
      const folderOf = (key: string) => {
        const at = key.indexOf(Delimiter, Prefix.length);
        return at < 0 ? undefined : key.slice(0, at + 1);
      };
      const folders = [...new Set(keys.flatMap((key) => folderOf(key) ?? []))].sort();
      const inside = keys.filter((key) => folderOf(key) === undefined).sort();
      const start = Number(ContinuationToken ?? 0);
      const page = inside.slice(start, start + 1000);
      const isMore = start + 1000 < inside.length;
      return {
        CommonPrefixes: start === 0 ? folders.map((folder) => ({ Prefix: folder })) : [],
        Contents: page.map((Key) => {
          const { bytes } = stored(Bucket, Key);
          return { Key, Size: bytes.length, ETag: etagOf(bytes) };
        }),
        IsTruncated: isMore,
        ...(isMore ? { NextContinuationToken: String(start + 1000) } : {}),
      };
    }),
  );

  return {
    client,
    /** Written over, an object keeps its metadata, as one who forges it would have it. */
    put: (bucket: string, key: string, bytes: Buffer) =>
      void objects.set(`${bucket}/${key}`, { bytes, metadata: objects.get(`${bucket}/${key}`)?.metadata ?? {} }),
    /** Puts one object with its metadata in the place of another. */
    copy: (bucket: string, from: string, to: string) => void objects.set(`${bucket}/${to}`, stored(bucket, from)),
    /** The keys in a bucket. */
    keys: (bucket: string) => [...objects.keys()].filter((key) => key.startsWith(`${bucket}/`)).map((key) => key.slice(bucket.length + 1)),
    textOf: (bucket: string, key: string) => stored(bucket, key).bytes.toString(),
    /** The keys fetched from a bucket since the last call. */
    fetchedOf(bucket: string): string[] {
      const found = fetched.filter((key) => key.startsWith(`${bucket}/`)).map((key) => key.slice(bucket.length + 1));
      fetched.length = 0;
      return found;
    },
    /** From its call number `at` on, counted from now, nothing is answered any more; resolves when that comes. */
    die(at: number): Promise<void> {
      calls = 0;
      diesAt = at;
      death = Promise.withResolvers();
      revival = Promise.withResolvers();
      return death.promise;
    },
    /** Answers those who call from now on; those that were held back wait on. */
    restart(): void {
      diesAt = Number.POSITIVE_INFINITY;
    },
    /** What was held back goes on after all. */
    revive: () => revival.resolve(),
    /** How many calls were made since `die`. */
    callCount: () => calls,
    /** The next fetches of a key fail so, or no more. */
    fail(key: string, error?: Error): void {
      if (error) faults.set(key, error);
      else faults.delete(key);
    },
  };
}

export function s3Error(name: string, status: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}

function etagOf(bytes: Buffer): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}
