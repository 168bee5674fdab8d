import { roleKey } from "#core/cloudtrail/role-key.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { rehearsalMessage } from "#core/messages/rehearsal.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { asDecided } from "#core/review/chosen.ts";
import { NotApprovedError } from "#core/review/errors.ts";
import type { Rehearsal, Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { Ports } from "#core/review/ports.ts";
import { caughtActions, firstCaughtAt } from "#core/review/rehearsal/caught.ts";
import { type Obstacle, obstacleTo } from "#core/review/rehearsal/obstacle.ts";
import { secondsAfter } from "#core/review/time.ts";
import { isRetried } from "./change/halfway.ts";
import { ReviewInput, readInput } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "roles" | "store" | "notifier" | "rehearsals" | "clock" | "settings">;

export interface RehearsedChange {
  readonly reviewId: string;
  readonly next: "wait" | "apply" | "take-back" | "propose-again" | "end";
  /** How long to wait before looking again. */
  readonly waitSeconds: number;
}

/** How often it is looked whether the role and the rule are still as they should be. */
const LOOK_SECONDS = 3600;
/** CloudTrail hands a call over within about a quarter of an hour (CloudTrail User Guide, "How CloudTrail works"). */
const LATE_SECONDS = 900;
/** After the first caught call others are waited for, so that one new proposal holds them all. */
const GATHER_SECONDS = 86_400;
const DAY_SECONDS = 86_400;

/**
 * One look at a rehearsal: begins it, and says whether to go on waiting, to carry the change out, or to take it back because calls were
 * caught, the role changed or it was withdrawn. May be repeated at any point. Where the event rule was found missing, its calls were not
 * seen: the rehearsal starts again. Throws NotApprovedError where there is nothing to rehearse.
 */
export async function rehearseChange(ports: Needs, input: unknown): Promise<RehearsedChange> {
  const { reviewId } = readInput(ReviewInput, input, "rehearse-change");
  const review = await ports.store.get(reviewId);
  try {
    return await look(ports, review);
  } catch (error) {
    // The workflow takes the change back then, and nothing more is to be seen.
    if (!isRetried(error)) await ports.rehearsals.end(reviewId);
    throw error;
  }
}

async function look(ports: Needs, review: Review): Promise<RehearsedChange> {
  const { id: reviewId } = review;
  const after = AFTER[review.status];
  if (after !== undefined) {
    if (after !== "wait") await ports.rehearsals.end(reviewId);
    return { reviewId, next: after, waitSeconds: LOOK_SECONDS };
  }
  if (review.status !== "rehearsing") throw new NotApprovedError(reviewId);
  const { rehearsal } = review;
  if (rehearsal === undefined || !(await isWatched(ports, review))) return await begin(ports, review);
  if (rehearsal.end !== undefined && rehearsal.end !== "clean") return await stop(ports, review);
  const ended = await endOf(ports, review, rehearsal);
  if (ended === undefined) return await wait(ports, review, rehearsal.until);
  const { since, until } = rehearsal;
  await ports.store.update(reviewId, "rehearse", { rehearsal: { since, until, ...ended }, updatedAt: ports.clock.now() });
  if (ended.end !== "clean") return await stop(ports, review);
  await ports.rehearsals.end(reviewId);
  // What an earlier rehearsal caught was approved since, and is rarer than a window is long: later reviews keep it.
  const caught = caughtActions(await ports.store.journal(reviewId)).map(({ action }) => action);
  if (caught.length > 0) await ports.store.keep(roleKey(review.roleArn), caught);
  return { reviewId, next: "apply", waitSeconds: 0 };
}

/** What comes where the rehearsal is over already, or somebody restores the role at this moment. */
const AFTER: Partial<Record<ReviewStatus, RehearsedChange["next"]>> = {
  applying: "apply",
  applied: "apply",
  restoring: "wait",
  restored: "end",
  settled: "end",
  failed: "end",
  drifted: "propose-again",
};

async function begin(ports: Needs, review: Review): Promise<RehearsedChange> {
  const { id, roleArn } = review;
  const proposal = await ports.store.document(id, "proposal");
  const seconds = Math.round((proposal?.rehearsalDays ?? 0) * DAY_SECONDS);
  await ports.rehearsals.begin(id, roleArn);
  const since = ports.clock.now();
  const until = secondsAfter(since, seconds + Math.min(LATE_SECONDS, Math.ceil(seconds / 96)));
  await ports.store.update(id, "rehearse", { rehearsal: { since, until }, updatedAt: since });
  await ports.store.append(id, { kind: "rehearsal-began", at: since, until });
  const about = review.decision?.at;
  const sent = { message: "rehearsal-began", ...(about === undefined ? {} : { about }) } as const;
  if (proposal) await sendOnce(ports, id, rehearsalMessage(review, proposal, until, await noticeWordsOf(ports.settings)), sent);
  return await wait(ports, review, until);
}

async function wait({ clock, store }: Needs, { id }: Review, until: string): Promise<RehearsedChange> {
  const caughtAt = firstCaughtAt(await store.journal(id));
  const over = caughtAt === undefined ? until : earlier(until, secondsAfter(caughtAt, GATHER_SECONDS));
  const left = Math.ceil((Date.parse(over) - Date.parse(clock.now())) / 1000);
  return { reviewId: id, next: "wait", waitSeconds: Math.min(LOOK_SECONDS, Math.max(1, left)) };
}

/** Are live calls handed over? A rehearsal that has ended needs no more of them. */
async function isWatched({ rehearsals }: Needs, { id, roleArn, rehearsal }: Review): Promise<boolean> {
  return rehearsal?.end !== undefined || (await rehearsals.isStanding(id, roleArn));
}

async function stop({ rehearsals }: Needs, { id }: Review): Promise<RehearsedChange> {
  await rehearsals.end(id);
  return { reviewId: id, next: "take-back", waitSeconds: 0 };
}

type Ended = Obstacle | { readonly end: "clean" | "caught" };

/** Undefined while it goes on. A clean end is looked at again: a call may have come late. */
async function endOf(ports: Needs, review: Review, { until, end }: Rehearsal): Promise<Ended | undefined> {
  const reviewed = await reviewedRole(ports.store, review);
  if (!reviewed) throw new NotApprovedError(review.id);
  const proposal = asDecided(reviewed.proposal, review);
  const obstacle = obstacleTo({ before: reviewed.before, proposal, now: await ports.roles.read(review.roleName) }, ports.settings);
  if (obstacle) return obstacle;
  const caughtAt = firstCaughtAt(await ports.store.journal(review.id));
  const now = ports.clock.now();
  if (caughtAt === undefined) return now >= until ? { end: "clean" } : undefined;
  const isGathered = end === "clean" || now >= earlier(until, secondsAfter(caughtAt, GATHER_SECONDS));
  return isGathered ? { end: "caught" } : undefined;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
