import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { WouldDenyCall } from "#core/review/rehearsal/would-deny.ts";
import { aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";
import { clipped } from "./text.ts";

const MOST_RESOURCES = 5;
const MOST_CHARACTERS = 200;

/** Says that the approved change is being rehearsed, until when, and what may come of it. */
export function rehearsalMessage(review: Review, proposal: Proposal, until: string, words: NoticeWords): Message {
  const { rehearsal } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, (each) => each.notices.rehearsal.title(review.roleName, each.headline(proposal))),
    lead: [rehearsal.lead(review.roleName, words.instantText(until))],
    after: rehearsal.after,
  });
}

export interface WouldDenyTelling extends WouldDenyCall {
  readonly review: Review;
  readonly session: string;
  readonly address: string;
  /** How often it was seen since the approval. */
  readonly count: number;
}

/** Reports a live call that the approved change would break, and what comes next. */
export function wouldDenyMessage(telling: WouldDenyTelling, words: NoticeWords): Message {
  const { review, action, resources, call, session, address, count } = telling;
  const { rehearsal, denied } = words.notices;
  const { labels } = denied;
  const clip = (text: string) => clipped(text, MOST_CHARACTERS);
  return messageOf({
    kind: "denied",
    ...aboutReview(review, words, ({ notices }) => notices.rehearsal.wouldDenyTitle(review.roleName, action)),
    lead: [rehearsal.wouldDenyLead(review.roleName, action, count)],
    facts: [
      { label: labels.resource, text: denied.some(resources.map(clip), MOST_RESOURCES) },
      { label: labels.caller, text: denied.caller(clip(session), clip(address)) },
      {
        label: labels.time,
        text: call.lastSeen === undefined ? rehearsal.noTime : denied.time(words.instantText(call.lastSeen), call.regions.join(", ")),
      },
    ],
    after: rehearsal.wouldDenyAfter,
  });
}
