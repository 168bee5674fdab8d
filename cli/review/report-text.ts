import * as v from "valibot";
import { BREAK_GLASS } from "#core/review/change/break-glass.ts";
import { headline, riskLine } from "#core/review/message/summary.ts";
import { counted, plain, someOf, thousands, wrap } from "#core/review/message/text.ts";
import type { Proposal } from "#core/review/proposal.ts";
import type { JournalEntry, Review } from "#core/review/record.ts";
import { statusOf } from "./report-json.ts";
import type { Report, ReviewRun } from "./run.ts";

const Discovery = v.looseObject({
  reviews: v.array(v.unknown()),
  skipped: v.array(v.looseObject({ roleName: v.string(), reason: v.string() })),
});
const OfReview = v.looseObject({ reviewId: v.string() });
const Drifted = v.looseObject({ next: v.literal("propose-again") });

/** What happens, as it happens, in at most 80 columns. */
export function textReport(run: ReviewRun): Report {
  const told = new Map<string, number>();
  return {
    async started() {},
    async done(step, payload, result) {
      if (step === "discover-roles") return tellDiscovery(run, v.parse(Discovery, result));
      if (!v.is(OfReview, payload)) return;
      const { reviewId } = payload;
      const review = await run.store.get(reviewId);
      if (step === "propose-policy") return tellProposal(run, review);
      if (step === "apply-policy")
        return v.is(Drifted, result) ? line("", "the role changed meanwhile: proposing anew") : tellJournal(run, review, told);
      if (step === "close-review" || step === "report-failure") return tellEnd(run, review);
    },
    async told({ kind, body, reviewId }) {
      if (run.given.decide !== "ask" || (kind !== "approval-request" && kind !== "reminder") || !reviewId) return;
      const link = body.split("\n").find((each) => each.startsWith("http://")) ?? "";
      const { roleName } = await run.store.get(reviewId);
      print(`\n  Look at ${plain(roleName)} and decide, in a browser on this machine:\n\n${link}\n`);
    },
    async end() {
      tellProblems(run);
      tellSum(run);
    },
  };
}

function tellDiscovery({ roles, given }: ReviewRun, { reviews, skipped }: v.InferOutput<typeof Discovery>): void {
  const others = roles.length - reviews.length - skipped.length;
  print(`${counted(reviews.length, "role")} to review in ${given.account}`);
  if (others > 0) print(`  ${counted(others, "role")} not asked for: left alone`);
  for (const { roleName, reason } of skipped.slice(0, 20)) print(wrap(`${plain(roleName)}: ${reason}`, "  "));
  if (skipped.length > 20) print(`  and ${skipped.length - 20} more`);
}

async function tellProposal({ store }: ReviewRun, review: Review): Promise<void> {
  const proposal = await store.document(review.id, "proposal");
  if (!proposal) return;
  const { activity, window } = proposal;
  print(`\n${plain(review.roleName)}`);
  if (activity.source === "trail") {
    line(
      "read",
      `${counted(activity.records.read, "record")}, ${thousands(activity.records.ofRole)} of this role, ${thousands(activity.records.denied)} denied`,
    );
    line("window", `${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`);
  }
  line("used", counted(activity.entries.length, "action"));
  if (proposal.outcome === "proposed") tellChange(proposal);
  else line("outcome", `${proposal.outcome}: ${plain(proposal.reason)}`);
}

function tellChange(proposal: Proposal): void {
  const { replaces, retains, policies, evidence, checks, gaps, suspicious, questions, notes } = proposal;
  line("proposal", headline(proposal));
  line(
    "replaces",
    someOf(
      replaces.map(({ name }) => name),
      5,
    ),
  );
  if (retains.length > 0)
    line(
      "keeps",
      someOf(
        retains.map(({ name }) => name),
        5,
      ),
    );
  for (const { name, size } of policies) line("with", `${name} (${thousands(size)} of 6,144 characters)`);
  for (const item of evidence.slice(0, 12)) line("stays", `${item.action}: ${plain(item.because)}${item.proven ? "" : " (unproven)"}`);
  if (evidence.length > 12) line("", `and ${evidence.length - 12} more`);
  for (const use of suspicious.slice(0, 5)) line("doubt", plain(use.detail));
  for (const gap of gaps.slice(0, 5)) line("gap", plain(gap.detail));
  for (const question of questions)
    if (question.decision === "ask") line("ask", `${someOf(question.actions, 4)} go: ${plain(question.because)}`);
  for (const note of notes) line("note", plain(note));
  for (const check of checks) if (check.result !== "skipped") line(check.result, `${check.name}: ${plain(check.detail)}`);
  line("risk", riskLine(proposal));
}

async function tellJournal({ store }: ReviewRun, review: Review, told: Map<string, number>): Promise<void> {
  const journal = await store.journal(review.id);
  for (const entry of journal.slice(told.get(review.id) ?? 0)) {
    if (entry.step === BREAK_GLASS) tellCommand(entry);
    else if (entry.state !== "started") line(entry.state, `${plain(entry.step)}${entry.detail ? `: ${plain(entry.detail)}` : ""}`);
  }
  told.set(review.id, journal.length);
}

/** A command is to be copied: it stays on one line, however long. */
function tellCommand({ step, detail }: JournalEntry): void {
  line("undo", `${step}:`);
  print(`\n${plain(detail ?? "")}\n`);
}

function tellEnd({ snapshot }: ReviewRun, review: Review): void {
  const { decision, failure } = review;
  if (failure) line("failed", plain(failure.message));
  if (decision) line(decision.verdict, `by ${plain(decision.by)}${decision.reason ? `: ${plain(decision.reason)}` : ""}`);
  if (statusOf(review) !== "applied") return;
  const role = snapshot.RoleDetailList.find(({ RoleName }) => RoleName === review.roleName);
  line("carries", (role?.AttachedManagedPolicies ?? []).map(({ PolicyName }) => PolicyName).join(", ") || "no managed policy");
}

function tellProblems({ source }: ReviewRun): void {
  if (source.problems.length === 0) return;
  print(`\n${counted(source.problems.length, "log file")} could not be read, or not to the end:`);
  for (const { file, because } of source.problems.slice(0, 20)) print(wrap(`${file}: ${because}`, "  "));
  if (source.problems.length > 20) print(`  and ${source.problems.length - 20} more`);
}

function tellSum({ reviews, given }: ReviewRun): void {
  const counts = new Map<string, number>();
  for (const review of reviews()) {
    const word =
      review.status === "failed" ? "failed" : review.outcome === "proposed" ? statusOf(review) : (review.outcome ?? "not-eligible");
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  print(`\n${[...counts].map(([word, count]) => `${thousands(count)} ${word}`).join(", ") || "nothing to review"}`);
  if (given.out !== undefined) print(`Written to ${given.out}`);
}

const LABEL = 12;

function line(label: string, text: string): void {
  const indent = " ".repeat(LABEL);
  print(`  ${label.padEnd(LABEL - 2)}${wrap(text, indent).slice(LABEL)}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
