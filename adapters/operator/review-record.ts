import type { Review } from "#core/review/model/review.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";

/** The record of reviews, read alone: of a deployed stack or of an output folder. */
export interface ReviewRecord extends Pick<ReviewStore, "document" | "journal"> {
  /** Every review, oldest first. */
  all(): Promise<readonly Review[]>;
  close(): void;
}
