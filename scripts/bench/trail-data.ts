import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync, gzipSync } from "node:zlib";
import { randomFrom } from "#test/random.ts";

export const ACCOUNT = "123837392027";
const ROLE_SHARE = 0.05;
const FIRST_DAY = Date.parse("2026-10-01T00:00:00Z");
const DAYS = 30;
const MB = 1_000_000;
/** The order in which CloudTrail writes the members of a record. */
const MEMBERS = (
  "eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage " +
  "requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType apiVersion " +
  "managementEvent recipientAccountId sharedEventID vpcEndpointId eventCategory tlsDetails sessionCredentialFromConsole"
).split(" ");

/**
 * How records are written. `delivered`: as CloudTrail does, members in its order, in one window of 30 days.
 * `re-serialised`: members in the order in which people's copies have them, other letters than ASCII escaped, times as they are.
 */
export type Form = "delivered" | "re-serialised";

/** What a set of log files holds. One record in twenty is of one of `roles`; all are where there are many. */
export interface TrailPlan {
  readonly form: Form;
  readonly files: number;
  readonly fileMegabytes: number;
  readonly roles: readonly string[];
}

export interface Trail extends TrailPlan {
  readonly folder: string;
  readonly records: number;
  readonly unpackedMegabytes: number;
}

/** Makes a folder of gzipped logs by repeating every real record there is, with new event ids. The same plan makes the same files, once. */
export async function trailData(plan: TrailPlan): Promise<Trail> {
  const name = `whittle-bench-v2-${plan.form}-${plan.files}x${plan.fileMegabytes}-${plan.roles.length}`;
  const folder = join(tmpdir(), name);
  const about = `${folder}.json`;
  if (!existsSync(about)) {
    const making = `${folder}.making`;
    mkdirSync(making, { recursive: true });
    const made = await write(plan, making);
    renameSync(making, folder);
    writeFileSync(about, JSON.stringify(made));
  }
  const { records, unpackedMegabytes }: { records: number; unpackedMegabytes: number } = JSON.parse(readFileSync(about, "utf8"));
  return { ...plan, folder, records, unpackedMegabytes };
}

async function write(plan: TrailPlan, folder: string) {
  const real = realRecords();
  const random = randomFrom(plan.files);
  let records = 0;
  let bytes = 0;
  for (let index = 0; index < plan.files; index++) {
    const file = join(folder, `${ACCOUNT}_CloudTrail_us-east-1_${String(index).padStart(5, "0")}.json.gz`);
    const pieces = function* () {
      let size = 0;
      for (let at = 0; size < plan.fileMegabytes * MB; at++) {
        // Every record comes before any is repeated.
        const record = real[records < real.length ? records : Math.floor(random() * real.length)] ?? {};
        const text = recordText(record, plan, random, (index + at / 10_000) / plan.files);
        const piece = Buffer.from(`${at === 0 ? '{"Records":[' : ","}${text}`);
        size += piece.length;
        records++;
        yield piece;
      }
      bytes += size;
      yield Buffer.from("]}");
    };
    if (plan.fileMegabytes < 100) writeFileSync(file, gzipSync(Buffer.concat([...pieces()])));
    else await pipeline(Readable.from(pieces()), createGzip(), createWriteStream(file));
  }
  return { records, unpackedMegabytes: bytes / MB };
}

function recordText(record: object, { form, roles }: TrailPlan, random: () => number, share: number): string {
  const isOfRole = roles.length > 1 || random() < ROLE_SHARE;
  const identity = isOfRole ? { userIdentity: session(roles[Math.floor(random() * roles.length)] ?? "") } : {};
  const changed = { ...record, ...identity, eventID: uuid(random) };
  if (form === "re-serialised") return JSON.stringify(changed).replace(/[\u0080-\uffff]/g, escaped);
  const eventTime = new Date(FIRST_DAY + Math.min(share, 1) * DAYS * 86_400_000).toISOString().replace(/\.\d+/, "");
  const place = (name: string) => (MEMBERS.includes(name) ? MEMBERS.indexOf(name) : MEMBERS.length);
  const inOrder = Object.entries({ ...changed, eventTime }).sort(([a], [b]) => place(a) - place(b));
  return JSON.stringify(Object.fromEntries(inOrder));
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function session(role: string) {
  const issuer = {
    type: "Role",
    principalId: "AROAEXAMPLE",
    arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    accountId: ACCOUNT,
    userName: role,
  };
  return {
    type: "AssumedRole",
    principalId: "AROAEXAMPLE:s",
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/s`,
    accountId: ACCOUNT,
    sessionContext: { sessionIssuer: issuer, attributes: { mfaAuthenticated: "false" } },
  };
}

/** All records of ../shared/data, whatever their form; of the sample where that folder is absent. */
function realRecords(): object[] {
  const beside = ["../../../shared/data/cloudtrail", "../../sample/trail"].map((path) => join(import.meta.dirname, path));
  return filesUnder(beside.find(existsSync) ?? "").flatMap((file) => {
    const bytes = readFileSync(file);
    const log: { Records: object[] } = JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
    return log.Records;
  });
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
    .filter((file) => /\.json(\.gz)?$/.test(file));
}

function hex(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
}

function uuid(random: () => number): string {
  return [8, 4, 4, 4, 12].map((length) => hex(random, length)).join("-");
}
