import type { Review } from "#core/review/model/review.ts";
import type { Saved } from "#core/review/model/saved.ts";
import type { DocumentName, ReviewStore } from "#core/review/ports/review-store.ts";

/** The record of reviews, read alone: of a deployed stack or of an output folder. */
export interface ReviewRecord extends Pick<ReviewStore, "document" | "journal"> {
  /** Every review, oldest first. */
  all(): Promise<readonly Review[]>;
  /** The documents of this name that these reviews have, by review. */
  documents<K extends DocumentName>(reviewIds: readonly string[], name: K): Promise<ReadonlyMap<string, Saved[K]>>;
  close(): void;
}
