import { restoreRequests } from "../change/restore/requests.ts";
import { ReviewConflictError } from "../errors.ts";
import { isHeldBy } from "../lease.ts";
import type { Review } from "../model/review.ts";
import type { Deployment, Execution } from "../ports/deployment.ts";
import type { Clock, Pauses } from "../ports/machine.ts";
import type { Rehearsals } from "../ports/rehearsals.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import { leaseOf } from "../role-history.ts";
import { fateOf } from "./fate.ts";

const CAUSE = "Whittle is being removed (whittle uninstall)";

/** A restore that has not begun after so long waits for another change of its role. It is refused then, and has written nothing. */
const RESTORE_BEGINS_SECONDS = 60;
const PAUSE_SECONDS = 2;

interface Needs {
  readonly deployment: Deployment;
  readonly store: Pick<ReviewStore, "open" | "get" | "update" | "history" | "append" | "journal">;
  readonly rehearsals: Pick<Rehearsals, "end">;
  readonly clock: Clock;
  readonly pauses: Pauses;
}

export interface Ended {
  readonly removed: readonly Review[];
  readonly unwatched: readonly Review[];
  /** Reviews that still change their roles when the time is over, and executions that still run. */
  readonly left: { readonly reviews: readonly Review[]; readonly executions: readonly Execution[] };
}

/** What has happened so far. */
interface Progress {
  readonly removed: Review[];
  readonly unwatched: Review[];
  readonly stopped: Set<string>;
  readonly restoresSeen: Map<string, string>;
}

/**
 * Ends all that runs in a stack: the schedule, cycles, reviews that change nothing, watches and messages. A change or a restore that is
 * under way is waited for, `mostSeconds` at most, and never cut off. May be repeated at any point.
 * A review ends in the record first: whatever still works for it finds it ended and does nothing.
 */
export async function endAll(ports: Needs, mostSeconds: number, waiting: (left: Ended["left"]) => void): Promise<Ended> {
  const { deployment, clock, pauses } = ports;
  const progress: Progress = { removed: [], unwatched: [], stopped: new Set(), restoresSeen: new Map() };
  await deployment.turnScheduleOff();
  const end = Date.parse(clock.now()) + mostSeconds * 1000;
  for (;;) {
    const left = await endOnce(ports, progress);
    const isOver = left.reviews.length + left.executions.length === 0;
    if (isOver || Date.parse(clock.now()) >= end) return { removed: progress.removed, unwatched: progress.unwatched, left };
    waiting(left);
    await pauses.pause(PAUSE_SECONDS);
  }
}

/** One look at all that runs. Gives what is not over. */
async function endOnce(ports: Needs, progress: Progress): Promise<Ended["left"]> {
  const reviews = await endReviews(ports, progress);
  const executions = await ports.deployment.running();
  for (const execution of executions) {
    if (progress.stopped.has(execution.arn) || !(await mayStop(ports, progress, execution))) continue;
    await ports.deployment.stop(execution, CAUSE);
    progress.stopped.add(execution.arn);
  }
  return { reviews, executions };
}

/** Ends the open reviews that may end; gives the others. */
async function endReviews(ports: Needs, progress: Progress): Promise<readonly Review[]> {
  const left: Review[] = [];
  for (const review of await ports.store.open()) {
    const fate = fateOf(review);
    const ended = fate === "await" ? undefined : await endReview(ports, review, fate);
    if (ended) progress[fate === "remove" ? "removed" : "unwatched"].push(review);
    else left.push(review);
  }
  return left;
}

/** The rule of a rehearsal goes first: nothing finds it once its review has ended. Gives false where the review has moved on meanwhile. */
async function endReview({ store, rehearsals, clock }: Needs, review: Review, fate: "remove" | "close"): Promise<boolean> {
  if (review.status === "rehearsing") await rehearsals.end(review.id);
  const updatedAt = clock.now();
  const change = { seen: review.status, updatedAt, closedAt: updatedAt, waiting: null };
  try {
    await store.update(review.id, fate, fate === "remove" ? { ...change, reason: { id: "stack-removed" } } : change);
    return true;
  } catch (conflict) {
    if (conflict instanceof ReviewConflictError) return false;
    throw conflict;
  }
}

async function mayStop(ports: Needs, progress: Progress, execution: Execution): Promise<boolean> {
  if (execution.machine === "role-restore") return await mayStopRestore(ports, progress, execution);
  if (execution.machine !== "role-review" || execution.reviewId === undefined) return true;
  const { closedAt } = await ports.store.get(execution.reviewId);
  return closedAt !== undefined;
}

/** Only one that waits for another change of its role: what the journal shows to have begun, or to be refused, ends by itself. */
async function mayStopRestore({ store, clock }: Needs, { restoresSeen }: Progress, restore: Execution): Promise<boolean> {
  if (restore.reviewId === undefined) return true;
  const now = clock.now();
  const since = restoresSeen.get(restore.arn) ?? now;
  restoresSeen.set(restore.arn, since);
  if (Date.parse(now) - Date.parse(since) < RESTORE_BEGINS_SECONDS * 1000) return false;
  const lease = await leaseOf(store, await store.get(restore.reviewId));
  const { last } = restoreRequests(await store.journal(restore.reviewId));
  if (last?.end !== "open" || isHeldBy(lease, restore.reviewId, restore.arn)) return false;
  await store.append(restore.reviewId, { kind: "restore-refused", at: now, error: { code: "stack-removed", message: CAUSE } });
  return true;
}
