import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { english, type NoticeWords } from "./english/notice-words.ts";

type TitleIn = (words: NoticeWords) => string;

/** What a message about a review begins with: whose it is, and its title. The subject of a mail is in English, whatever the language. */
export function aboutReview({ id, roleArn, roleOwner }: Review, words: NoticeWords, titleIn: TitleIn) {
  return { ...titled(words, titleIn), reviewId: id, roles: [roleArn], owner: roleOwner };
}

/** The same of a message about what a review proposes. */
export function aboutProposal({ reviewId, role, roleOwner }: Proposal, words: NoticeWords, titleIn: TitleIn) {
  return { ...titled(words, titleIn), reviewId, roles: [role.arn], owner: roleOwner };
}

function titled(words: NoticeWords, titleIn: TitleIn) {
  return { language: words.language, title: titleIn(words), subject: titleIn(english) };
}
