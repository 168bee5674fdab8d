import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { InvalidInputError } from "#core/errors.ts";
import { type DigestEntry, digest, MOST_IN_DIGEST } from "#core/messages/digest.ts";
import { wordsOf } from "#core/messages/words.ts";
import { areMany, isHeld, isOnItsWay, isToldByDigest, untold } from "#core/review/approval/digest.ts";
import { reviewLink } from "#core/review/approval/links.ts";
import { secondsToDecide } from "#core/review/approval/rounds.ts";
import { isSealedProposal } from "#core/review/approval/seal.ts";
import { callBack } from "#core/review/call-back.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import type { AskingPorts } from "#core/review/ports.ts";
import { secondsAfter } from "#core/review/time.ts";
import { readInput } from "./input.ts";

const StepInput = v.looseObject({
  cycleId: v.pipe(v.string(), v.nonEmpty()),
  checks: v.pipe(v.number(), v.integer()),
  singly: v.optional(v.boolean(), false),
});

export interface DigestStep {
  readonly status: "WAITING" | "DONE";
  readonly checks: number;
  readonly waitSeconds: number;
}

const WAIT_SECONDS = 20;
/** Fifteen minutes for the cycle's last reviews to make their proposals; who comes later is told singly. */
const MOST_CHECKS = 45;

/**
 * The end of a review cycle. Its requests that were held back are told in one message for each account and owner, or each by itself where they are too few or
 * `singly` says so; then the reviews go on. Waits a while for those whose proposal is not made yet.
 * Cut off half-way and run again, it tells what was not told yet.
 */
export async function sendDigest(ports: AskingPorts, input: unknown): Promise<DigestStep> {
  const { cycleId, checks, singly } = readInput(StepInput, input, "send-digest");
  const open = (await ports.store.open()).filter((review) => review.cycleId === cycleId);
  const all = untold(open, cycleId);
  const together = !singly && areMany(all.length, ports.settings);
  if (together && all.some(isOnItsWay) && checks < MOST_CHECKS) return { status: "WAITING", checks: checks + 1, waitSeconds: WAIT_SECONDS };
  const held = all.filter(isHeld);
  if (together && areMany(held.length, ports.settings)) for (const some of byAccount(held)) await tellTogether(ports, cycleId, some);
  for (const review of open) if (isHeld(review) || isToldByDigest(review)) await callBack(ports, review, {});
  return { status: "DONE", checks, waitSeconds: 0 };
}

/**
 * By account and owner, since each may have approvers of its own; permission sets, which a cycle takes too, are of none. One that stands alone is left out:
 * it is told by itself.
 */
function byAccount(held: readonly Review[]): readonly (readonly Review[])[] {
  return [...Map.groupBy(held, ({ roleArn, roleOwner = "" }) => `${accountOf(roleArn)} ${roleOwner}`).values()].filter(
    ({ length }) => length > 1,
  );
}

async function tellTogether(ports: AskingPorts, cycleId: string, held: readonly Review[]): Promise<void> {
  for (let first = 0; first < held.length; first += MOST_IN_DIGEST) {
    const some = held.slice(first, first + MOST_IN_DIGEST);
    const since = ports.clock.now();
    const expiresAt = secondsAfter(since, secondsToDecide(ports.settings));
    const entries = (await Promise.all(some.map((review) => entryOf(ports, review, expiresAt)))).flatMap((entry) => entry ?? []);
    if (entries.length === 0) continue;
    await ports.notifier.publish(digest(entries, { cycleId, expiresAt, words: await wordsOf(ports.settings.messageLanguage) }));
    for (const { id } of entries) await markTold(ports, id, { since, expiresAt });
  }
}

/** Undefined where the proposal is not genuine: it is not told, and the review stops where it would be told singly. */
async function entryOf(ports: AskingPorts, review: Review, expiresAt: string): Promise<(DigestEntry & Pick<Review, "id">) | undefined> {
  const { store, signer, settings, seals } = ports;
  const { id: reviewId, proposalHash, approversNeeded } = review;
  const proposal = await store.document(reviewId, "proposal");
  if (!proposal || proposalHash === undefined) throw new InvalidInputError(reviewId, "has no proposal to ask about.");
  if (!(await isSealedProposal(seals, review, proposal))) return undefined;
  const link = await reviewLink(signer, settings.pageUrl, { reviewId, proposalHash, expiresAt });
  return { id: reviewId, proposal, link, ...(approversNeeded ? { approversNeeded } : {}) };
}

/** The time to decide begins now. Who decided already, on the list of open reviews, is left as it is. */
async function markTold(
  { store, clock }: AskingPorts,
  reviewId: string,
  time: { readonly since: string; readonly expiresAt: string },
): Promise<void> {
  const review = await store.get(reviewId);
  if (!isHeld(review) || !review.waiting) return;
  try {
    const waiting = { ...review.waiting, ...time, toldRound: 1 };
    await store.update(reviewId, "mark-told", { waiting, updatedAt: clock.now() });
  } catch (error) {
    if (!(error instanceof ReviewConflictError)) throw error;
  }
}
