import type { CodeOwner } from "../change/code-owned.ts";
import type { Message } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import { paragraphs, plain, subjectLine, wrap } from "./text.ts";

/** Hands an approved change over to whoever keeps the role's code: the text to paste, and why Whittle changed nothing itself. */
export function patchMessage(proposal: Proposal, owner: CodeOwner, patch: string): Message {
  const name = plain(proposal.role.name);
  return {
    kind: "closing",
    reviewId: proposal.reviewId,
    subject: subjectLine(`Approved, to be pasted into the code: ${name}`),
    body: paragraphs(
      wrap(
        `${name} belongs to code: ${plain(owner.because)} says so. Its next deployment would undo a change made by hand, so Whittle changed nothing. Paste this instead:`,
      ),
      patch,
      `Review ${proposal.reviewId}`,
    ),
  };
}
