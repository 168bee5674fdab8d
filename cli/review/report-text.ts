import * as v from "valibot";
import { journalLine } from "#core/messages/journal.ts";
import { skippedText } from "#core/messages/outcome.ts";
import { SkippedRole } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import { counted, thousands } from "#core/text.ts";
import { line, paragraph, print, visible, whereToDecide } from "./lines.ts";
import type { Report, ReviewRun } from "./run.ts";
import { tellEnd, tellSum, tellTrail } from "./tell-end.ts";
import { tellProposal } from "./tell-proposal.ts";

const Discovery = v.looseObject({
  reviews: v.array(v.unknown()),
  skipped: v.array(SkippedRole),
});
const OfReview = v.looseObject({ reviewId: v.string() });
const Drifted = v.looseObject({ next: v.literal("propose-again") });
const MOST_SKIPPED = 20;

/** What happens, as it happens, in at most 80 columns. */
export function textReport(run: ReviewRun): Report {
  const told = new Map<string, number>();
  return {
    async done(step, payload, result) {
      if (step === "discover-roles") return tellDiscovery(run, v.parse(Discovery, result));
      if (!v.is(OfReview, payload)) return;
      const review = await run.store.get(payload.reviewId);
      if (step === "propose-policy") return tellRole(run, review);
      if (step === "apply-policy")
        return v.is(Drifted, result)
          ? line("", "the role changed since the proposal (drift): making a new proposal")
          : tellSteps(run, review, told);
      if (step === "report-failure") return tellFailure(run, review);
      if (step === "close-review") return tellEnd(run, review);
    },
    async asked(review, link) {
      print(whereToDecide(review.roleName, link));
    },
    async end() {
      await tellTrail(run);
      tellSum(run);
    },
  };
}

async function tellDiscovery({ roles, given, source }: ReviewRun, { reviews, skipped }: v.InferOutput<typeof Discovery>): Promise<void> {
  const reading = await source.read;
  if (reading) {
    const { records, first, last } = reading.tally;
    const span = `${first.slice(0, 10)} to ${last.slice(0, 10)}`;
    paragraph(`Read ${counted(records, "record")} in ${counted(reading.files, "log file")}, ${span}.`);
  }
  const others = roles.length - reviews.length - skipped.length;
  const left = others > 0 ? ` ${counted(others, "role")} skipped (not selected).` : "";
  paragraph(`Reviewing ${counted(reviews.length, "role")} of ${given.account}.${left}`);
  for (const { roleName, reason } of skipped.slice(0, MOST_SKIPPED)) paragraph(`${roleName}: ${skippedText(reason)}`, 2);
  if (skipped.length > MOST_SKIPPED) print(`  and ${thousands(skipped.length - MOST_SKIPPED)} more`);
}

async function tellRole({ store }: ReviewRun, review: Review): Promise<void> {
  const proposal = await store.document(review.id, "proposal");
  if (!proposal) return;
  print(`\n${visible(review.roleName)}`);
  tellProposal(proposal);
}

async function tellFailure(run: ReviewRun, review: Review): Promise<void> {
  const isKnown = await run.store.document(review.id, "proposal");
  if (!isKnown) print(`\n${visible(review.roleName)}`);
  await tellEnd(run, review);
}

/** The steps of the change that were done since the last time. Messages are none, as nobody gets one here; the way back is told last. */
async function tellSteps({ store }: ReviewRun, review: Review, told: Map<string, number>): Promise<void> {
  const journal = await store.journal(review.id);
  for (const entry of journal.slice(told.get(review.id) ?? 0)) {
    if (entry.kind === "break-glass" || entry.kind === "sent") continue;
    const { state, text, detail } = journalLine(entry, review.roleName);
    if (state !== "started") line(state, detail ? `${text}: ${detail}` : text);
  }
  told.set(review.id, journal.length);
}
