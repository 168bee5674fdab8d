import type { DeniedCall } from "../change/watch.ts";
import type { Message } from "../ports.ts";
import type { Review } from "../record.ts";
import { counted, instantText, paragraphs, plain, subjectLine, wrap } from "./text.ts";

export interface DeniedTelling {
  readonly review: Review;
  readonly call: DeniedCall;
  /** How often it was denied since the change. */
  readonly count: number;
  /** Commands that give back just the action, and all; absent where the role gets the action back by itself. */
  readonly commands?: { readonly addBack: string; readonly restore: string };
}

/** Tells the approvers at once that a role lacks something since its review, who missed it, and how it comes back. */
export function deniedMessage({ review, call, count, commands }: DeniedTelling): Message {
  const name = plain(review.roleName);
  const { action, resources, at, region, session, address, userAgent } = call;
  return {
    kind: "alarm",
    reviewId: review.id,
    subject: subjectLine(`Denied since the change: ${name}: ${action}`),
    body: paragraphs(
      wrap(
        `${name} was denied ${action} ${counted(count, "time")} since its broad policy was replaced. Before, it could have made this call.`,
      ),
      [
        `On: ${plain(resources.join(", ") || "a resource that the record does not name")}`,
        `By: ${plain(session || "an unnamed session")}, from ${plain(address || "an unknown address")}`,
        `With: ${plain(userAgent || "an unknown client")}`,
        `At: ${instantText(at)}, in ${plain(region)}`,
      ].join("\n"),
      commands ? `To give back just this:\n${commands.addBack}` : wrap("Whittle is giving it back, as RestoreOnDenied asks."),
      commands && `To give back all that the review took away:\n${commands.restore}`,
      `Review ${review.id}`,
    ),
  };
}
