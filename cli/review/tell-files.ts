import { fileFaultText } from "#core/messages/log-fault.ts";
import { tellError } from "../terminal/lines.ts";
import { passedOverLine, unreadRecordsLine } from "./passed-over.ts";
import type { Source } from "./source.ts";

/** Log files that were not read, on standard error: standard output holds outcomes alone. */
export async function tellFiles({ source }: { readonly source: Pick<Source, "read"> }): Promise<void> {
  const { problems = [], passedOver = [], tally } = (await source.read) ?? {};
  for (const { file, because } of problems) tellError(`${file}: ${fileFaultText(because)}`);
  const unread = tally === undefined ? undefined : unreadRecordsLine(tally.unreadable);
  if (unread !== undefined) tellError(unread);
  if (passedOver.length > 0) tellError(passedOverLine(passedOver));
}
