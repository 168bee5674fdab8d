import type { PassedOverFile } from "#adapters/local/trail/log-files.ts";
import type { RecordFault } from "#core/cloudtrail/log-fault.ts";
import { noLogName, recordFaultText } from "#core/messages/log-fault.ts";
import { counted, thousands } from "#core/text.ts";

/** Files skipped because they cannot hold records, in one sentence. */
export function passedOverLine(files: readonly PassedOverFile[]): string {
  const counts = [...Map.groupBy(files, (file) => noLogName(file.is))].map(([what, { length }]) => `${thousands(length)} × ${what}`);
  return `Skipped ${counted(files.length, "file")} without records: ${counts.join(", ")}.`;
}

/** Records that could not be read, beside what files with a fault may have held, in one sentence; undefined where there are none. */
export function unreadRecordsLine(unreadable: ReadonlyMap<RecordFault, number>): string | undefined {
  const counts = [...unreadable].filter(([fault]) => fault !== "rest-of-file");
  if (counts.length === 0) return undefined;
  const sum = counts.reduce((all, [, count]) => all + count, 0);
  const reasons = counts.map(([fault, count]) => `${thousands(count)} × ${recordFaultText(fault)}`).join(", ");
  return `${counted(sum, "record")} could not be read: ${reasons}. Calls in them are not counted.`;
}
