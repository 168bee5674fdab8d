import type { RestoreLink } from "#core/review/approval/link/restore-link.ts";
import type { DeniedCall } from "#core/review/change/watch.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { counted, someOf } from "#core/text.ts";
import { messageOf } from "./message-of.ts";
import { restoreWay } from "./restore-way.ts";
import type { Way } from "./telling.ts";
import { clipped, instantText } from "./text.ts";

export interface DeniedTelling {
  readonly review: Review;
  readonly call: DeniedCall;
  /** How often it was denied since the change. */
  readonly count: number;
  /** Absent where the role gets the action back by itself. */
  readonly back?: WaysBack;
}

/** How just the action, or all, is given back: on a page, and by commands that need no page. */
export interface WaysBack {
  readonly link?: RestoreLink;
  readonly addBack: string;
  readonly restore: string;
}

const MOST_RESOURCES = 5;
const MOST_CHARACTERS = 200;

/** Tells the approvers at once that a role lacks something since its review, who missed it, and how it comes back. */
export function deniedMessage({ review, call, count, back }: DeniedTelling): Message {
  const { action, resources, at, region, session, address, userAgent } = call;
  const name = review.roleName;
  const times = `${counted(count, "time")} since its broad policy was replaced. Before, it could have made this call.`;
  return messageOf({
    kind: "denied",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Denied since the change: ${name}: ${action}`,
    lead: [`${name} was denied ${action} ${times}`, ...(back ? [] : ["Whittle is giving it back, as RestoreOnDenied asks."])],
    facts: [
      { label: "On", text: resources.length === 0 ? "a resource that the record does not name" : resourcesText(resources) },
      {
        label: "By",
        text: `${clipped(session, MOST_CHARACTERS) || "an unnamed session"}, from ${clipped(address, MOST_CHARACTERS) || "an unknown address"}`,
      },
      { label: "With", text: clipped(userAgent, MOST_CHARACTERS) || "an unknown client" },
      { label: "At", text: `${instantText(at)}, in ${region}` },
    ],
    ways: back ? waysBack(back) : [],
  });
}

function resourcesText(resources: readonly string[]): string {
  return someOf(
    resources.map((resource) => clipped(resource, MOST_CHARACTERS)),
    MOST_RESOURCES,
  );
}

function waysBack({ link, addBack, restore }: WaysBack): readonly Way[] {
  return [
    ...(link ? [restoreWay("Look, and give back just this or all", link)] : []),
    { words: "Without the page, to give back just this:", kind: "command", text: addBack },
    { words: "And to give back all that the review took away:", kind: "command", text: restore },
  ];
}
