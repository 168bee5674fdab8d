import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { WouldDenyCall } from "#core/review/rehearsal/would-deny.ts";
import { counted, someOf } from "#core/text.ts";
import { messageOf } from "./message-of.ts";
import { headline } from "./summary.ts";
import { clipped, instantText } from "./text.ts";

const MOST_RESOURCES = 5;
const MOST_CHARACTERS = 200;

/** Says that the approved change is being rehearsed, until when, and what may come of it. */
export function rehearsalMessage(review: Review, proposal: Proposal, until: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Rehearsal: ${review.roleName}: ${headline(proposal)}`,
    lead: [
      `${review.roleName}: the new policy is attached, and the old ones stay until ${instantText(until)}. Until then the role can do what it could before, and Whittle checks each of its calls against the policies that it will have.`,
    ],
    after:
      "No action needed. If a call would be denied, you get a message and are asked again; if none is, the old policies are detached then.",
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
export function wouldDenyMessage({ review, action, resources, call, session, address, count }: WouldDenyTelling): Message {
  const name = review.roleName;
  return messageOf({
    kind: "denied",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Rehearsal: ${name} still uses ${action}`,
    lead: [
      `The approved change of ${name} would deny ${action}, which the role has called ${counted(count, "time")} since the approval. Nothing broke: the old policies are still attached.`,
    ],
    facts: [
      {
        label: "Resource",
        text: someOf(
          resources.map((resource) => clipped(resource, MOST_CHARACTERS)),
          MOST_RESOURCES,
        ),
      },
      {
        label: "Caller",
        text: `${clipped(session, MOST_CHARACTERS) || "an unnamed session"}, from ${clipped(address, MOST_CHARACTERS) || "an unknown address"}`,
      },
      {
        label: "Time",
        text: call.lastSeen === undefined ? "not in the record" : `${instantText(call.lastSeen)}, in ${call.regions.join(", ")}`,
      },
    ],
    after: "The change waits. Within a day you are asked to approve a new proposal that keeps this call and any others found by then.",
  });
}
