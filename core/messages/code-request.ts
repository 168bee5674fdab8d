import { codePatch } from "#core/review/change/code/code-patch.ts";
import type { ReasonOf } from "#core/review/model/outcome.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { CodeRequest } from "#core/review/ports/code-host.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { aboutProposal, aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";

export interface RequestTelling {
  readonly proposal: Proposal;
  /** The role as it was reviewed. */
  readonly before: RoleState;
  readonly owner: CodeOwner;
  readonly request: Pick<CodeRequest, "form" | "url">;
}

/** Says that a pull request or an issue asks for the approved change, and what is to be done with it. */
export function codeRequestMessage({ proposal, before, owner, request: { form, url } }: RequestTelling, words: NoticeWords): Message {
  const { name } = proposal.role;
  const { code } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutProposal(proposal, words, ({ notices }) => notices.code.openedTitle(name, form)),
    lead: [code.opened(name, words.ownerText(owner.because), form)],
    ways: [
      { words: code.openedWay[form], kind: "link", text: url },
      ...(form === "issue" ? [{ words: code.asPatch, kind: "patch", text: codePatch({ ...proposal, before, owner }) } as const] : []),
    ],
    after: code.openedAfter,
  });
}

/** Says that the code has carried the change out. */
export function deployedMessage(review: Review, proposal: Proposal, url: string, words: NoticeWords): Message {
  const { code, somebody } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, (each) => each.notices.code.deployedTitle(review.roleName, each.headline(proposal))),
    lead: [code.deployed(review.roleName, review.decision?.by ?? somebody)],
    ways: [{ words: code.deployedWay, kind: "link", text: url }],
    after: code.deployedAfter,
  });
}

/** Says that the code did not carry the change out, and what comes next. */
export function notDeployedMessage(review: Review, reason: ReasonOf<"not-deployed">, words: NoticeWords): Message {
  const { code } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, ({ notices }) => notices.code.notDeployedTitle(review.roleName)),
    lead: [`${review.roleName}: ${words.outcomeText(reason)}`],
    ways: [{ words: code.notDeployedWay[reason.form], kind: "link", text: reason.url }],
    after: code.notDeployedAfter,
  });
}
