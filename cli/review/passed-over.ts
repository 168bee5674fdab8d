import type { NoLog, TrailFile } from "#adapters/local/trail/log-files.ts";
import { counted, thousands } from "#core/text.ts";

/** Files skipped because they cannot hold records, in one sentence. */
export function passedOverLine(files: readonly TrailFile<NoLog>[]): string {
  const counts = [...Map.groupBy(files, ({ what }) => what)].map(([what, { length }]) => `${thousands(length)} × ${what}`);
  return `Skipped ${counted(files.length, "file")} without records: ${counts.join(", ")}.`;
}
