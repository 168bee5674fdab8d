import { fileFaultText } from "#core/messages/log-fault.ts";
import type { Decision, Review } from "#core/review/model/review.ts";
import { counted, thousands } from "#core/text.ts";
import { line, paragraph, print, shellLines, visible } from "../terminal/lines.ts";
import type { Tone } from "../terminal/terminal.ts";
import { passedOverLine, unreadRecordsLine } from "./passed-over.ts";
import type { ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

/** How one review ended: what was done, who decided, what the role carries now, and how to go back. */
export function tellEnd({ snapshot, given }: ReviewRun, review: Review, wayBack: string | undefined): void {
  const { decision, failure, roleName } = review;
  if (failure) line("failed", failure.message, "bad");
  if (decision) line(decision.verdict, decidedText(decision));
  for (const { question, verdict, by } of decision?.answers ?? [])
    line("answered", `${question}: ${verdict === "keep" ? "kept" : "removed"}${by === "default" ? " (default)" : ""}`);
  if (statusOf(review) !== "applied") return;
  const role = snapshot.RoleDetailList.find(({ RoleName }) => RoleName === roleName);
  line("attached", (role?.AttachedManagedPolicies ?? []).map(({ PolicyName }) => PolicyName).join(", ") || "no managed policy");
  if (wayBack === undefined) return;
  line("undo", given.out === undefined ? "with the AWS CLI:" : `${undoCommand(roleName, given.out)}, or with the AWS CLI:`);
  print(`\n${wayBack.split(" && ").map(indented).join(" &&\n")}`);
}

/** How one review ended, a sentence each. */
export function endLines(review: Review, out: string | undefined): readonly { readonly text: string; readonly tone?: Tone }[] {
  const { decision, failure, roleName } = review;
  const isApplied = statusOf(review) === "applied";
  return [
    ...(decision ? [{ text: `${decision.verdict} ${decidedText(decision)}` }] : []),
    ...(failure ? [{ text: `failed. ${failure.message}`, tone: "bad" as const }] : []),
    ...(isApplied ? [{ text: `applied.${out === undefined ? "" : ` Undo: ${undoCommand(roleName, out)}`}`, tone: "good" as const }] : []),
  ];
}

function undoCommand(roleName: string, out: string): string {
  return `whittle restore ${roleName} --out ${out}`;
}

function decidedText({ by, reason }: Decision): string {
  return `by ${by}${reason ? `: ${reason}` : ""}`;
}

function indented(command: string): string {
  return shellLines(visible(command), "    ");
}

/** Log files that were passed over or could not be read. */
export async function tellTrail({ source }: Pick<ReviewRun, "source">): Promise<void> {
  const reading = await source.read;
  if (!reading) return;
  const { files, problems, passedOver, tally } = reading;
  const unread = unreadRecordsLine(tally.unreadable);
  if (unread !== undefined) paragraph(unread);
  if (passedOver.length > 0) paragraph(passedOverLine(passedOver));
  if (problems.length > 0) {
    print(`\n${thousands(problems.length)} of ${counted(files, "log file")} could not be read completely:`);
    for (const { file, because } of problems.slice(0, 20)) paragraph(`${file}: ${fileFaultText(because)}`, 2);
    if (problems.length > 20) print(`  and ${thousands(problems.length - 20)} more`);
  }
}

const ENDS: Readonly<Record<string, string>> = {
  "nothing-to-change": "without a change to propose",
  "no-activity": "without activity",
  "not-eligible": "not eligible",
};

/** The last lines: how many reviews ended how, and where it was written. */
export function tellSum({ reviews, given }: ReviewRun): void {
  const counts = new Map<string, number>();
  for (const review of reviews()) {
    const word = review.status === "failed" || review.outcome === "proposed" ? statusOf(review) : (review.outcome ?? "not-eligible");
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  print(`\n${[...counts].map(([word, count]) => `${thousands(count)} ${ENDS[word] ?? word}`).join(", ") || "No role to review"}`);
  if (given.out !== undefined) print(`Written to ${given.out}`);
  else if (counts.has("applied")) print("Nothing was saved. Use --out DIR to save the changed snapshot and the policies.");
}
