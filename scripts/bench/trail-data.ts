import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

export const ROLE = { name: "BenchRole", account: "123456789012" } as const;
const FILES = 60;
const FILE_BYTES = 3_850_000;
/** One record in twenty is the role's. */
const SHARE = 0.05;
const FIRST_DAY = Date.parse("2026-10-01T00:00:00Z");

/**
 * A folder of log files made by repeating real records with changed ids and times: 60 files of about 230 MB unpacked and
 * 30 MB packed, `times` over. The same call makes the same files; they are made once.
 */
export function trailData(times: number): string {
  const folder = join(tmpdir(), `whittle-bench-v1-${times}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  mkdirSync(making, { recursive: true });
  const records = realRecords();
  const random = seeded(times);
  for (let index = 0; index < FILES * times; index++) {
    const name = `${ROLE.account}_CloudTrail_us-east-1_${String(index).padStart(5, "0")}.json.gz`;
    writeFileSync(join(making, name), gzipSync(`{"Records":[${fileRecords(records, random, index).join(",")}]}`));
  }
  renameSync(making, folder);
  return folder;
}

function fileRecords(records: readonly string[], random: () => number, index: number): string[] {
  const made: string[] = [];
  for (let size = 0; size < FILE_BYTES; size += made.at(-1)?.length ?? 0) {
    const record: Record<string, unknown> = JSON.parse(records[Math.floor(random() * records.length)] ?? "{}");
    const time = new Date(FIRST_DAY + index * 12 * 3_600_000 + made.length * 17_000).toISOString().replace(".000", "");
    const identity = random() < SHARE ? { userIdentity: session(random) } : {};
    made.push(JSON.stringify({ ...record, ...identity, eventTime: time, eventID: uuid(random), requestID: uuid(random) }));
  }
  return made;
}

function session(random: () => number) {
  const arn = `arn:aws:iam::${ROLE.account}:role/${ROLE.name}`;
  const name = `i-${hex(random, 17)}`;
  return {
    type: "AssumedRole",
    principalId: `AROAEXAMPLEBENCHROLE:${name}`,
    arn: `arn:aws:sts::${ROLE.account}:assumed-role/${ROLE.name}/${name}`,
    accountId: ROLE.account,
    accessKeyId: `ASIA${hex(random, 16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: "AROAEXAMPLEBENCHROLE", arn, accountId: ROLE.account, userName: ROLE.name },
    },
  };
}

/** Records of ../shared/data, or of the sample where that folder is absent; as text, members in CloudTrail's order. */
function realRecords(): string[] {
  const shared = join(import.meta.dirname, "../../../shared/data/cloudtrail");
  const folder = existsSync(shared) ? shared : join(import.meta.dirname, "../../sample/trail");
  return filesUnder(folder).flatMap((file) => {
    const bytes = readFileSync(file);
    const log: { Records?: unknown[] } = JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
    return (log.Records ?? []).map((record) => JSON.stringify(record)).filter((text) => text.startsWith('{"eventVersion":"'));
  });
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Mulberry32, so that every machine makes the same data. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hex(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
}

function uuid(random: () => number): string {
  return [8, 4, 4, 4, 12].map((length) => hex(random, length)).join("-");
}
