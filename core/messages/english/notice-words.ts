import type { Proposal } from "#core/review/model/proposal.ts";
import { RESTORE_WARNING } from "../alert.ts";
import { noLastAccessText } from "../gap.ts";
import { askedText, deniedText } from "../journal.ts";
import type { Language } from "../language.ts";
import { askedAgainText } from "../note.ts";
import { outcomeText, ownerText } from "../outcome.ts";
import { headline, planFacts, riskFacts } from "../summary.ts";
import type { Fact } from "../telling.ts";
import { instantText } from "../text.ts";
import { notices } from "./notices.ts";

const said = {
  askedAgainText,
  askedText,
  deniedText,
  headline,
  instantText,
  noLastAccessText,
  notices,
  outcomeText,
  ownerText,
  planFacts: (proposal: Proposal): readonly Fact[] => planFacts(proposal),
  RESTORE_WARNING,
  riskFacts,
};

/** All that messages say that report, in one language; a text that another language lacks is a type error. Functions that ask nobody need no more. */
export type NoticeWords = typeof said & { readonly language: Language };

export const english: NoticeWords = { language: "en", ...said };
