import type { Message } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import { headline, summaryText } from "./summary.ts";
import { instantText, paragraphs, plain, subjectLine, wrap } from "./text.ts";

export interface Asking {
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Asks the approvers: what, why, the numbers, what could break, until when, and where. */
export function approvalRequest(proposal: Proposal, asking: Asking): Message {
  const name = plain(proposal.role.name);
  return {
    kind: "approval-request",
    reviewId: proposal.reviewId,
    subject: subjectLine(`Approve? ${name}: ${headline(proposal)}`),
    body: paragraphs(
      wrap(`The role ${name} may do much more than it does. ${headline(proposal)}.`),
      summaryText(proposal),
      decideText(asking),
      footer(proposal),
    ),
  };
}

/** Asks once more, when half of the time is over. */
export function reminder(proposal: Proposal, asking: Asking): Message {
  const name = plain(proposal.role.name);
  return {
    kind: "reminder",
    reviewId: proposal.reviewId,
    subject: subjectLine(`Reminder: ${name}: ${headline(proposal)}`),
    body: paragraphs(
      wrap(`Nobody has decided about ${name} yet, and half of the time is over.`),
      summaryText(proposal),
      decideText(asking),
      footer(proposal),
    ),
  };
}

function decideText({ link, expiresAt }: Asking): string {
  return [
    wrap(`Look and decide until ${instantText(expiresAt)}:`),
    "",
    link,
    "",
    wrap("Opening the page changes nothing. If nobody decides, nothing changes."),
  ].join("\n");
}

function footer({ reviewId }: Proposal): string {
  return `Review ${reviewId}`;
}
