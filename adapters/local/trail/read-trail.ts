import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Window } from "#core/usage/activity.ts";
import { createTally, type Tally, type TallySnapshot } from "#core/usage/tally.ts";
import type { OpenLogs } from "./log-workers.ts";
import type { PassedBy } from "./passed-by.ts";
import { type LogReading, readLog } from "./read-log.ts";

export interface TrailProblem {
  readonly file: string;
  readonly because: string;
}

export interface TrailReading {
  readonly tally: TallySnapshot;
  readonly files: number;
  /** Files of which something could not be read, sorted; what came before the fault counts. */
  readonly problems: readonly TrailProblem[];
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
 * Reads every log file of a trail once, for all roles at a time. Records of others are counted without being parsed.
 * A file that cannot be read is named in `problems`.
 */
export async function readTrail({ logs, roleArns, window, catalogue, onProgress }: TrailRequest): Promise<TrailReading> {
  const tally = createTally(roleArns, { ...ALL_TIME, ...window });
  const problems: TrailProblem[] = [];
  let done = 0;
  const roleNames = roleArns.map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
  const { files } = logs;
  await logs.read(roleNames, async (reading) => {
    const problem = await addReading(tally, reading, roleNames, catalogue);
    if (problem !== undefined) {
      problems.push({ file: reading.file, because: problem });
      tally.addUnreadable(problem);
    }
    if (reading.isLast) done += 1;
    onProgress?.({ files: files.length, done, records: tally.snapshot().records });
  });
  return { tally: tally.snapshot(), files: files.length, problems: problems.sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

/**
 * Adds what a file holds, and gives what is wrong with it. A file of which a record did not end where it seemed to, or has no time, is
 * read once more, exactly.
 */
async function addReading(
  tally: Tally,
  reading: LogReading,
  roleNames: readonly string[],
  catalogue: ActionCatalogue,
): Promise<string | undefined> {
  const records = parsedRecords(reading);
  if (reading.isDelivered && (records.includes(undefined) || [...reading.others.values()].some(hasOddTime))) {
    let problem: string | undefined;
    for await (const exact of readLog(reading.file, new Set(roleNames), true))
      problem = await addReading(tally, exact, roleNames, catalogue);
    return problem;
  }
  for (const record of records) {
    if (record === undefined) tally.addUnreadable("a record is not JSON");
    else tally.add(record, catalogue);
  }
  for (const { region, count, first, last } of reading.others.values()) {
    tally.passOver({ records: count, time: first, region });
    tally.passOver({ time: last });
  }
  for (const [because, count] of reading.unreadable) tally.addUnreadable(because, count);
  return reading.problem;
}

function hasOddTime({ first, last }: PassedBy): boolean {
  return [first, last].some((time) => time.length !== "2026-01-31T12:00:00Z".length || Number.isNaN(Date.parse(time)));
}

/** Each record's value; undefined for one that is not JSON. */
function parsedRecords({ wanted, ends }: LogReading): unknown[] {
  const bytes = Buffer.from(wanted.buffer, wanted.byteOffset, wanted.byteLength);
  return ends.map((end, index) => parsed(bytes.toString("utf8", ends[index - 1] ?? 0, end)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
