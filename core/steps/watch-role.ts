import * as v from "valibot";
import { type CloudTrailRecord, readRecord } from "#core/cloudtrail/record.ts";
import { roleKeyOf } from "#core/cloudtrail/role-key.ts";
import { deniedMessage, type WaysBack } from "#core/messages/denied.ts";
import { canEscalate } from "#core/policy/escalation.ts";
import { newRestoreLink } from "#core/review/approval/link/restore-link.ts";
import { deniedActions, deniedEntry, MOST_COUNTED, placeOf } from "#core/review/change/denied.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { type DeniedCall, missedPermissions } from "#core/review/change/watch.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { Restores } from "#core/review/ports/workflow.ts";
import type { Ports } from "#core/review/ports.ts";
import { readInput } from "./input.ts";
import { tellOnce } from "./tell-once.ts";

type Needs = Pick<Ports, "store" | "notifier" | "signer" | "catalogue" | "clock" | "settings"> & { readonly restores: Restores };

/** What EventBridge delivers of CloudTrail: the record is its `detail`. AWS alone may send events whose source begins so (PutEvents). */
const StepInput = v.looseObject({ source: v.pipe(v.string(), v.startsWith("aws.")), detail: v.unknown() });
/** The same event has the same id, however often it is delivered (CloudTrail User Guide, "CloudTrail record contents"). */
const Identified = v.looseObject({ eventID: v.pipe(v.string(), v.maxLength(100)) });

/** A call that fails in a loop must not flood the approvers: it is told once, and again when it has become much more. */
const TOLD_AT: ReadonlySet<number> = new Set([1, 10, MOST_COUNTED]);

export interface WatchedCall {
  /** Absent where the call is no doing of a review under watch. */
  readonly reviewId?: string;
  readonly missed: readonly string[];
}

/**
 * Looks at one denied call, as an event rule delivers it: where a review under watch took the permission away, the approvers are told,
 * and with the setting `restoreOnDenied` the action is given back, unless the role could widen its own rights with it. Each call is counted before it is told, so that of many at once
 * one is told; an event that comes again finds its place, and is told then if it was not.
 */
export async function watchRole(ports: Needs, input: unknown): Promise<WatchedCall> {
  const { detail } = readInput(StepInput, input, "watch-role");
  const identified = v.safeParse(Identified, detail);
  const reading = readRecord(detail);
  const review = reading.readable ? await reviewUnderWatch(ports, reading.record) : undefined;
  if (!reading.readable || !review) return { missed: [] };
  const reviewed = await reviewedRole(ports.store, review);
  if (!reviewed) return { missed: [] };
  const change = { before: reviewed.before, proposal: asDecided(reviewed.proposal, review) };
  const missed = missedPermissions(reading.record, change, ports.catalogue);
  for (const call of missed) await noteDenied(ports, review, call, identified.success ? identified.output.eventID : "");
  return missed.length === 0 ? { missed: [] } : { reviewId: review.id, missed: missed.map(({ action }) => action) };
}

/** Some of it may be off already while the change is carried out, and still be missing while something else is given back. */
const UNDER_WATCH: readonly ReviewStatus[] = ["applying", "applied", "restoring"];

async function reviewUnderWatch({ store }: Needs, record: CloudTrailRecord): Promise<Review | undefined> {
  const roleName = roleKeyOf(record)?.split("/")[1];
  const open = roleName && (await store.history([roleName])).get(roleName)?.openReviewId;
  const review = open ? await store.get(open) : undefined;
  return review && UNDER_WATCH.includes(review.status) ? review : undefined;
}

async function noteDenied(ports: Needs, review: Review, call: DeniedCall, eventId: string): Promise<void> {
  const count = await countCall(ports, review, call, eventId);
  if (count === undefined || !TOLD_AT.has(count)) return;
  // Whoever has taken a role over could call for rights over rights: those come back by a person's decision alone.
  const givesBack = ports.settings.restoreOnDenied === true && !canEscalate(call.action, ports.catalogue);
  if (count === 1 && givesBack) await restore(ports, review, call);
  const back = givesBack ? undefined : await waysBack(ports, review, call);
  const message = deniedMessage({ review, call, count, ...(back ? { back } : {}) });
  await tellOnce(ports, review.id, message, `${call.action} denied, ${count}`);
}

/** Undefined where there are so many of its action that no more are counted. */
async function countCall({ store, clock }: Needs, { id }: Review, call: DeniedCall, eventId: string): Promise<number | undefined> {
  const journal = await store.journal(id);
  const known = placeOf(journal, call, eventId);
  if (known !== undefined) return known;
  if ((deniedActions(journal).find(({ last }) => last.action === call.action)?.count ?? 0) >= MOST_COUNTED) return undefined;
  await store.append(id, deniedEntry(call, eventId, clock.now()));
  return placeOf(await store.journal(id), call, eventId);
}

async function restore({ restores }: Needs, { id }: Review, { action }: DeniedCall): Promise<void> {
  const input = { reviewId: id, addBack: [action], by: "Whittle", reason: `${action} was denied, and RestoreOnDenied is on` };
  await restores.start(`${id}-${action.replace(/\W/g, "-")}`.slice(0, 80), input);
}

async function waysBack(ports: Needs, review: Review, { action }: DeniedCall): Promise<WaysBack> {
  const link = await newRestoreLink(ports, review, [action]);
  return {
    ...(link ? { link } : {}),
    addBack: ports.restores.command({ reviewId: review.id, addBack: [action] }),
    restore: ports.restores.command({ reviewId: review.id, missed: [action] }),
  };
}
