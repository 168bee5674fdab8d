import type { Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { counted } from "#core/text.ts";
import { alertTexts } from "./alert.ts";
import { messageOf } from "./message-of.ts";
import { askedAgainText } from "./note.ts";
import { type AfterChange, askedFor, headline, ifItBreaks, summaryFacts, WHITTLE, whichRole, whoApproves } from "./summary.ts";
import { instantText } from "./text.ts";

export interface Asking {
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Two where two different approvers must approve. */
  readonly approversNeeded?: 2;
  readonly settings: AfterChange;
}

/** Asks the approvers to decide: what changes, what could break, what is alarming, how to undo it, until when and where. */
export function approvalRequest(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, {
    kind: "approval-request",
    title: "Approve?",
    lead: [],
  });
}

/** Asks again when half of the time is over. */
export function reminder(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, {
    kind: "reminder",
    title: "Reminder:",
    lead: ["Nobody has decided yet, and half of the time is over."],
  });
}

/** Asks the escalation contacts when the approvers have not decided for so many hours. */
export function escalation(proposal: Proposal, { afterHours, ...asking }: Asking & { readonly afterHours: number }): Message {
  return ask(proposal, asking, {
    kind: "escalation",
    title: "Undecided:",
    lead: [`The approvers were asked ${counted(afterHours, "hour")} ago and have not decided, so you are asked too.`],
  });
}

function ask(
  proposal: Proposal,
  { link, expiresAt, approversNeeded, settings }: Asking,
  { kind, title, lead }: { readonly kind: Message["kind"]; readonly title: string; readonly lead: readonly string[] },
): Message {
  const alert = alertTexts(proposal);
  return messageOf({
    kind,
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    title: `${alert.length > 0 ? "Suspicious activity. " : ""}${title} ${proposal.role.name}: ${headline(proposal)}`,
    lead: [
      ...alert,
      ...lead,
      `${whichRole(proposal)} ${askedFor(proposal)} ${WHITTLE}`,
      ...(proposal.askedAgain ? [askedAgainText(proposal.askedAgain)] : []),
      `${headline(proposal)}.`,
    ],
    facts: [...summaryFacts(proposal), { label: "If it breaks", text: ifItBreaks(settings) }],
    ways: [{ words: `Review and decide by ${instantText(expiresAt)}:`, kind: "link", text: link }],
    after: `${whoApproves(approversNeeded)} Opening the page changes nothing. If nobody decides, nothing changes.`,
  });
}
