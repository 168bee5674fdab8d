import { alarmingLine } from "#core/messages/risk-line.ts";
import { couldBreakText } from "#core/messages/summary.ts";
import { emitTogether } from "#core/review/change/emit/emit.ts";
import type { Emitted } from "#core/review/change/emit/emitted.ts";
import { decidedProposal } from "#core/review/chosen.ts";
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
    else process.stdout.write(emitTogether(emit, changes));
    if (run.given.detail !== "quiet") for (const change of changes) await tellRisk(run, change.role.name);
  });
}

/** On standard error, what whoever uses the change should know: the change itself does not tell it. */
async function tellRisk({ reviews, store }: ReviewRun, roleName: string): Promise<void> {
  const review = reviews().find((each) => each.roleName === roleName);
  const proposal = review && (await decidedProposal(store, review));
  if (proposal) tellError(`${roleName}: ${alarmingLine(proposal)} Could break: ${couldBreakText(proposal)}`);
}
