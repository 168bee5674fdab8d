import { accountOf } from "#core/aws/arn.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { counted, thousands } from "#core/text.ts";
import { line, paragraph, print, shellLines, visible } from "./lines.ts";
import { passedOverLine } from "./passed-over.ts";
import { statusOf } from "./report-json.ts";
import type { ReviewRun } from "./run.ts";

/** How one review ended: what was done, who decided, what the role carries now, and how to go back. */
export async function tellEnd({ snapshot, store, given }: ReviewRun, review: Review): Promise<void> {
  const { decision, failure, roleName } = review;
  if (failure) line("failed", failure.message);
  if (decision) line(decision.verdict, `by ${decision.by}${decision.reason ? `: ${decision.reason}` : ""}`);
  for (const { question, verdict, by } of decision?.answers ?? [])
    line("answered", `${question}: ${verdict === "keep" ? "kept" : "removed"}${by === "default" ? " (default)" : ""}`);
  if (statusOf(review) !== "applied") return;
  const role = snapshot.RoleDetailList.find(({ RoleName }) => RoleName === roleName);
  line("attached", (role?.AttachedManagedPolicies ?? []).map(({ PolicyName }) => PolicyName).join(", ") || "no managed policy");
  const glass = entriesOf(await store.journal(review.id), "break-glass").at(-1);
  if (!glass) return;
  line("undo", given.out === undefined ? "with the AWS CLI:" : `whittle restore ${roleName} --out ${given.out}, or with the AWS CLI:`);
  print(`\n${glass.command.split(" && ").map(indented).join(" &&\n")}`);
}

function indented(command: string): string {
  return shellLines(visible(command), "    ");
}

/** Log files that could not be read, and whether the trail knows the roles at all. */
export async function tellTrail({ source, roles, reviews }: ReviewRun): Promise<void> {
  const reading = await source.read;
  if (!reading) return;
  const { problems, passedOver, tally } = reading;
  if (passedOver.length > 0) paragraph(passedOverLine(passedOver));
  if (problems.length > 0) {
    print(`\n${counted(problems.length, "log file")} could not be read completely:`);
    for (const { file, because } of problems.slice(0, 20)) paragraph(`${file}: ${because}`, 2);
    if (problems.length > 20) print(`  and ${thousands(problems.length - 20)} more`);
  }
  const account = accountOf(roles[0]?.arn ?? "");
  if (tally.roles.size === 0 && reviews().some(({ outcome }) => outcome !== "not-eligible"))
    print(`\nNo record belongs to a reviewed role. Is this the trail of account ${account}?`);
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
