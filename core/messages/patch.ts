import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { english, type NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";

export interface PatchTelling {
  readonly proposal: Proposal;
  readonly owner: CodeOwner;
  readonly patch: string;
}

/** Sends an approved change as a patch to the owner of the role's code. */
export function patchMessage({ proposal, owner, patch }: PatchTelling, words: NoticeWords): Message {
  const { name, arn } = proposal.role;
  const { code } = words.notices;
  return messageOf({
    kind: "closing",
    language: words.language,
    reviewId: proposal.reviewId,
    roles: [arn],
    owner: proposal.roleOwner,
    title: code.patchTitle(name),
    subject: english.notices.code.patchTitle(name),
    lead: [code.patch(name, words.ownerText(owner.because))],
    ways: [{ words: code.patchWay, kind: "patch", text: patch }],
  });
}
