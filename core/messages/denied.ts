import type { RestoreLink } from "#core/review/approval/links.ts";
import { type DeniedAction, MOST_NOTED } from "#core/review/change/watch/denied.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";
import { restoreWay } from "./restore-way.ts";
import type { Fact, Way } from "./telling.ts";
import { clipped } from "./text.ts";

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
export function deniedMessage(telling: DeniedTelling, words: NoticeWords): Message {
  const { review, actions, givenBack, isFull, isSuspicious, back, revert } = telling;
  const { denied } = words.notices;
  const [first, ...others] = actions;
  const told = first && others.length === 0 ? ofOne(review, first, words) : ofMany(review, actions, words);
  const titleIn = (each: NoticeWords) =>
    first && others.length === 0
      ? each.notices.denied.titleOfOne(review.roleName, first.last.action)
      : each.notices.denied.titleOfMany(review.roleName, actions.length);
  return messageOf({
    kind: "denied",
    ...aboutReview(review, words, titleIn),
    lead: [
      told.lead,
      ...(givenBack.length > 0 ? [denied.givenBack(denied.some(givenBack, MOST_NAMED))] : []),
      ...(isSuspicious ? [words.RESTORE_WARNING] : []),
    ],
    facts: told.facts,
    ways: [
      ...(revert === undefined ? [] : [{ words: denied.revert, kind: "link", text: revert } as const]),
      ...(back ? waysBack(back, words) : []),
    ],
    ...(isFull ? { after: denied.full(MOST_NOTED) } : {}),
  });
}

interface Told {
  readonly lead: string;
  readonly facts: readonly Fact[];
}

function ofOne({ roleName }: Review, { count, last }: DeniedAction, words: NoticeWords): Told {
  const { action, resources, at, region, session, address, userAgent } = last;
  const { denied } = words.notices;
  const { labels } = denied;
  const clip = (text: string) => clipped(text, MOST_CHARACTERS);
  return {
    lead: denied.leadOfOne(roleName, action, count),
    facts: [
      { label: labels.resource, text: resources.length === 0 ? denied.noResource : denied.some(resources.map(clip), MOST_RESOURCES) },
      { label: labels.caller, text: denied.caller(clip(session), clip(address)) },
      { label: labels.client, text: denied.client(clip(userAgent ?? "")) },
      { label: labels.time, text: denied.time(words.instantText(at), region ?? "") },
    ],
  };
}

function ofMany({ roleName }: Review, actions: readonly DeniedAction[], { notices: { denied }, deniedText }: NoticeWords): Told {
  const { labels } = denied;
  const named = actions.slice(0, MOST_NAMED);
  const more = actions.slice(MOST_NAMED).map(({ last }) => last.action);
  const actionText = ({ count, last }: DeniedAction) => denied.action(last.action, count, clipped(deniedText(last), MOST_TEXT));
  return {
    lead: denied.leadOfMany(roleName, actions.length),
    facts: [
      { label: labels.actions, text: named.map(actionText).join(denied.between) },
      ...(more.length > 0 ? [{ label: labels.also, text: denied.some(more, MOST_MORE) }] : []),
    ],
  };
}

function waysBack({ link, addBack, restore }: WaysBack, words: NoticeWords): readonly Way[] {
  const { denied } = words.notices;
  return [
    ...(link ? [restoreWay(denied.restore, link, words)] : []),
    ...(addBack ? [{ words: denied.restoreOnly, kind: "command", text: addBack } as const] : []),
    { words: denied.restoreAll, kind: "command", text: restore },
  ];
}
