import { fileFaultText } from "#core/messages/log-fault.ts";
import { tellError } from "../terminal/lines.ts";
import { passedOverLine, unreadRecordsLine } from "./passed-over.ts";
import type { Source } from "./source.ts";

interface Run {
  readonly source: Pick<Source, "read">;
}

/** Log files that were not read, on standard error: standard output holds outcomes alone. */
export async function tellFiles(run: Run): Promise<void> {
  await tellUnread(run);
  const { passedOver = [] } = (await run.source.read) ?? {};
  if (passedOver.length > 0) tellError(passedOverLine(passedOver));
}

/** Log files and records that could not be read, on standard error: what nobody may miss, however quiet the run is to be. */
export async function tellUnread({ source }: Run): Promise<void> {
  const { problems = [], tally } = (await source.read) ?? {};
  for (const { file, because } of problems) tellError(`${file}: ${fileFaultText(because)}`);
  const unread = tally === undefined ? undefined : unreadRecordsLine(tally.unreadable);
  if (unread !== undefined) tellError(unread);
}
