import { areMany, untold } from "#core/review/approval/digest.ts";
import { askAgain, type Rejection } from "#core/review/approval/quiet.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { OutcomeReason } from "#core/review/model/outcome.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { type CaughtAction, caughtActions } from "#core/review/rehearsal/caught.ts";
import { counted, someOf } from "#core/text.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings">;

export interface Asking {
  readonly isAsked: boolean;
  /** What the proposal says about an earlier one. */
  readonly told: Pick<Proposal, "askedAgain">;
  /** What the record says where a rejection still stands. */
  readonly quiet?: { readonly quietUntil: string; readonly reason: OutcomeReason };
}

const DRIFTED =
  "An earlier proposal was approved, but the role's policies changed before it could be carried out. So nothing was changed, and this is a new proposal.";

/** Why an approval was set aside. */
async function whySetAside({ store }: Needs, { id }: Review): Promise<string> {
  const journal = await store.journal(id);
  const setAside = entriesOf(journal, "approval-set-aside").at(-1);
  if (setAside?.because === "caught") return caughtText(caughtActions(journal));
  if (!setAside?.usedSince) return DRIFTED;
  return `An earlier proposal was approved, but since then the role used ${someOf(setAside.usedSince, 10)}, which it would have lost. So nothing was changed, and this is a new proposal.`;
}

function caughtText(caught: readonly CaughtAction[]): string {
  const calls = caught.map(({ action, count, resources }) => `${action} (${counted(count, "call")}) on ${someOf(resources, 3)}`);
  return `An earlier proposal was approved and rehearsed, and live calls would have been denied: ${someOf(calls, 10)}. So nothing was detached, and this new proposal keeps them.`;
}

/** Is a proposal asked about? Not in a dry run, and not where the same was rejected not long ago; after a drift it is, with the reason. */
export async function whetherToAsk(ports: Needs, review: Review, proposal: Proposal): Promise<Asking> {
  const isAsked = proposal.outcome === "proposed" && !review.dryRun;
  if (review.status === "drifted") return { isAsked, told: { askedAgain: await whySetAside(ports, review) } };
  const rejection = isAsked ? await lastRejection(ports, review.roleName) : undefined;
  if (!rejection) return { isAsked, told: {} };
  const again = askAgain(rejection, { proposal, review, settings: ports.settings, now: ports.clock.now() });
  if (again.ask) return { isAsked, told: { askedAgain: again.askedAgain } };
  return { isAsked: false, told: {}, quiet: { quietUntil: again.quietUntil, reason: again.reason } };
}

async function lastRejection({ store }: Needs, roleName: string): Promise<Rejection | undefined> {
  const id = (await store.history([roleName])).get(roleName)?.decidedReviewId;
  const decision = id === undefined ? undefined : (await store.get(id)).decision;
  if (id === undefined || decision?.verdict !== "rejected") return undefined;
  const proposal = await store.document(id, "proposal");
  return proposal && { proposal, decision };
}

/** Only a review's first proposal can be one of many: a new one, after the role drifted, comes when its cycle is long over. */
export async function isHeldForDigest({ store, settings }: Needs, { cycleId, status }: Review): Promise<boolean> {
  if (settings.digestFrom === 0 || status === "drifted") return false;
  return areMany(untold(await store.open(), cycleId).length, settings);
}
