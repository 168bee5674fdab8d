import { fileFaultText } from "#core/messages/log-fault.ts";
import { tellError } from "../terminal/lines.ts";
import { passedOverLine } from "./passed-over.ts";
import type { Source } from "./source.ts";

/** Log files that were not read, on standard error: standard output holds outcomes alone. */
export async function tellFiles({ source }: { readonly source: Pick<Source, "read"> }): Promise<void> {
  const { problems = [], passedOver = [] } = (await source.read) ?? {};
  for (const { file, because } of problems) tellError(`${file}: ${fileFaultText(because)}`);
  if (passedOver.length > 0) tellError(passedOverLine(passedOver));
}
