import type { Review } from "../model/review.ts";
import type { Settings } from "../settings.ts";

/** Is its request held back, for the digest of its cycle to tell? */
export function isHeld({ status, waiting }: Review): boolean {
  return status === "waiting" && waiting?.round === 0 && waiting.toldRound === 0;
}

/** Was it told by the digest, and has the workflow not gone on yet? */
export function isToldByDigest({ status, waiting }: Review): boolean {
  return status === "waiting" && waiting?.round === 0 && waiting.toldRound > 0;
}

/** May it still come to be asked about, and is it not known yet whether? */
export function isOnItsWay({ status }: Review): boolean {
  return status === "generating" || status === "proposing";
}

/** Reviews of a cycle, of all open ones, that one message could still tell of together. */
export function untold(open: readonly Review[], cycleId: string): readonly Review[] {
  return open.filter((review) => review.cycleId === cycleId && !review.dryRun && (isHeld(review) || isOnItsWay(review)));
}

/** Are so many proposals worth one message for all? One alone never is. */
export function areMany(count: number, { digestFrom }: Pick<Settings, "digestFrom">): boolean {
  return digestFrom > 0 && count >= Math.max(2, digestFrom);
}
