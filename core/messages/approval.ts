import type { Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { counted } from "#core/text.ts";
import { messageOf } from "./message-of.ts";
import { headline, summaryFacts, WHITTLE, whichRole } from "./summary.ts";
import { instantText } from "./text.ts";

export interface Asking {
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Two where two different people must approve. */
  readonly approversNeeded?: 2;
}

/** Asks the approvers: what, why, the numbers, what could break, until when, and where. */
export function approvalRequest(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, {
    kind: "approval-request",
    title: "Approve?",
    lead: `${whichRole(proposal)} may do much more than it does. ${WHITTLE} proposes to take away what the role was not seen to use. Please say yes or no.`,
  });
}

/** Asks once more, when half of the time is over. */
export function reminder(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, {
    kind: "reminder",
    title: "Reminder:",
    lead: `Nobody has decided yet, and half of the time is over. ${whichRole(proposal)} may do much more than it does. ${WHITTLE} proposes to take away what the role was not seen to use.`,
  });
}

/** Asks whoever hears escalations, when the approvers have not decided for so many hours. */
export function escalation(proposal: Proposal, { afterHours, ...asking }: Asking & { readonly afterHours: number }): Message {
  return ask(proposal, asking, {
    kind: "escalation",
    title: "Undecided:",
    lead: `The approvers were asked ${counted(afterHours, "hour")} ago and have not decided, so you are asked as well. ${whichRole(proposal)} may do much more than it does. ${WHITTLE} proposes to take away what the role was not seen to use.`,
  });
}

function ask(
  proposal: Proposal,
  { link, expiresAt, approversNeeded }: Asking,
  { kind, title, lead }: { readonly kind: Message["kind"]; readonly title: string; readonly lead: string },
): Message {
  const who = approversNeeded === 2 ? " Two different people must approve." : "";
  return messageOf({
    kind,
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    title: `${title} ${proposal.role.name}: ${headline(proposal)}`,
    lead: [lead, ...(proposal.askedAgain ? [proposal.askedAgain] : []), `${headline(proposal)}.`],
    facts: summaryFacts(proposal),
    ways: [{ words: `Look and decide until ${instantText(expiresAt)}:`, kind: "link", text: link }],
    after: `Opening the page changes nothing. If nobody decides, nothing changes. What is approved can be undone.${who}`,
  });
}
