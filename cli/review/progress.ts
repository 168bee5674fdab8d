import type { TrailProgress } from "#adapters/local/trail/read-trail.ts";
import { thousands } from "#core/text.ts";

const BAR = 24;
/** Before that, starting to read takes longer than reading. */
const SETTLED = 1;

/** A line on a terminal that says how far the reading is, how fast, and how long it will take; nothing in a pipe. */
export function showProgress(): { onProgress?: (progress: TrailProgress) => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  const start = performance.now();
  let shown = 0;
  return {
    onProgress(progress) {
      const now = performance.now();
      if (progress.done === progress.files) stderr.write("\r\u001b[K");
      else if (now - shown > 100) {
        shown = now;
        stderr.write(`\r\u001b[K${progressLine(progress, (now - start) / 1000)}`);
      }
    },
  };
}

/** At most 80 columns. */
function progressLine({ files, done, records }: TrailProgress, seconds: number): string {
  const filled = Math.round((BAR * done) / files);
  const left = Math.ceil((seconds / done) * (files - done));
  const rate = thousands(Math.round(records / Math.max(seconds, 0.001)));
  const pace = seconds < SETTLED ? "" : `, ${rate} records/s, ${left} s left`;
  return `${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${done}/${files} files${pace}`;
}
