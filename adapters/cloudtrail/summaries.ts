import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import type { Signer } from "#core/review/ports/machine.ts";
import { count, list, object } from "#core/schema.ts";
import { SummaryNotGenuineError } from "#core/usage/errors.ts";
import { clientSettings } from "../aws/client-settings.ts";
import { call, errorName } from "../aws/errors.ts";
import type { TrailPart } from "./parts.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const Objects = list(object({ key: v.string(), size: count, etag: v.string() }));
const Run = list(object({ part: v.string() }));
/** The summary's metadata: which code made it, where all of its objects could be fetched. */
const MADE_BY = "made-by";
/** The metadata of every object: proves that one of the stack's own functions wrote it, and under this key. */
const SIGNATURE = "signature";

/** The stack's bucket: which objects belong to a part, what was counted in them, and which parts a run reads. */
export interface Summaries {
  putPart(part: TrailPart): Promise<void>;
  part(id: string): Promise<TrailPart>;
  /** Step Functions reads it as the items of its Distributed Map. */
  putRun(name: string, parts: readonly string[]): Promise<void>;
  /** The parts of a run, in their order. */
  run(name: string): Promise<readonly string[]>;
  /** Was a part summarised by this code already, with every object of it? */
  isMade(id: string, madeBy: string): Promise<boolean>;
  /** `madeBy` is left out where objects could not be fetched: the next run tries them again. */
  put(id: string, text: string, madeBy: string | undefined): Promise<void>;
  summary(id: string): Promise<string>;
}

/**
 * Every object is signed over its key and its bytes, and read only where the signature fits: a role under review may be one that can write to
 * any bucket. Reading throws SummaryNotGenuineError. A function that only reads may not sign, and the other way round.
 */
export function s3Summaries(Bucket: string, seal: Signer<"evidence">, client = new S3Client(clientSettings)): Summaries {
  async function put(Key: string, body: string | Buffer, metadata: Record<string, string> = {}): Promise<void> {
    const Body = Buffer.from(body);
    const Metadata = { ...metadata, [SIGNATURE]: await seal.sign("evidence", sealedText(Key, Body)) };
    await call("s3:PutObject", () => client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata })));
  }
  async function get(Key: string): Promise<Buffer> {
    const { bytes, signature } = await call("s3:GetObject", async () => {
      const { Body, Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), signature: Metadata[SIGNATURE] ?? "" };
    });
    if (!(await seal.verify("evidence", sealedText(Key, bytes), signature))) throw new SummaryNotGenuineError(`s3://${Bucket}/${Key}`);
    return bytes;
  }
  return {
    async putPart({ id, objects }) {
      await put(partKey(id), JSON.stringify(objects));
    },
    async part(id) {
      return { id, objects: v.parse(Objects, JSON.parse((await get(partKey(id))).toString())) };
    },
    async putRun(name, parts) {
      await put(runKey(name), JSON.stringify(parts.map((part) => ({ part }))));
    },
    async run(name) {
      return v.parse(Run, JSON.parse((await get(runKey(name))).toString())).map(({ part }) => part);
    },
    isMade: (id, madeBy) =>
      call("s3:GetObject", async () => {
        try {
          const { Metadata = {} } = await client.send(new HeadObjectCommand({ Bucket, Key: summaryKey(id) }));
          return Metadata[MADE_BY] === madeBy;
        } catch (error) {
          if (errorName(error) === "NotFound") return false;
          throw error;
        }
      }),
    async put(id, text, madeBy) {
      await put(summaryKey(id), await pack(text), madeBy === undefined ? {} : { [MADE_BY]: madeBy });
    },
    summary: async (id) => (await unpack(await get(summaryKey(id)))).toString(),
  };
}

function sealedText(key: string, bytes: Buffer): string {
  return `${key} ${createHash("sha256").update(bytes).digest("hex")}`;
}

function partKey(id: string): string {
  return `parts/${id}.json`;
}

export function runKey(name: string): string {
  return `runs/${name}.json`;
}

function summaryKey(id: string): string {
  return `summaries/${id}.gz`;
}
