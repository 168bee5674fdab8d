import { isObject } from "#core/cloudtrail/record.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Window } from "#core/usage/activity.ts";
import { createTally, type Tally, type TallySnapshot } from "#core/usage/tally.ts";
import { EventIds } from "./event-ids.ts";
import type { TrailFile } from "./log-files.ts";
import type { OpenLogs } from "./log-workers.ts";
import type { LogReading } from "./read-log.ts";
import { parsed } from "./unwrap.ts";

export interface TrailReading {
  readonly tally: TallySnapshot;
  readonly files: number;
  /** Files of which something could not be read, sorted; what came before the fault counts. */
  readonly problems: readonly TrailFile[];
  /** Files in which no record can be missing, such as CloudTrail's digests, and what they are, sorted. */
  readonly passedOver: readonly TrailFile[];
}

export interface TrailRequest {
  readonly logs: OpenLogs;
  readonly roleArns: readonly string[];
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
  const problems: TrailFile[] = [];
  const passedOver: TrailFile[] = [...logs.passedOver];
  let done = 0;
  const roleNames = roleArns.map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
  const { files } = logs;
  await logs.read(roleNames, async (reading) => {
    addReading(tally, ids, reading, catalogue);
    const { file, problem, passedOver: because } = reading;
    if (because !== undefined) passedOver.push({ file, because });
    if (problem !== undefined) {
      problems.push({ file, because: problem });
      tally.addUnreadable(problem);
    }
    if (reading.isLast) done += 1;
    onProgress?.({ files: files.length, done, records: tally.snapshot().records });
  });
  return { tally: tally.snapshot(), files: files.length, problems: problems.sort(byFile), passedOver: passedOver.sort(byFile) };
}

function byFile(a: TrailFile, b: TrailFile): number {
  return a.file < b.file ? -1 : 1;
}

function addReading(tally: Tally, ids: EventIds, { wanted, ends, others, unreadable }: LogReading, catalogue: ActionCatalogue): void {
  const bytes = Buffer.from(wanted.buffer, wanted.byteOffset, wanted.byteLength);
  let start = 0;
  for (const end of ends) {
    addRecord(tally, ids, parsed(bytes.toString("utf8", start, end)), catalogue);
    start = end;
  }
  for (const { region, count, first, last } of others) {
    tally.passOver({ records: count, time: first, region });
    tally.passOver({ time: last });
  }
  for (const [because, count] of unreadable) tally.addUnreadable(because, count);
}

function addRecord(tally: Tally, ids: EventIds, value: unknown, catalogue: ActionCatalogue): void {
  if (!isObject(value)) tally.addUnreadable("a record is not JSON");
  else if (typeof value.eventID === "string" && ids.addAgain(value.eventID)) tally.passOver({ records: 1 });
  else tally.add(value, catalogue);
}
