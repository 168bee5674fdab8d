import type { RestoreLink } from "#core/review/approval/links.ts";
import { type DeniedAction, MOST_NOTED } from "#core/review/change/denied.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { RESTORE_WARNING } from "./alert.ts";
import { deniedText } from "./journal.ts";
import { messageOf } from "./message-of.ts";
import type { Fact, Telling, Way } from "./telling.ts";
import { restoreWay } from "./telling.ts";
import { clipped, instantText } from "./text.ts";

export interface DeniedTelling {
  readonly review: Review;
  readonly actions: readonly DeniedAction[];
  /** Actions that the role gets back by itself. */
  readonly givenBack: readonly string[];
  /** Were so many calls denied that no more are kept? */
  readonly isFull: boolean;
  /** Was suspicious activity found before the change? */
  readonly isSuspicious: boolean;
  /** How the others are given back. */
  readonly back?: WaysBack;
  /** Where code carried the change out: the pull request or issue to be reverted. */
  readonly revert?: string | undefined;
}

/** How just the actions, or all, are given back: on a page, and by commands that need no page. */
export interface WaysBack {
  readonly link?: RestoreLink;
  /** Absent where they are too many to name. */
  readonly addBack?: string;
  readonly restore: string;
}

/** The most actions that a message names one by one. */
export const MOST_NAMED = 20;
const MOST_MORE = 40;
const MOST_RESOURCES = 5;
const MOST_CHARACTERS = 200;
/** Of one action among many. */
const MOST_TEXT = 120;

/** Reports calls that a role is denied because of its review, by action: who made them, and how to restore the permissions. */
export function deniedMessage({ review, actions, givenBack, isFull, isSuspicious, back, revert }: DeniedTelling): Message {
  const [first, ...others] = actions;
  const told = first && others.length === 0 ? ofOne(review, first) : ofMany(review, actions);
  const names = givenBack.length > 0 ? someOf(givenBack, MOST_NAMED) : undefined;
  return messageOf({
    kind: "denied",
    reviewId: review.id,
    roles: [review.roleArn],
    ...told,
    lead: [
      ...told.lead,
      ...(names ? [`Whittle is restoring ${names} automatically (RestoreOnDenied).`] : []),
      ...(isSuspicious ? [RESTORE_WARNING] : []),
    ],
    ways: [
      ...(revert === undefined
        ? []
        : [{ words: "Its code made the change. To take it back, revert this and deploy the code:", kind: "link", text: revert } as const]),
      ...(back ? waysBack(back) : []),
    ],
    ...(isFull
      ? {
          after: `Whittle keeps the first ${thousands(MOST_NOTED)} denied calls of a review and has stopped counting. CloudTrail has all of them.`,
        }
      : {}),
  });
}

type Told = Pick<Telling, "title" | "lead"> & { readonly facts: readonly Fact[] };

function ofOne({ roleName }: Review, { count, last }: DeniedAction): Told {
  const { action, resources, at, region, session, address, userAgent } = last;
  return {
    title: `Denied since the change: ${roleName}: ${action}`,
    lead: [
      `${roleName} was denied ${action} ${counted(count, "time")} since its policy was replaced. Before the change, this call was allowed.`,
    ],
    facts: [
      { label: "Resource", text: resources.length === 0 ? "not named in the record" : resourcesText(resources) },
      {
        label: "Caller",
        text: `${clipped(session, MOST_CHARACTERS) || "an unnamed session"}, from ${clipped(address, MOST_CHARACTERS) || "an unknown address"}`,
      },
      { label: "Client", text: clipped(userAgent ?? "", MOST_CHARACTERS) || "an unknown client" },
      { label: "Time", text: `${instantText(at)}${region ? `, in ${region}` : ""}` },
    ],
  };
}

function ofMany({ roleName }: Review, actions: readonly DeniedAction[]): Told {
  const named = actions.slice(0, MOST_NAMED);
  const more = actions.slice(MOST_NAMED).map(({ last }) => last.action);
  return {
    title: `Denied since the change: ${roleName}: ${counted(actions.length, "action")}`,
    lead: [
      `${roleName} was denied ${counted(actions.length, "action")} since its policy was replaced. Before the change, these calls were allowed.`,
    ],
    facts: [
      { label: "Actions", text: named.map(actionText).join("; ") },
      ...(more.length > 0 ? [{ label: "Also", text: someOf(more, MOST_MORE) }] : []),
    ],
  };
}

function actionText({ count, last }: DeniedAction): string {
  return `${last.action} ${counted(count, "time")}, last on ${clipped(deniedText(last), MOST_TEXT)}`;
}

function resourcesText(resources: readonly string[]): string {
  return someOf(
    resources.map((resource) => clipped(resource, MOST_CHARACTERS)),
    MOST_RESOURCES,
  );
}

function waysBack({ link, addBack, restore }: WaysBack): readonly Way[] {
  return [
    ...(link ? [restoreWay("Restore what was denied, or everything", link)] : []),
    ...(addBack ? [{ words: "To restore only what was denied, without the page:", kind: "command", text: addBack } as const] : []),
    { words: "To restore everything that the review removed:", kind: "command", text: restore },
  ];
}
