import { emitTogether } from "#core/review/change/emit/emit.ts";
import type { Emitted } from "#core/review/change/emit/emitted.ts";
import { tellError } from "../terminal/lines.ts";
import { changesOf } from "./changes.ts";
import { noChangeText } from "./no-change.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";

/** The changes of all roles in the form that was asked for, and nothing else on standard output. */
export function emitReport(run: ReviewRun, emit: Emitted): Report {
  return reportAtEnd(run, async () => {
    const changes = await changesOf(run);
    if (changes.length === 0) tellError(await noChangeText(run));
    else process.stdout.write(await emitTogether(emit, changes));
  });
}
