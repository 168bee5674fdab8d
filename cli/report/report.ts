import { writeText } from "#adapters/local/write-file.ts";
import { systemClock } from "#adapters/machine.ts";
import { accountReport } from "#core/review/account-report.ts";
import { counted } from "#core/text.ts";
import { reportPage } from "#core/web/report/report-page.ts";
import { openRecord } from "../reviews/open-record.ts";
import { overviewOf } from "../reviews/overview.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { paragraph } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { REPORT } from "./options.ts";

/** `whittle report`: gives the exit code. Throws typed errors. */
export async function report(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(REPORT, args);
  if (parsed === "help") return 0;
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) throw new UsageError(REPORT.name, "Give one file to write, such as report.html.");
  const { out, stack = DEFAULT_STACK } = parsed.values;
  const record = await openRecord(REPORT.name, parsed.values);
  try {
    const reviews = [];
    for (const review of await record.all()) reviews.push(await overviewOf(record, review));
    const made = accountReport(reviews);
    const page = await reportPage(made, { now: systemClock.now(), of: out === undefined ? `the stack ${stack}` : `the folder ${out}` });
    writeText(file, page.toString());
    paragraph(
      `Wrote ${file}: ${counted(made.roles.length, "role")}. It names roles and what they may do: share it with people who may know that.`,
    );
  } finally {
    record.close();
  }
  return 0;
}
