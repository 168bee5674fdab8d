import { noteText } from "#core/messages/note.ts";
import { keptPolicyText, setOutcomeText, usedInFacts } from "#core/messages/permission-set.ts";
import { EMITTED_SETS, emitSets } from "#core/review/permission-sets/emit/emit.ts";
import type { SetReview } from "#core/review/permission-sets/propose-set.ts";
import { standingOf } from "#core/review/standing.ts";
import { counted, someOf } from "#core/text.ts";
import { line, paragraph, print, printJson, tellError, visible } from "../../terminal/lines.ts";
import { toned } from "../../terminal/terminal.ts";
import { fitJson } from "../fit-json.ts";
import { activityJson, asPatterns, proposalJson, standingJson } from "../report-json.ts";
import { tellPlan } from "../tell-plan.ts";
import { changesOf, type ReviewedSets } from "./reviewed-sets.ts";

const MOST_ACCOUNTS = 10;

/** Writes to standard output what was asked for: emitted changes without a folder, JSON, or the plans as text. */
export function reportSets(run: ReviewedSets): void {
  const { emit, out, format } = run.given;
  const form = EMITTED_SETS.find((each) => each === emit);
  if (form !== undefined && out === undefined) {
    const changes = changesOf(run);
    if (changes.length === 0) tellError("No permission set has a change to write.");
    else process.stdout.write(emitSets(form, changes));
  } else if (format === "json") for (const review of run.reviews) printJson(setJson(run, review));
  else tellSets(run);
}

function tellSets({ given, reading, reviews }: ReviewedSets): void {
  if (given.detail !== "quiet") {
    const { records, first, last } = reading.tally;
    paragraph(
      `Read ${counted(records, "record")} in ${counted(reading.files, "log file")}, ${first.slice(0, 10)} to ${last.slice(0, 10)}.`,
    );
    for (const review of reviews) tellSet(review);
    print("");
  }
  const proposed = reviews.filter((review) => review.kind === "reviewed" && review.proposal.outcome === "proposed").length;
  const failed = reviews.filter(({ kind }) => kind === "failed").length;
  const others = reviews.length - proposed - failed;
  const counts = [
    `${proposed} proposed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(others > 0 ? [`${others} without a change to propose`] : []),
  ];
  print(`${counted(reviews.length, "permission set")}: ${counts.join(", ")}`);
  if (given.out !== undefined) print(`Written to ${given.out}`);
}

function tellSet(review: SetReview): void {
  print(`\n${toned("title", visible(`Permission set ${review.set.name}`))}`);
  if (review.kind === "reviewed") tellPlan(review.proposal);
  else line("Outcome", `${review.kind.replace("-", " ")}. ${setOutcomeText(review)}`, review.kind === "failed" ? "bad" : undefined);
  for (const { label, items } of usedInFacts(review.accounts)) line(label, someOf(items, MOST_ACCOUNTS));
  for (const name of review.kind === "reviewed" ? review.kept : []) line("Note", keptPolicyText(name), "doubt");
}

/** One set's object: within 30 KB, or everything. */
export type SetJson = ReturnType<typeof setJson>;
function setJson({ given, reading, catalogue }: ReviewedSets, review: SetReview) {
  const { set, accounts } = review;
  const { proposal, before, inline } = review.kind === "reviewed" ? review : {};
  const outcome = {
    permissionSet: { name: set.name, arn: set.arn },
    accounts: accounts.map(({ lastUsed = null, ...account }) => ({ ...account, lastUsed })),
    window: proposal?.window ?? null,
    records: proposal?.activity.records ?? { read: reading.tally.records, ofRole: 0, denied: 0, unreadable: 0 },
    activity: (proposal?.activity.entries ?? []).map(activityJson),
    outcome: proposal?.outcome ?? "not-eligible",
    reason: setOutcomeText(review),
    because: review.kind === "reviewed" ? review.proposal.reason : review.because,
    ...proposalJson(proposal, { given, catalogue }),
    inlinePolicy: inline ?? null,
    notes: (proposal?.notes ?? []).map((note) => ({ ...note, detail: noteText(note) })),
    ...standingJson(before && proposal && standingOf({ role: before, window: proposal.window, proposal }, catalogue)),
    status: review.kind === "failed" ? "failed" : "proposed",
  };
  return given.full ? outcome : fitJson(outcome, asPatterns({ catalogue }));
}
