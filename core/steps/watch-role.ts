import * as v from "valibot";
import { type CloudTrailRecord, readRecord } from "#core/cloudtrail/record.ts";
import { roleKeyOf } from "#core/cloudtrail/role-key.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { deniedEntry, dueDenials, isCounted, isFull, secondsToNextMessage } from "#core/review/change/watch/denied.ts";
import type { DeniedCall, WatchedChange } from "#core/review/change/watch/watch.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import { setKeyOf } from "#core/review/permission-sets/permission-set.ts";
import type { Notices } from "#core/review/ports/workflow.ts";
import type { Ports } from "#core/review/ports.ts";
import { historyOf } from "#core/review/role-history.ts";
import { readInput } from "./input.ts";

/** The permissions that a call lacked because of a change; see `missedPermissions`. */
export type MissedOf = (record: CloudTrailRecord, change: WatchedChange) => readonly DeniedCall[];

type Needs = Pick<Ports, "store" | "clock"> & {
  readonly notices: Notices;
  /** Asked for when a call of a role under watch was denied: most denied calls are others'. */
  readonly missedOf: () => Promise<MissedOf>;
};

/** What EventBridge delivers of CloudTrail: the record is its `detail`. AWS alone may send events whose source begins so (PutEvents). */
const StepInput = v.looseObject({ source: v.pipe(v.string(), v.startsWith("aws.")), detail: v.unknown() });
/** The same event has the same id, however often it is delivered (CloudTrail User Guide, "CloudTrail record contents"). */
const Identified = v.looseObject({ eventID: v.pipe(v.string(), v.maxLength(100)) });

export interface WatchedCall {
  /** Absent where the call is no doing of a review under watch. */
  readonly reviewId?: string;
  readonly missed: readonly string[];
}

/**
 * Looks at one denied call, as an event rule delivers it. Where a review under watch took the permission away, the call is noted in its
 * journal, and a message is ordered that will tell of all that comes until it goes out. An event that comes again is noted once, and its
 * message is ordered again. Of a role that is denied very many calls no more are noted, nor looked at.
 */
export async function watchRole(ports: Needs, input: unknown): Promise<WatchedCall> {
  const { detail } = readInput(StepInput, input, "watch-role");
  const reading = readRecord(detail);
  const review = reading.readable ? await reviewUnderWatch(ports, reading.record) : undefined;
  if (!reading.readable || !review) return { missed: [] };
  const journal = await ports.store.journal(review.id);
  const missed = isFull(journal) ? [] : await missedBy(ports, review, reading.record);
  const identified = v.safeParse(Identified, detail);
  const noted = await noteDenied(ports, review, { missed, journal, eventId: identified.success ? identified.output.eventID : "" });
  await orderMessage(ports, review, noted ? await ports.store.journal(review.id) : journal);
  return missed.length === 0 ? { missed: [] } : { reviewId: review.id, missed: missed.map(({ action }) => action) };
}

/** Some of it may be off already while the change is carried out, and still be missing while something else is given back. */
const UNDER_WATCH: readonly ReviewStatus[] = ["applying", "applied", "restoring"];

async function reviewUnderWatch({ store }: Needs, record: CloudTrailRecord): Promise<Review | undefined> {
  const role = setKeyOf(record) ?? roleKeyOf(record);
  const open = role && (await historyOf(store, role)).openReviewId;
  const review = open ? await store.get(open) : undefined;
  return review && UNDER_WATCH.includes(review.status) ? review : undefined;
}

async function missedBy({ store, missedOf }: Needs, review: Review, record: CloudTrailRecord): Promise<readonly DeniedCall[]> {
  const reviewed = await reviewedRole(store, review);
  if (!reviewed) return [];
  return (await missedOf())(record, { before: reviewed.before, proposal: asDecided(reviewed.proposal, review) });
}

interface Denied {
  readonly missed: readonly DeniedCall[];
  readonly journal: readonly JournalEntry[];
  readonly eventId: string;
}

async function noteDenied({ store, clock }: Needs, { id }: Review, { missed, journal, eventId }: Denied): Promise<boolean> {
  const fresh = missed.filter((call) => !isCounted(journal, call, eventId));
  for (const call of fresh) await store.append(id, deniedEntry(call, eventId, clock.now()));
  return fresh.length > 0;
}

/** One message at a time, named by how many went out before: what is noted while it is ordered, it will tell. */
async function orderMessage({ notices, clock }: Needs, { id }: Review, journal: readonly JournalEntry[]): Promise<void> {
  const { actions, messages } = dueDenials(journal);
  if (actions.length === 0) return;
  await notices.start(`${id}-denied-${messages}`, { reviewId: id, waitSeconds: secondsToNextMessage(journal, clock.now()) });
}
