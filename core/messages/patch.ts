import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { aboutProposal } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";

export interface PatchTelling {
  readonly proposal: Proposal;
  readonly owner: CodeOwner;
  readonly patch: string;
}

/** Sends an approved change as a patch to the owner of the role's code. */
export function patchMessage({ proposal, owner, patch }: PatchTelling, words: NoticeWords): Message {
  const { name } = proposal.role;
  const { code } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutProposal(proposal, words, ({ notices }) => notices.code.patchTitle(name)),
    lead: [code.patch(name, words.ownerText(owner.because))],
    ways: [{ words: code.patchWay, kind: "patch", text: patch }],
  });
}
