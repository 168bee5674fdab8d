import * as v from "valibot";
import { readRecord } from "#core/cloudtrail/record.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { wouldDenyMessage } from "#core/messages/rehearsal.ts";
import { type Sealing, sealCaught } from "#core/review/approval/seal.ts";
import type { ReviewedRole } from "#core/review/change/reviewed.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Rehearsals } from "#core/review/ports/rehearsals.ts";
import type { Ports } from "#core/review/ports.ts";
import { isRehearsing, MOST_COUNTED, placeAmongCaught, wouldDenyEntry } from "#core/review/rehearsal/caught.ts";
import type { WouldDenyCall } from "#core/review/rehearsal/would-deny.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { readInput } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "store" | "notifier" | "catalogue" | "clock"> & {
  readonly settings: MessageSettings;
  readonly rehearsals: Pick<Rehearsals, "end">;
  readonly seals: Sealing<"caught-call">;
  /** What a review proposed, by its proposal: read once and kept, because a busy role makes many calls. */
  readonly reviewed: (review: Review) => Promise<ReviewedRole | undefined>;
};

/** What the rule of a rehearsal hands over: CloudTrail's event, and whose rehearsal it is. AWS alone may send events whose source begins so (PutEvents). */
const StepInput = v.looseObject({
  reviewId: v.pipe(v.string(), v.nonEmpty()),
  source: v.pipe(v.string(), v.startsWith("aws.")),
  detail: v.looseObject({ eventID: v.optional(v.pipe(v.string(), v.maxLength(100)), "") }),
});

/** A call in a loop must not flood the approvers: it is told once, and again when it has become much more. */
const TOLD_AT: ReadonlySet<number> = new Set([1, 10, MOST_COUNTED]);

export interface RehearsedCall {
  readonly reviewId: string;
  /** Actions that the policies as they will be would deny. */
  readonly wouldDeny: readonly string[];
}

/**
 * Holds one live call against the role's policies as they will be. What they would deny is noted, and the approvers are told at once; each
 * call is counted before it is told, so an event that comes again finds its place. The rule of a review that is not rehearsed any more is deleted.
 */
export async function rehearseCall(ports: Needs, input: unknown): Promise<RehearsedCall> {
  const { reviewId, detail } = readInput(StepInput, input, "rehearse-call");
  const review = await ports.store.get(reviewId);
  if (!isRehearsing(review)) return await leftOver(ports, review);
  const reading = readRecord(detail);
  const reviewed = reading.readable ? await ports.reviewed(review) : undefined;
  if (!reading.readable || !reviewed) return { reviewId, wouldDeny: [] };
  const change = { before: reviewed.before, proposal: asDecided(reviewed.proposal, review) };
  // What is known of AWS's services is loaded here: a call after the end of its rehearsal needs none of it.
  const { wouldDeny } = await import("#core/review/rehearsal/would-deny.ts");
  const denied = wouldDeny(detail, reading.record, change, ports.catalogue);
  const { caller, address } = reading.record;
  const seen = { session: caller.sessionName, address, eventId: detail.eventID };
  for (const call of denied) await note(ports, review, call, seen);
  return { reviewId, wouldDeny: denied.map(({ action }) => action) };
}

/** A rehearsal that is about to begin needs its rule. */
async function leftOver({ rehearsals }: Needs, { id, status }: Review): Promise<RehearsedCall> {
  if (status !== "rehearsing" && status !== "applying" && status !== "restoring") await rehearsals.end(id);
  return { reviewId: id, wouldDeny: [] };
}

interface Seen {
  readonly session: string;
  readonly address: string;
  readonly eventId: string;
}

async function note(ports: Needs, review: Review, call: WouldDenyCall, seen: Seen): Promise<void> {
  const count = await countCall(ports, review, call, seen);
  if (count === undefined || !TOLD_AT.has(count)) return;
  const message = wouldDenyMessage({ review, ...call, ...seen, count }, await noticeWordsOf(ports.settings));
  await sendOnce(ports, review.id, message, { message: "would-deny", about: `${call.action} ${count}` });
}

/** Undefined where there are so many of its action that no more are counted. */
async function countCall({ store, seals, clock }: Needs, { id }: Review, call: WouldDenyCall, seen: Seen): Promise<number | undefined> {
  const journal = await store.journal(id);
  const known = placeAmongCaught(journal, call.action, seen.eventId);
  if (known !== undefined) return known;
  if (journal.filter((entry) => entry.kind === "would-deny" && entry.action === call.action).length >= MOST_COUNTED) return undefined;
  const entry = wouldDenyEntry(call, seen, clock.now());
  await store.append(id, { ...entry, seal: await sealCaught(seals, id, entry) });
  return placeAmongCaught(await store.journal(id), call.action, seen.eventId);
}
