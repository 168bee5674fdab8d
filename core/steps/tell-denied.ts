import { deniedMessage, MOST_NAMED, type WaysBack } from "#core/messages/denied.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { canEscalate } from "#core/policy/escalation.ts";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { type DueDenials, dueDenials, isFull, secondsToNextMessage } from "#core/review/change/watch/denied.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Signer } from "#core/review/ports/machine.ts";
import type { Restores } from "#core/review/ports/workflow.ts";
import type { Ports } from "#core/review/ports.ts";
import { ReviewInput, readInput } from "./input.ts";

type Needs = Pick<Ports, "store" | "notifier" | "catalogue" | "clock" | "settings"> & {
  readonly signer: Signer<"restore">;
  readonly restores: Restores;
};

export interface ToldDenials {
  readonly reviewId: string;
  /** Was something noted while this went out? */
  readonly next: "wait" | "end";
  readonly waitSeconds: number;
}

/**
 * Tells the approvers of a role's denied calls since the last such message: each action once, with a count. With the setting
 * `restoreOnDenied` the actions are given back, all but those with which the role could widen its own rights, and none of a role that needs two
 * approvers. Run again it tells what is new since; cut off between telling and noting, it tells the same twice.
 */
export async function tellDenied(ports: Needs, input: unknown): Promise<ToldDenials> {
  const { reviewId } = readInput(ReviewInput, input, "tell-denied");
  const review = await ports.store.get(reviewId);
  const journal = await ports.store.journal(reviewId);
  const due = dueDenials(journal);
  const over = { reviewId, next: "end", waitSeconds: 0 } as const;
  if (due.actions.length === 0 || review.status === "restored") return over;
  const proposal = await ports.store.document(reviewId, "proposal");
  // What code carried out, a change by hand would only hide until its next deployment.
  const revert = entriesOf(journal, "code-requested").at(-1)?.url;
  const givenBack = revert === undefined ? await giveBack(ports, review, proposal, due) : [];
  const missed = due.actions.map(({ last }) => last.action).filter((action) => !givenBack.includes(action));
  const back = missed.length > 0 && revert === undefined ? await waysBack(ports, review, missed) : undefined;
  await ports.notifier.publish(
    deniedMessage(
      {
        review,
        actions: due.actions,
        givenBack,
        isFull: isFull(journal),
        isSuspicious: proposal !== undefined && proposal.suspicious.length > 0,
        ...(back ? { back } : {}),
        revert,
      },
      await noticeWordsOf(ports.settings),
    ),
  );
  await ports.store.append(reviewId, { kind: "denied-told", at: ports.clock.now(), calls: due.calls });
  const since = await ports.store.journal(reviewId);
  if (dueDenials(since).actions.length === 0) return over;
  return { reviewId, next: "wait", waitSeconds: secondsToNextMessage(since, ports.clock.now()) };
}

/** Whoever has taken a role over could call for rights over rights: those come back by a person's decision alone. */
async function giveBack(
  { restores, settings, catalogue }: Needs,
  { id }: Review,
  proposal: Proposal | undefined,
  { fresh, messages }: DueDenials,
): Promise<readonly string[]> {
  if (settings.restoreOnDenied !== true || proposal?.approversNeeded !== undefined) return [];
  const actions = fresh.filter((action) => !canEscalate(action, catalogue));
  const reason = "Denied since the change, and RestoreOnDenied is on";
  if (actions.length > 0) await restores.start(`${id}-denied-back-${messages}`, { reviewId: id, addBack: actions, reason });
  return actions;
}

async function waysBack(ports: Needs, review: Review, missed: readonly string[]): Promise<WaysBack> {
  // A link that names no action leads to all that were denied.
  const link = await newRestoreLink(ports, review, missed.length === 1 ? missed : []);
  const named = missed.length <= MOST_NAMED ? missed : undefined;
  return {
    ...(link ? { link } : {}),
    ...(named ? { addBack: ports.restores.command({ reviewId: review.id, addBack: named }) } : {}),
    restore: ports.restores.command({ reviewId: review.id, ...(named ? { missed: named } : {}) }),
  };
}
