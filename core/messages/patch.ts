import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";
import { ownerText } from "./outcome.ts";

/** Sends an approved change as a patch to the owner of the role's code. */
export function patchMessage(proposal: Proposal, owner: CodeOwner, patch: string): Message {
  const { name } = proposal.role;
  return messageOf({
    kind: "closing",
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    title: `Approved, change your code: ${name}`,
    lead: [
      `${name} is managed by code: ${ownerText(owner.because)}. Its next deployment would undo a manual change, so Whittle changed nothing in AWS.`,
    ],
    ways: [{ words: "Apply this patch to the code and deploy it:", kind: "patch", text: patch }],
  });
}
