import { loadCatalogue } from "#adapters/catalogue.ts";
import { serviceOf } from "#core/aws/names.ts";
import { notGrantedBefore } from "#core/review/change/restore/add-back.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { didYouMean } from "../nearest.ts";
import { UsageError } from "../usage-error.ts";
import { RESTORE } from "./options.ts";

/** What somebody wants back. */
export interface WantedBack {
  /** Id of a review, or name of a role. */
  readonly name: string;
  /** Just these; empty for all. */
  readonly actions: readonly string[];
  readonly reason: string | undefined;
}

/** Throws UsageError where the role did not have one of the actions before the review: a mistyped one is known before anything is asked for. */
export async function checkWanted(
  record: Pick<ReviewStore, "document">,
  { id, roleName }: Pick<Review, "id" | "roleName">,
  actions: readonly string[],
): Promise<void> {
  if (actions.length === 0) return;
  const [before, proposal] = await Promise.all([record.document(id, "before"), record.document(id, "proposal")]);
  // Whoever restores it says what is missing.
  if (!before || !proposal) return;
  const catalogue = loadCatalogue();
  const review = { before, proposal };
  const [wrong] = notGrantedBefore(review, actions, catalogue);
  if (wrong === undefined) return;
  const others = catalogue.expand(`${serviceOf(wrong)}:*`).filter((action) => notGrantedBefore(review, [action], catalogue).length === 0);
  throw new UsageError(RESTORE.name, `The review took no ${wrong} from ${roleName}.${didYouMean(wrong, others)} Nothing was started.`);
}
