import type { PassedOverFile } from "#adapters/local/trail/log-files.ts";
import { noLogName } from "#core/messages/log-fault.ts";
import { counted, thousands } from "#core/text.ts";

/** Files skipped because they cannot hold records, in one sentence. */
export function passedOverLine(files: readonly PassedOverFile[]): string {
  const counts = [...Map.groupBy(files, (file) => noLogName(file.is))].map(([what, { length }]) => `${thousands(length)} × ${what}`);
  return `Skipped ${counted(files.length, "file")} without records: ${counts.join(", ")}.`;
}
