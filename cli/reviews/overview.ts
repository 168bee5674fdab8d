import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { list } from "#core/messages/english/list.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import { headline } from "#core/messages/summary.ts";
import { stateOf } from "#core/review/account-report.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { DocumentName } from "#core/review/ports/review-store.ts";
import { riskOf } from "#core/review/risk.ts";

/** One review in a few facts. */
export interface Overview {
  readonly review: Review;
  /** Absent where none was made, or it proposes no change. */
  readonly proposal: Proposal | undefined;
  readonly headline: string;
}

/** A review with its proposal as it was decided. */
export async function overviewOf(record: ReviewRecord, review: Review): Promise<Overview> {
  return overviewWith(review, await record.document(review.id, "proposal"));
}

/** The same of many, in their order. */
export async function* overviewsOf(record: ReviewRecord, reviews: readonly Review[]): AsyncGenerator<Overview> {
  for await (const { review, document } of withDocuments(record, reviews, "proposal")) yield overviewWith(review, document);
}

const READ_AT_ONCE = 100;

/** Reviews with a document of each, undefined where it has none; a hundred are read at a time, so that memory holds no more. */
export async function* withDocuments<K extends DocumentName>(record: ReviewRecord, reviews: readonly Review[], name: K) {
  for (let first = 0; first < reviews.length; first += READ_AT_ONCE) {
    const some = reviews.slice(first, first + READ_AT_ONCE);
    const documents = await record.documents(
      some.map(({ id }) => id),
      name,
    );
    for (const review of some) yield { review, document: documents.get(review.id) };
  }
}

function overviewWith(review: Review, made: Proposal | undefined): Overview {
  const proposal = made?.outcome === "proposed" ? asDecided(made, review) : undefined;
  return { review, proposal, headline: proposal ? headline(proposal) : whyNone(review) };
}

function whyNone({ failure, reason }: Review): string {
  return failure?.message ?? (reason ? outcomeText(reason) : "No proposal yet.");
}

/** Where a review stands, in the words of the page; while it is in progress, the step that it is at as well. */
export function stateText(review: Review): string {
  const state = stateOf(review);
  const text = list.states[state].toLowerCase();
  return state === "in-progress" ? `${text} (${review.status})` : text;
}

export type OverviewJson = ReturnType<typeof overviewJson>;

/** As data. The record's task token and signatures stay where they are. */
export function overviewJson({ review, proposal, headline: text }: Overview) {
  const { decision, failure = null, waiting } = review;
  return {
    id: review.id,
    role: { name: review.roleName, arn: review.roleArn },
    status: review.status,
    outcome: review.outcome ?? null,
    headline: text,
    risk: proposal ? { summary: riskLine(proposal), ...riskOf(proposal) } : null,
    dryRun: review.dryRun,
    createdAt: review.createdAt,
    updatedAt: review.updatedAt,
    decideUntil: waiting?.expiresAt ?? null,
    decision: decision ? { verdict: decision.verdict, at: decision.at, by: decision.by, reason: decision.reason ?? null } : null,
    failure,
  };
}
