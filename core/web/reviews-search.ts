import { REPORTED_STATES, type ReportedState, stateOf } from "#core/review/account-report.ts";
import { gravestFirst } from "#core/review/brief.ts";
import type { Review } from "#core/review/model/review.ts";
import type { EndedMark, ReviewStore } from "#core/review/ports/review-store.ts";

/** What somebody looks for in the list. */
export interface Search {
  /** Part of a role's name or ARN, or of a review's id; empty for all. */
  readonly text: string;
  readonly state?: ReportedState;
  /** Only ended reviews that were opened before it. */
  readonly before?: EndedMark;
}

export interface Found {
  readonly search: Search;
  /** The riskiest first. */
  readonly toDecide: readonly Review[];
  readonly inProgress: readonly Review[];
  /** Those that were opened last first. */
  readonly ended: readonly Review[];
  /** Where older ended reviews go on. */
  readonly older?: EndedMark;
}

const MOST_TEXT = 200;
/** Ended reviews that one page shows, and those that are read for it. */
const MOST_ENDED = 50;
const MOST_READ = 2_000;

/** A search as the address of the page holds it; what makes no sense in it counts for nothing. */
export function readSearch(query: (name: string) => string | undefined): Search {
  const state = REPORTED_STATES.find((each) => each === query("state"));
  const [, createdAt, id] = /^(\d{4}-[\dT:.Z-]{6,30})~([\w-]{1,80})$/.exec(query("before") ?? "") ?? [];
  return {
    text: (query("q") ?? "").trim().slice(0, MOST_TEXT),
    ...(state ? { state } : {}),
    ...(createdAt !== undefined && id !== undefined ? { before: { createdAt, id } } : {}),
  };
}

/** What finds the same again, from `before` on. */
export function searchQuery({ text, state }: Search, { createdAt, id }: EndedMark): string {
  return new URLSearchParams({ q: text, state: state ?? "", before: `${createdAt}~${id}` }).toString();
}

/** The reviews that a search is for. */
export async function findReviews(store: Pick<ReviewStore, "open" | "ended">, search: Search): Promise<Found> {
  const open = search.before ? [] : (await store.open()).filter((review) => isFound(review, search));
  const toDecide = open.filter((review) => stateOf(review) === "to-decide");
  return {
    search,
    toDecide: toDecide.toSorted((a, b) => (a.brief && b.brief ? gravestFirst(a.brief, b.brief) : a.brief ? -1 : b.brief ? 1 : 0)),
    inProgress: open.filter((review) => stateOf(review) !== "to-decide"),
    ...(await findEnded(store, search)),
  };
}

async function findEnded(store: Pick<ReviewStore, "ended">, search: Search): Promise<Pick<Found, "ended" | "older">> {
  const ended: Review[] = [];
  let { before } = search;
  for (let read = 0; read < MOST_READ; ) {
    const { reviews, hasMore } = await store.ended(before);
    read += reviews.length;
    for (const review of reviews) {
      before = { createdAt: review.createdAt, id: review.id };
      if (isFound(review, search)) ended.push(review);
      if (ended.length === MOST_ENDED && (hasMore || review !== reviews.at(-1))) return { ended, older: before };
    }
    if (!hasMore || before === undefined) return { ended };
  }
  return { ended, ...(before ? { older: before } : {}) };
}

function isFound(review: Review, { text, state }: Search): boolean {
  const wanted = text.toLowerCase();
  return (
    (state === undefined || stateOf(review) === state) && [review.roleArn, review.id].some((each) => each.toLowerCase().includes(wanted))
  );
}
