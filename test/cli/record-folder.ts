import { DatabaseSync } from "node:sqlite";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { recordIn } from "#cli/output-folder.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { toSaved } from "#core/review/model/saved.ts";
import { temporaryFolder } from "./whittle.ts";

/** A review as a record holds it. */
export interface Held {
  readonly review: Review;
  readonly proposal?: Proposal;
  readonly before?: RoleState;
  readonly journal?: readonly JournalEntry[];
}

/** An output folder whose record holds these reviews, whatever led to them. */
export async function folderHolding(...held: readonly Held[]): Promise<string> {
  const folder = temporaryFolder();
  const file = recordIn(folder);
  const store = sqliteReviewStore(file);
  for (const { review, proposal, before, journal = [] } of held) {
    if (proposal) await store.putDocument(review.id, "proposal", proposal);
    if (before) await store.putDocument(review.id, "before", before);
    for (const entry of journal) await store.append(review.id, entry);
  }
  store.close();
  const db = new DatabaseSync(file);
  const put = db.prepare("insert into review (id, role, created, ended, body) values (?, ?, ?, ?, ?)");
  for (const { review } of held) {
    const body = toSaved("review", review, review.id);
    if (typeof body !== "string") throw new Error("A review is saved as text.");
    put.run(review.id, review.roleArn, review.createdAt, isEnded(review) ? 1 : 0, body);
  }
  db.close();
  return folder;
}
