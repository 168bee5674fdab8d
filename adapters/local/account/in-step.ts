import { isChanging } from "#core/review/lease.ts";
import { type ReviewStatus, TRANSITIONS } from "#core/review/model/status.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import type { LocalReviewStore } from "../store/sqlite-review-store.ts";

interface Kept {
  readonly store: LocalReviewStore;
  readonly changes: RoleChanges;
}

/** A change that ends so was carried out; one that failed was taken back. */
const CARRIED_OUT: readonly (ReviewStatus | undefined)[] = ["applied", "settled", "restored"];

/**
 * Keeps a snapshot's file in step with the record: it is saved just before the record says that a change was carried out. Where it
 * cannot be saved, the record does not say so; what `save` throws goes out as it is, and stops the step.
 */
export function inStep({ store, changes }: Kept, save: () => void): Kept {
  return {
    store: {
      ...store,
      async update(reviewId, transition, change) {
        const { from, to } = TRANSITIONS[transition];
        if (CARRIED_OUT.includes(to) && from.some((status) => isChanging({ status }))) save();
        // Nothing is waited for in between: no signal comes after the one and before the other.
        return store.update(reviewId, transition, change);
      },
    },
    changes: {
      ...changes,
      async deletePolicy(arn) {
        await changes.deletePolicy(arn);
        save();
      },
    },
  };
}
