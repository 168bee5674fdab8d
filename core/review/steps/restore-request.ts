import { WhittleError } from "#core/errors.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import { askedEntry, type RestoreRequest, refusedEntry, restoreRequests } from "../change/requests.ts";
import { NoFreeSlotError, NotGrantedBeforeError, NothingToRestoreError, RoleBusyError, RoleDriftedError } from "../errors.ts";
import { notRestoredMessage } from "../message/restoring.ts";
import type { Ports } from "../ports.ts";
import type { Review } from "../record.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock">;

/** What stops a restore for good before anything is written; role-restore.asl.json names them too. */
const REFUSALS = [NothingToRestoreError, RoleBusyError, RoleDriftedError, NoFreeSlotError, NotGrantedBeforeError, PolicyTooLargeError];

/** Writes down who asked for what, and why. A step that is repeated notes its request once. */
export async function noteAsked({ store, clock }: Needs, { id }: Review, request: RestoreRequest): Promise<void> {
  const entry = askedEntry(request, clock.now());
  const { last } = restoreRequests(await store.journal(id));
  if (last && last.end !== "refused" && last.asked.step === entry.step && last.asked.detail === entry.detail) return;
  await store.append(id, entry);
}

/** Where a restore is refused, whoever waits for it is told why. The error goes out as it is. */
export async function orSayWhyNot<T>(ports: Needs, review: Review, request: RestoreRequest, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (!(error instanceof WhittleError) || !REFUSALS.some((refusal) => error instanceof refusal)) throw error;
    await ports.notifier.publish(notRestoredMessage(review, error.message, saying(request)));
    await ports.store.append(review.id, refusedEntry(error.message, ports.clock.now()));
    throw error;
  }
}

export function saying({ by, reason }: RestoreRequest): string {
  return `Asked for by ${by}.${reason === "" ? "" : ` They said: ${reason}`}`;
}
