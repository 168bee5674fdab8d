import { roleKey } from "#core/cloudtrail/role-key.ts";
import { areMany, untold } from "#core/review/approval/digest.ts";
import { askAgain, type Rejection } from "#core/review/approval/quiet.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { AskedAgain } from "#core/review/model/note.ts";
import type { OutcomeReason } from "#core/review/model/outcome.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { caughtActions } from "#core/review/rehearsal/caught.ts";
import { historyOf } from "#core/review/role-history.ts";

type Needs = Pick<Ports, "store" | "clock" | "settings">;

export interface Asking {
  readonly isAsked: boolean;
  /** What the proposal says about an earlier one. */
  readonly told: Pick<Proposal, "askedAgain">;
  /** What the record says where a rejection still stands. */
  readonly quiet?: { readonly quietUntil: string; readonly reason: OutcomeReason };
}

/** Why an approval was set aside. */
async function whySetAside({ store }: Needs, { id }: Review): Promise<AskedAgain> {
  const journal = await store.journal(id);
  const setAside = entriesOf(journal, "approval-set-aside").at(-1);
  if (setAside?.because === "caught") return { id: "caught", calls: caughtActions(journal) };
  return setAside?.usedSince ? { id: "used-since", actions: setAside.usedSince } : { id: "drifted" };
}

/** Is a proposal asked about? Not in a dry run, and not where the same was rejected not long ago; after a drift it is, with the reason. */
export async function needsApproval(ports: Needs, review: Review, proposal: Proposal): Promise<Asking> {
  const isAsked = proposal.outcome === "proposed" && !review.dryRun;
  if (review.status === "drifted") return { isAsked, told: { askedAgain: await whySetAside(ports, review) } };
  const rejection = isAsked ? await lastRejection(ports, review) : undefined;
  if (!rejection) return { isAsked, told: {} };
  const again = askAgain(rejection, { proposal, review, settings: ports.settings, now: ports.clock.now() });
  if (again.ask) return { isAsked, told: { askedAgain: again.askedAgain } };
  return { isAsked: false, told: {}, quiet: { quietUntil: again.quietUntil, reason: again.reason } };
}

async function lastRejection({ store }: Needs, { roleArn }: Review): Promise<Rejection | undefined> {
  const { decidedReviewId: id } = await historyOf(store, roleKey(roleArn));
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
