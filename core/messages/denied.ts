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

/** Reports a call that a role is denied because of its review: who made it, and how to restore the permission. */
export function deniedMessage({ review, call, count, back }: DeniedTelling): Message {
  const { action, resources, at, region, session, address, userAgent } = call;
  const name = review.roleName;
  const times = `${counted(count, "time")} since its policy was replaced. Before the change, this call was allowed.`;
  return messageOf({
    kind: "denied",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Denied since the change: ${name}: ${action}`,
    lead: [`${name} was denied ${action} ${times}`, ...(back ? [] : ["Whittle is restoring it automatically (RestoreOnDenied)."])],
    facts: [
      { label: "Resource", text: resources.length === 0 ? "not named in the record" : resourcesText(resources) },
      {
        label: "Caller",
        text: `${clipped(session, MOST_CHARACTERS) || "an unnamed session"}, from ${clipped(address, MOST_CHARACTERS) || "an unknown address"}`,
      },
      { label: "Client", text: clipped(userAgent, MOST_CHARACTERS) || "an unknown client" },
      { label: "Time", text: `${instantText(at)}, in ${region}` },
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
    ...(link ? [restoreWay("Restore this action or everything", link)] : []),
    { words: "To restore only this action, without the page:", kind: "command", text: addBack },
    { words: "To restore everything that the review removed:", kind: "command", text: restore },
  ];
}
