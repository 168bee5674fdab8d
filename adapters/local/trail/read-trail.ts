import type { Window } from "#core/activity/activity.ts";
import { createTally, type Tally, type TallySnapshot } from "#core/activity/tally.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { logFiles } from "./log-files.ts";
import { readLogs } from "./log-workers.ts";
import type { LogReading } from "./read-log.ts";

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
  readonly path: string;
  readonly roleArns: readonly string[];
  readonly window?: Window;
  readonly catalogue: ActionCatalogue;
  /** Told after each file. */
  readonly onProgress?: (progress: TrailProgress) => void;
}

export interface TrailProgress {
  readonly files: number;
  readonly done: number;
  readonly records: number;
}

/** Above this many roles, any session of a role is handed on: looking for each name takes longer than parsing. */
const MOST_NAMES = 8;
const ANY_SESSION = "AssumedRole";

/**
 * Reads every log file of a trail once, for all roles at a time. Records of others are counted without being parsed.
 * Throws UnusableFileError where there is no trail at all; a file that cannot be read is named in `problems`.
 */
export async function readTrail({ path, roleArns, window, catalogue, onProgress }: TrailRequest): Promise<TrailReading> {
  const files = logFiles(path);
  const tally = createTally(roleArns, window);
  const problems: TrailProblem[] = [];
  let done = 0;
  await readLogs(files, namesOf(roleArns), (reading) => {
    addReading(tally, reading, catalogue);
    if (reading.problem !== undefined) {
      problems.push({ file: reading.file, because: reading.problem });
      tally.addUnreadable(reading.problem);
    }
    done += 1;
    onProgress?.({ files: files.length, done, records: tally.snapshot().records });
  });
  return { tally: tally.snapshot(), files: files.length, problems: problems.sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

function namesOf(roleArns: readonly string[]): readonly string[] {
  if (roleArns.length > MOST_NAMES) return [ANY_SESSION];
  return roleArns.map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
}

function addReading(tally: Tally, { wanted, ends, others, unreadable }: LogReading, catalogue: ActionCatalogue): void {
  const bytes = Buffer.from(wanted.buffer, wanted.byteOffset, wanted.byteLength);
  let start = 0;
  for (const end of ends) {
    addRecord(tally, bytes.toString("utf8", start, end), catalogue);
    start = end;
  }
  for (const { region, count, first, last } of others.values()) {
    tally.passOver({ records: count, time: first, region });
    tally.passOver({ time: last });
  }
  for (const [because, count] of unreadable) tally.addUnreadable(because, count);
}

function addRecord(tally: Tally, text: string, catalogue: ActionCatalogue): void {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    tally.addUnreadable("a record is not JSON");
    return;
  }
  tally.add(record, catalogue);
}
