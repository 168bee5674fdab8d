import { decided, isEnded } from "#core/review/approval/decided.ts";
import { changed } from "#core/review/changed.ts";
import { ReviewConflictError, ReviewNotFoundError } from "#core/review/errors.ts";
import type { ReviewChange, ReviewDocuments, ReviewStore, RoleHistory } from "#core/review/ports/review-store.ts";
import type { JournalEntry, Review } from "#core/review/record.ts";
import { roleAfter } from "#core/review/role-history.ts";

/** The record in memory, with the conditions of the port. Every call gives others a turn before it takes effect. */
export function fakeReviewStore(): ReviewStore {
  const reviews = new Map<string, Review>();
  const roles = new Map<string, RoleHistory>();
  const documents = new Map<string, Partial<ReviewDocuments>>();
  const journals = new Map<string, JournalEntry[]>();

  function read(reviewId: string): Review {
    const review = reviews.get(reviewId);
    if (!review) throw new ReviewNotFoundError(reviewId);
    return review;
  }

  function roleOf(roleName: string): RoleHistory {
    return roles.get(roleName) ?? { roleName };
  }

  function write(review: Review, change?: ReviewChange): Review {
    roles.set(review.roleName, roleAfter(roleOf(review.roleName), review, change));
    reviews.set(review.id, review);
    return review;
  }

  return {
    async claim(review) {
      await turn();
      const role = roleOf(review.roleName);
      if (role.openReviewId !== undefined)
        return { reviewId: role.openReviewId, claimed: read(role.openReviewId).cycleId === review.cycleId };
      roles.set(review.roleName, { ...role, openReviewId: review.id });
      return { reviewId: write(review).id, claimed: true };
    },
    async get(reviewId) {
      await turn();
      return read(reviewId);
    },
    async update(reviewId, from, change) {
      await turn();
      const review = read(reviewId);
      if (!from.includes(review.status)) throw new ReviewConflictError(reviewId, from, review.status);
      return write(changed(review, change), change);
    },
    async decide(reviewId, decision) {
      await turn();
      const result = decided(read(reviewId), decision);
      if (result.recorded !== "nothing") write(result.review);
      return result;
    },
    async putDocument(reviewId, name, value) {
      await turn();
      documents.set(reviewId, { ...documents.get(reviewId), [name]: value });
    },
    async document(reviewId, name) {
      await turn();
      return documents.get(reviewId)?.[name];
    },
    async append(reviewId, entry) {
      await turn();
      journals.set(reviewId, [...(journals.get(reviewId) ?? []), entry]);
    },
    async journal(reviewId) {
      await turn();
      return journals.get(reviewId) ?? [];
    },
    async keep(roleName, actions) {
      await turn();
      const { keep = [], ...role } = roleOf(roleName);
      if (actions.length > 0) roles.set(roleName, { ...role, keep: [...new Set([...keep, ...actions])].sort() });
    },
    async history(roleNames) {
      await turn();
      return new Map(roleNames.map((roleName) => [roleName, roleOf(roleName)]));
    },
    async open() {
      await turn();
      return [...reviews.values()].filter((review) => !isEnded(review)).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(resolve));
}
