import { accountOf } from "#core/aws/arn.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { english, type Words } from "./english/words.ts";
import { messageOf } from "./message-of.ts";
import { clipped } from "./text.ts";

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
  { cycleId, expiresAt, words }: { readonly cycleId: string; readonly expiresAt: string; readonly words: Words },
): Message {
  const { digest: texts } = words.asking;
  const sorted = entries.toSorted((a, b) => b.proposal.diff.removedCount - a.proposal.diff.removedCount);
  const owners = [...new Set(sorted.map(({ proposal }) => proposal.roleOwner))];
  return messageOf({
    kind: "digest",
    language: words.language,
    thread: cycleId.split(":").at(-1) ?? cycleId,
    roles: sorted.map(({ proposal }) => proposal.role.arn),
    owner: owners.length === 1 ? owners[0] : undefined,
    title: texts.title(sorted.length),
    subject: english.asking.digest.title(sorted.length),
    lead: [texts.lead(sorted.length, words.instantText(expiresAt), words.WHITTLE)],
    ways: sorted.map((entry, index) => ({ words: `${index + 1}. ${textOf(entry, words)}`, kind: "link", text: entry.link })),
    after: texts.after,
  });
}

/** The account alone, or that it is a permission set. */
function placeOf(roleArn: string, { page }: Words): string {
  return isSetArn(roleArn) ? page.account(accountOf(roleArn)) : accountOf(roleArn);
}

function textOf({ proposal, approversNeeded }: DigestEntry, words: Words): string {
  const { digest: texts, sentence } = words.asking;
  const alert = proposal.suspicious.length > 0 ? texts.suspicious : "";
  const parts = [
    `${alert}${clipped(proposal.role.name, MOST_NAME)} (${placeOf(proposal.role.arn, words)}): ${sentence(words.headline(proposal))}`,
    words.riskLine(proposal),
    ...(approversNeeded === 2 ? [words.whoApproves(2)] : []),
    ...(proposal.askedAgain ? [words.askedAgainText(proposal.askedAgain)] : []),
    texts.review(proposal.reviewId),
  ];
  return parts.join(texts.between);
}
