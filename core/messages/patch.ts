import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";

/** Hands an approved change over to whoever keeps the role's code: the text to paste, and why Whittle changed nothing itself. */
export function patchMessage(proposal: Proposal, owner: CodeOwner, patch: string): Message {
  const { name } = proposal.role;
  return messageOf({
    kind: "closing",
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    title: `Approved, to be pasted into the code: ${name}`,
    lead: [`${name} belongs to code: ${owner.because}. Its next deployment would undo a change made by hand, so Whittle changed nothing.`],
    ways: [{ words: "Paste this instead:", kind: "patch", text: patch }],
  });
}
