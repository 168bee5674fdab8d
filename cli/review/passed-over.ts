import type { TrailFile } from "#adapters/local/trail/log-files.ts";
import { counted, thousands } from "#core/text.ts";

/** Files skipped because they cannot hold records, in one sentence. */
export function passedOverLine(files: readonly TrailFile[]): string {
  const counts = [...Map.groupBy(files, ({ because }) => because.replace(/^it (is|holds) |\.( Supported .*)?$/g, ""))];
  return `Skipped ${counted(files.length, "file")} without records: ${counts.map(([what, { length }]) => `${thousands(length)} × ${what}`).join(", ")}.`;
}
