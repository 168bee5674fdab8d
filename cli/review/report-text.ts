import * as v from "valibot";
import { type JournalLine, journalLine } from "#core/messages/journal.ts";
import { skippedText } from "#core/messages/outcome.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { SkippedRole } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import { counted, thousands } from "#core/text.ts";
import { line, paragraph, print, visible, whereToDecide } from "../terminal/lines.ts";
import { type Tone, toned } from "../terminal/terminal.ts";
import type { Report, ReviewRun } from "./run.ts";
import { standingsOf } from "./standings.ts";
import { endLines, tellEnd, tellSum, tellTrail } from "./tell-end.ts";
import { tellUnread } from "./tell-files.ts";
import { tellPlan } from "./tell-plan.ts";
import { tellProposal } from "./tell-proposal.ts";
import { tellSummary } from "./tell-summary.ts";

const Discovery = v.looseObject({
  reviews: v.array(v.unknown()),
  skipped: v.array(SkippedRole),
});
const OfReview = v.looseObject({ reviewId: v.string() });
const Drifted = v.looseObject({ next: v.literal("propose-again") });
const MOST_SKIPPED = 20;

/** What happens, as it happens, in the width of the terminal. Quiet, nothing but where to decide and the summary. */
export function textReport(run: ReviewRun): Report {
  const { detail } = run.given;
  const tell = detail === "verbose" ? inFull(run) : inShort(run);
  return {
    async done(step, payload, result) {
      if (detail === "quiet") return;
      if (step === "discover-roles") await tellDiscovery(run, v.parse(Discovery, result));
      const how = HOW.get(step);
      if (how === undefined || !v.is(OfReview, payload)) return;
      await tell[v.is(Drifted, result) ? "drifted" : how](await run.store.get(payload.reviewId));
    },
    async asked(review, link) {
      print(whereToDecide(review.roleName, link));
    },
    async end() {
      await (detail === "quiet" ? tellUnread(run) : tellTrail(run));
      tellSummary(await standingsOf(run));
      tellSum(run);
    },
  };
}

/** Who tells what happens to the roles, one review at a time. */
interface Teller {
  proposed(review: Review): Promise<void>;
  drifted(review: Review): Promise<void>;
  applied(review: Review): Promise<void>;
  ended(review: Review): Promise<void>;
}

/** What a step of the workflow means to a teller. */
const HOW: ReadonlyMap<string, keyof Teller> = new Map([
  ["propose-policy", "proposed"],
  ["apply-policy", "applied"],
  ["report-failure", "ended"],
  ["close-review", "ended"],
]);

/** The plan of a role in a few lines, and one line for each thing that happens later; each names its role. */
function inShort(run: ReviewRun): Teller {
  const { store, given } = run;
  const planned = new Set<string>();
  const told = new Map<string, number>();
  const tellTroubles = async (review: Review) => {
    const troubles = (await newSteps(run, review, told)).filter(({ state }) => state !== "done");
    for (const { text, detail } of troubles) event(review.roleName, detail ? `${text}: ${detail}` : text, "doubt");
  };
  return {
    async proposed({ id, roleName }) {
      const proposal = await store.document(id, "proposal");
      if (!proposal) return;
      planned.add(id);
      print(`\n${toned("title", visible(roleName))}`);
      tellPlan(proposal);
    },
    async drifted(review) {
      await tellTroubles(review);
      event(review.roleName, AGAIN);
    },
    applied: tellTroubles,
    async ended(review) {
      if (review.failure && !planned.has(review.id)) print("");
      for (const { text, tone } of endLines(review, given.out)) event(review.roleName, text, tone);
    },
  };
}

const AGAIN = "making a new proposal";

function event(roleName: string, text: string, tone?: Tone): void {
  paragraph(`${roleName}: ${text}`, 0, tone);
}

/** Everything that is known, under the name of its role. */
function inFull(run: ReviewRun): Teller {
  const { store } = run;
  const told = new Map<string, number>();
  let under = "";
  /** Reviews run side by side: what is told of another role than before stands under its name again. */
  const head = ({ id, roleName }: Review) => {
    if (under !== id) print(`\n${toned("title", visible(roleName))}`);
    under = id;
  };
  const tellSteps = async (review: Review) => {
    const steps = await newSteps(run, review, told);
    head(review);
    for (const { state, text, detail } of steps) line(state, detail ? `${text}: ${detail}` : text);
  };
  return {
    async proposed(review) {
      const proposal = await store.document(review.id, "proposal");
      if (!proposal) return;
      under = "";
      head(review);
      tellProposal(proposal);
    },
    async drifted(review) {
      await tellSteps(review);
      line("", AGAIN);
    },
    applied: tellSteps,
    async ended(review) {
      const glass = entriesOf(await store.journal(review.id), "break-glass").at(-1);
      head(review);
      tellEnd(run, review, glass?.command);
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

/** The steps of the change that were done since the last time. Messages are none, as nobody gets one here; the way back is told last. */
async function newSteps({ store }: ReviewRun, { id, roleName }: Review, told: Map<string, number>): Promise<readonly JournalLine[]> {
  const journal = await store.journal(id);
  const fresh = journal.slice(told.get(id) ?? 0).filter(({ kind }) => kind !== "break-glass" && kind !== "sent");
  told.set(id, journal.length);
  return fresh.map((entry) => journalLine(entry, roleName)).filter(({ state }) => state !== "started");
}
