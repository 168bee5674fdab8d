import type { Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { counted } from "#core/text.ts";
import { messageOf } from "./message-of.ts";
import { askedAgainText } from "./note.ts";
import { riskLine } from "./risk-line.ts";
import { headline, WHITTLE, whoApproves } from "./summary.ts";
import { clipped, instantText } from "./text.ts";

export interface DigestEntry {
  readonly proposal: Proposal;
  readonly link: string;
  /** Two where two different approvers must approve. */
  readonly approversNeeded?: 2;
}

/** Most reviews that one message lists: a message in chat holds 50 blocks, and a longer mail is not read. */
export const MOST_IN_DIGEST = 25;
const MOST_NAME = 64;

/** Asks the approvers about several roles at once: a few lines and a link each, those that lose most first. */
export function digest(
  entries: readonly DigestEntry[],
  { cycleId, expiresAt }: { readonly cycleId: string; readonly expiresAt: string },
): Message {
  const sorted = entries.toSorted((a, b) => b.proposal.diff.removedCount - a.proposal.diff.removedCount);
  const roles = counted(sorted.length, "IAM role");
  return messageOf({
    kind: "digest",
    thread: cycleId.split(":").at(-1) ?? cycleId,
    roles: sorted.map(({ proposal }) => proposal.role.arn),
    title: `Approve? ${roles} with permissions they haven't used`,
    lead: [
      `${roles} have permissions they haven't used. Approve to remove them and keep the ones they use. Each role has a page of its own; decide by ${instantText(expiresAt)}. ${WHITTLE}`,
    ],
    ways: sorted.map((entry, index) => ({ words: `${index + 1}. ${wordsOf(entry)}`, kind: "link", text: entry.link })),
    after:
      "One approver decides for all. Opening a page changes nothing. If nobody decides, nothing changes. Every change can be undone: the closing message has a restore link.",
  });
}

function wordsOf({ proposal, approversNeeded }: DigestEntry): string {
  const who = approversNeeded === 2 ? ` ${whoApproves(2)}` : "";
  const alert = proposal.suspicious.length > 0 ? "SUSPICIOUS ACTIVITY, look at this one first. " : "";
  return `${alert}${clipped(proposal.role.name, MOST_NAME)}: ${headline(proposal)}. ${riskLine(proposal)}${who}${proposal.askedAgain ? ` ${askedAgainText(proposal.askedAgain)}` : ""} (Review ${proposal.reviewId}.)`;
}
