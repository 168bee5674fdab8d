import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import { decided, isEnded } from "#core/review/approval/decided.ts";
import { withRestoreVote } from "#core/review/approval/restore-vote.ts";
import { changed } from "#core/review/changed.ts";
import { ReviewNotFoundError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";
import {
  type DocumentName,
  type EndedMark,
  MOST_ENDED,
  type ReviewChange,
  type ReviewStore,
  type RoleHistory,
} from "#core/review/ports/review-store.ts";
import { roleAfter } from "#core/review/role-history.ts";

/** The record in memory, with the conditions of the port. Every call gives others a turn before it takes effect. */
export function fakeReviewStore(): ReviewStore {
  const reviews = new Map<string, string>();
  const roles = new Map<RoleKey, RoleHistory>();
  const documents = new Map<string, string>();
  const journals = new Map<string, string[]>();

  function read(reviewId: string): Review {
    const saved = reviews.get(reviewId);
    if (saved === undefined) throw new ReviewNotFoundError(reviewId);
    return fromSaved("review", saved, reviewId);
  }

  function roleOf(role: RoleKey): RoleHistory {
    return roles.get(role) ?? { role };
  }

  function write(review: Review, change?: ReviewChange): Review {
    const key = roleKey(review.roleArn);
    roles.set(key, roleAfter(roleOf(key), review, change));
    reviews.set(review.id, toSaved("review", review, review.id));
    return review;
  }

  return {
    async claim(review) {
      await turn();
      const key = roleKey(review.roleArn);
      const role = roleOf(key);
      if (role.openReviewId !== undefined)
        return { reviewId: role.openReviewId, claimed: read(role.openReviewId).cycleId === review.cycleId };
      roles.set(key, { ...role, openReviewId: review.id });
      return { reviewId: write(review).id, claimed: true };
    },
    async get(reviewId) {
      await turn();
      return read(reviewId);
    },
    async update(reviewId, transition, change) {
      await turn();
      return write(changed(read(reviewId), transition, change), change);
    },
    async decide(reviewId, decision) {
      await turn();
      const result = decided(read(reviewId), decision);
      if (result.recorded !== "nothing") write(result.review);
      return result;
    },
    async voteForRestore(reviewId, vote) {
      await turn();
      return write(withRestoreVote(read(reviewId), vote));
    },
    async putDocument(reviewId, name, value) {
      await turn();
      documents.set(`${reviewId} ${name}`, toSaved(name, value, reviewId));
    },
    async document<K extends DocumentName>(reviewId: string, name: K) {
      await turn();
      const saved = documents.get(`${reviewId} ${name}`);
      return saved === undefined ? undefined : fromSaved(name, saved, reviewId);
    },
    async append(reviewId, entry) {
      await turn();
      journals.set(reviewId, [...(journals.get(reviewId) ?? []), toSaved("journal", entry, reviewId)]);
    },
    async journal(reviewId) {
      await turn();
      return (journals.get(reviewId) ?? []).map((saved) => fromSaved("journal", saved, reviewId));
    },
    async keep(key, actions) {
      await turn();
      const { keep = [], ...role } = roleOf(key);
      if (actions.length > 0) roles.set(key, { ...role, keep: [...new Set([...keep, ...actions])].sort() });
    },
    async history(keys) {
      await turn();
      return new Map(keys.map((key) => [key, roleOf(key)]));
    },
    async open() {
      await turn();
      return [...reviews.keys()]
        .map(read)
        .filter((review) => !isEnded(review))
        .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },
    async ended(before) {
      await turn();
      const placeOf = ({ createdAt, id }: EndedMark) => `${createdAt}#${id}`;
      const found = [...reviews.keys()]
        .map(read)
        .filter((review) => isEnded(review) && (before === undefined || placeOf(review) < placeOf(before)))
        .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      return { reviews: found.slice(0, MOST_ENDED), hasMore: found.length > MOST_ENDED };
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(resolve));
}
