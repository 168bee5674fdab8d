import { readFileSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import type { Window } from "#core/activity/activity.ts";
import { createTally, type Tally, type TallySnapshot } from "#core/activity/tally.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { reasonOf } from "../read-file.ts";
import { logFiles } from "./log-files.ts";

export interface TrailProblem {
  readonly file: string;
  readonly because: string;
}

export interface TrailReading {
  readonly tally: TallySnapshot;
  readonly files: number;
  /** Files of which something could not be read; what came before the fault counts. */
  readonly problems: readonly TrailProblem[];
}

export interface TrailRequest {
  readonly path: string;
  readonly roleArns: readonly string[];
  readonly window?: Window;
  readonly catalogue: ActionCatalogue;
  readonly onProgress?: (done: number, files: number) => void;
}

/** Reads every log file of a trail once, for all roles at a time. Throws UnusableFileError where there is no trail at all. */
export async function readTrail({ path, roleArns, window, catalogue, onProgress }: TrailRequest): Promise<TrailReading> {
  const files = logFiles(path);
  const tally = createTally(roleArns, window);
  const problems: TrailProblem[] = [];
  for (const [index, file] of files.entries()) {
    const because = readFile(file, tally, catalogue);
    if (because !== undefined) {
      problems.push({ file, because });
      tally.addUnreadable(because);
    }
    onProgress?.(index + 1, files.length);
  }
  return { tally: tally.snapshot(), files: files.length, problems };
}

function readFile(file: string, tally: Tally, catalogue: ActionCatalogue): string | undefined {
  try {
    const records = recordsOf(JSON.parse(textOf(readFileSync(file))));
    if (!records) return "it is no CloudTrail log: it has no list of Records.";
    for (const record of records) tally.add(record, catalogue);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return "it is not JSON, or it was cut off.";
    return reasonOf(error);
  }
}

function textOf(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes).toString("utf8");
}

function recordsOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null || !("Records" in value)) return undefined;
  return Array.isArray(value.Records) ? value.Records : undefined;
}
