import { csvReport } from "./report-csv.ts";
import { emitReport } from "./report-emit.ts";
import { htmlReport } from "./report-html.ts";
import { jsonReport } from "./report-json.ts";
import { markdownReport } from "./report-markdown.ts";
import { sarifReport } from "./report-sarif.ts";
import { textReport } from "./report-text.ts";
import type { Report, ReviewRun } from "./run.ts";

/** Who writes to standard output. Emitted changes without a folder have it for themselves. */
export function reportOf(run: ReviewRun): Report {
  const { emit, out, format } = run.given;
  if (emit !== undefined && out === undefined) return emitReport(run, emit);
  if (format === "csv") return csvReport(run);
  if (format === "html") return htmlReport(run);
  if (format === "markdown") return markdownReport(run);
  if (format === "sarif") return sarifReport(run);
  return format === "json" ? jsonReport(run) : textReport(run);
}
