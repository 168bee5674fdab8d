import type { TrailFile } from "#adapters/local/trail/log-files.ts";
import { counted, thousands } from "#core/text.ts";

/** What was left out because no record can be missing in it, in one sentence. */
export function passedOverLine(files: readonly TrailFile[]): string {
  const counts = [...Map.groupBy(files, ({ because }) => because.replace(/^it (is|holds) |\.( See .*)?$/g, ""))];
  return `Passed over ${counted(files.length, "file")}: ${counts.map(([what, { length }]) => `${thousands(length)} × ${what}`).join(", ")}.`;
}
