import type { NoticeWords } from "../english/notice-words.ts";
import { noLastAccessText, ownerText } from "./findings.ts";
import { instantText } from "./form.ts";
import { askedText, deniedText } from "./journal.ts";
import { notices } from "./notices.ts";
import { outcomeText } from "./outcome.ts";
import { askedAgainText } from "./reasons.ts";
import { headline, planFacts, RESTORE_WARNING, riskFacts } from "./summary.ts";

/** What messages that report say in Japanese. Errors stay as they are worded. */
export const japanese: NoticeWords = {
  language: "ja",
  askedAgainText,
  askedText,
  deniedText,
  headline,
  instantText,
  noLastAccessText,
  notices,
  outcomeText,
  ownerText,
  planFacts,
  RESTORE_WARNING,
  riskFacts,
};
