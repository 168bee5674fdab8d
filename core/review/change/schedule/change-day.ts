import { secondsAfter } from "../../time.ts";
import { type ChangeWindow, nextChangeAt } from "./change-window.ts";

/** The places for changes that each day has (UTC): as many roles as it may change at most. */
export interface ChangePlaces {
  /** Takes a place on a day (`YYYY-MM-DD`) for a review; true where it has one now, or had one already, false where the day is full. */
  take(day: string, reviewId: string): Promise<boolean>;
}

const ANY_TIME: ChangeWindow = { days: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24 * 60], freezes: [] };
/** How many open days are asked at most. */
const MOST_DAYS = 366;

/**
 * Takes the first free place from now on and returns its instant, ISO 8601: `now` where it is today's and the window is open. Reviews that
 * come later get later places, so none is overtaken for ever. Where a year is full, the instant at which to ask again.
 */
export async function takeFirstPlace(
  places: ChangePlaces,
  reviewId: string,
  { now, window = ANY_TIME }: { readonly now: string; readonly window?: ChangeWindow | undefined },
): Promise<string> {
  let at = nextChangeAt(window, now);
  for (let asked = 0; asked < MOST_DAYS; asked += 1) {
    if (await places.take(at.slice(0, 10), reviewId)) return at;
    at = nextChangeAt(window, secondsAfter(`${at.slice(0, 10)}T00:00:00.000Z`, 86_400));
  }
  return at;
}
