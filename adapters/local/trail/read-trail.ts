import { nameInArn } from "#core/aws/arn.ts";
import type { FaultyFile } from "#core/cloudtrail/log-fault.ts";
import { isObject } from "#core/cloudtrail/record.ts";
import { parsedJson } from "#core/json-text.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Window } from "#core/usage/activity.ts";
import { createTally, type Tally, type TallySnapshot } from "#core/usage/tally.ts";
import { AlikeCalls } from "./alike/alike-calls.ts";
import { EventIds } from "./event-ids.ts";
import type { PassedOverFile } from "./log-files.ts";
import type { OpenLogs } from "./open-logs.ts";
import type { LogReading } from "./read-log.ts";

export interface TrailReading {
  readonly tally: TallySnapshot;
  readonly files: number;
  /** Files of which something could not be read, sorted; what came before the fault counts. */
  readonly problems: readonly FaultyFile[];
  /** Files in which no record can be missing, such as CloudTrail's digests, and what they are, sorted. */
  readonly passedOver: readonly PassedOverFile[];
}

export interface TrailRequest {
  readonly logs: OpenLogs;
  readonly roleArns: readonly string[] | "all";
  /** Its ends, where they are given. */
  readonly window?: Partial<Window>;
  readonly catalogue: ActionCatalogue;
  /** Told after each file. */
  readonly onProgress?: (progress: TrailProgress) => void;
}

export interface TrailProgress {
  readonly files: number;
  readonly done: number;
  readonly records: number;
}

const ALL_TIME: Window = { from: "1970-01-01T00:00:00.000Z", to: "9999-12-31T00:00:00.000Z" };

/**
 * Reads every log file of a trail once, for all roles at a time. Records of others are counted without being parsed; an event of a role that
 * comes a second time is counted as read, and not as a call. A file that cannot be read is named in `problems`.
 */
export async function readTrail({ logs, roleArns, window, catalogue, onProgress }: TrailRequest): Promise<TrailReading> {
  const tally = createTally(roleArns, { ...ALL_TIME, ...window });
  const ids = new EventIds();
  const alike = new AlikeCalls();
  const problems: FaultyFile[] = [];
  const passedOver: PassedOverFile[] = [...logs.passedOver];
  let done = 0;
  const roleNames = roleArns === "all" ? "all" : roleArns.map(nameInArn);
  const { files } = logs;
  await logs.read(roleNames, async (reading) => {
    addReading({ tally, ids, alike, catalogue }, reading);
    const { file, problem, passedOver: noLog } = reading;
    if (noLog) passedOver.push({ file, is: noLog });
    if (problem) {
      problems.push({ file, because: problem });
      tally.addUnreadable("rest-of-file");
    }
    if (reading.isLast) done += 1;
    onProgress?.({ files: files.length, done, records: tally.snapshot().records });
  });
  return { tally: tally.snapshot(), files: files.length, problems: problems.sort(byFile), passedOver: passedOver.sort(byFile) };
}

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : 1;
}

/** What records are counted with. */
interface Counting {
  readonly tally: Tally;
  readonly ids: EventIds;
  readonly alike: AlikeCalls;
  readonly catalogue: ActionCatalogue;
}

function addReading(counting: Counting, { wanted, ends, others, unreadable }: LogReading): void {
  const { tally } = counting;
  const bytes = Buffer.from(wanted.buffer, wanted.byteOffset, wanted.byteLength);
  let start = 0;
  for (const end of ends) {
    addRecord(counting, bytes.subarray(start, end));
    start = end;
  }
  for (const { region, count, first, last } of others) {
    tally.passOver({ records: count, time: first, region });
    tally.passOver({ time: last });
  }
  for (const [because, count] of unreadable) tally.addUnreadable(because, count);
}

function addRecord(counting: Counting, record: Buffer): void {
  const { tally, alike, catalogue } = counting;
  const known = alike.find(record);
  if (known && isTime(known.time)) {
    if (!isSecond(counting, known.id)) known.again(known.time);
    return;
  }
  const value = parsedJson(record.toString("utf8"));
  if (!isObject(value)) tally.addUnreadable("not-json");
  else if (!isSecond(counting, value.eventID)) {
    const counted = tally.add(value, catalogue);
    if (counted) alike.keep(value, counted);
  }
}

/** Did the event come before? Then its record counts as read, and as no call. An empty id is none. */
function isSecond({ tally, ids }: Counting, id: unknown): boolean {
  if (typeof id !== "string" || id === "" || !ids.addAgain(id)) return false;
  tally.passOver({ records: 1 });
  return true;
}

/** Is it written as CloudTrail writes it? */
function isTime(text: string): boolean {
  return /^20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
