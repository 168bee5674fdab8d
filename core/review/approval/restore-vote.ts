import { RestoreNotApprovedError } from "../errors.ts";
import { canonicalJson, sha256Hex } from "../hash.ts";
import type { RestoreVote, Review, SignedIn } from "../model/review.ts";
import type { Signer } from "../ports/machine.ts";
import { isSamePerson } from "./approvers.ts";

/** Signs what a person wants back. Only what people ask with may. */
export type RestoreVoteSigner = Pick<Signer<"restore-vote">, "sign">;
export type RestoreVoteVerifier = Pick<Signer<"restore-vote">, "verify">;

/** How long a vote to restore counts: for the second of two people to come, and for the workflow to wait for the role's lease. */
const GOOD_FOR_HOURS = 24;

/** A vote with its signature over all that it says, the review and the proposal that was carried out. */
export async function signRestoreVote(
  signer: RestoreVoteSigner,
  review: Pick<Review, "id" | "decision">,
  vote: Omit<RestoreVote, "signature">,
): Promise<RestoreVote> {
  return { ...vote, signature: await signer.sign("restore-vote", voteText(review, vote)) };
}

function voteText({ id, decision }: Pick<Review, "id" | "decision">, vote: Omit<RestoreVote, "signature">): string {
  const { at, by, identity, reason, addBack, missed, seen } = vote;
  return sha256Hex(canonicalJson({ reviewId: id, proposalHash: decision?.proposalHash, at, by, identity, reason, addBack, missed, seen }));
}

/** Was exactly this vote signed, about the change of this review? */
export async function isGenuineRestoreVote(
  verifier: RestoreVoteVerifier,
  review: Pick<Review, "id" | "decision">,
  { signature, ...vote }: RestoreVote,
): Promise<boolean> {
  return await verifier.verify("restore-vote", voteText(review, vote), signature);
}

/** What is asked of role-restore, with the votes for it. */
export interface AskedRestore {
  readonly addBack?: readonly string[] | undefined;
  readonly missed?: readonly string[] | undefined;
  readonly seen?: string | undefined;
  readonly votes: readonly RestoreVote[];
}

/**
 * Who asked for a restore and why, by genuine votes for exactly this; undefined where there is no vote.
 * Throws RestoreNotApprovedError where a vote is not genuine, is for something else or is too old.
 */
export async function restoreAskedBy(
  verifier: RestoreVoteVerifier,
  review: Review,
  { votes, ...asked }: AskedRestore,
  now: string,
): Promise<{ readonly by: string; readonly reason: string } | undefined> {
  for (const vote of votes) {
    const isFor = isSameRestore(vote, asked) && isRecent(vote, now);
    if (!isFor || !(await isGenuineRestoreVote(verifier, review, vote)))
      throw new RestoreNotApprovedError(review.id, "a vote for it is not genuine, is about something else, or is more than a day old");
  }
  if (votes.length === 0) return undefined;
  const reasons = votes.flatMap(({ reason }) => (reason === "" ? [] : [reason]));
  return { by: votes.map(({ by }) => by).join(" and "), reason: reasons.join(" / ") };
}

/** Refuses a restore of a role that two must approve, unless two different people voted for it. Throws RestoreNotApprovedError. */
export function requireTwoForRestore(reviewId: string, votes: readonly RestoreVote[]): void {
  const people = votes.flatMap(({ identity }) => identity ?? []);
  const [first] = people;
  if (first === undefined || !people.some((person) => !isSamePerson(person, first)))
    throw new RestoreNotApprovedError(reviewId, "two different approvers must request it on the restore page");
}

/** Somebody else's recent vote for the same, if there is one. */
export function voteOfAnother(
  { restoreVotes = [] }: Pick<Review, "restoreVotes">,
  mine: Omit<RestoreVote, "signature" | "missed"> & { readonly identity: SignedIn },
): RestoreVote | undefined {
  return restoreVotes.find(
    (vote) =>
      isSameWay(vote, mine) && isRecent(vote, mine.at) && vote.identity !== undefined && !isSamePerson(vote.identity, mine.identity),
  );
}

/** A review with one more vote to restore; it takes the place of the same person's last one, and old ones go. */
export function withRestoreVote(review: Review, vote: RestoreVote): Review {
  const others = (review.restoreVotes ?? []).filter(
    ({ identity, ...other }) =>
      isRecent(other, vote.at) && identity !== undefined && vote.identity !== undefined && !isSamePerson(identity, vote.identity),
  );
  return { ...review, restoreVotes: [...others, vote], revision: review.revision + 1 };
}

function isSameRestore(one: Omit<AskedRestore, "votes">, other: Omit<AskedRestore, "votes">): boolean {
  return isSameWay(one, other) && canonicalJson(one.missed ?? []) === canonicalJson(other.missed ?? []);
}

function isSameWay(one: Pick<AskedRestore, "addBack" | "seen">, other: Pick<AskedRestore, "addBack" | "seen">): boolean {
  return one.seen === other.seen && canonicalJson(one.addBack ?? "all") === canonicalJson(other.addBack ?? "all");
}

function isRecent({ at }: Pick<RestoreVote, "at">, now: string): boolean {
  const hours = (Date.parse(now) - Date.parse(at)) / 3_600_000;
  return hours >= -0.1 && hours < GOOD_FOR_HOURS;
}
