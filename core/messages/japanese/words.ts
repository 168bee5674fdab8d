import type { Words } from "../english/words.ts";
import { asking } from "./asking.ts";
import { endPages } from "./end-pages.ts";
import {
  checkText,
  deniedLaterText,
  escalationReason,
  gapText,
  keptAnywayText,
  outcomeOf,
  questionName,
  suspiciousText,
  whyAsked,
} from "./findings.ts";
import { dayText, instantText } from "./form.ts";
import { journalLine } from "./journal.ts";
import { list } from "./list.ts";
import { outcomeText } from "./outcome.ts";
import { page } from "./page.ts";
import { askedAgainText, describeStep, noteText, noteTexts, reasonText } from "./reasons.ts";
import { signIn } from "./sign-in.ts";
import {
  ALERT_ADVICE,
  alarmingLine,
  alertTexts,
  askedFor,
  couldBreakText,
  evidenceText,
  headline,
  headlineOf,
  ifItBreaks,
  planFacts,
  proofLine,
  RESTORE_WARNING,
  removedOf,
  removedText,
  replayText,
  riskFacts,
  riskLine,
  toCheckText,
  WHITTLE,
  whichRole,
  whoApproves,
} from "./summary.ts";

/** The catalogue in Japanese. Reasons that AWS or the knowledge of services words are left out, or stay as they are. */
export const japanese: Words = {
  language: "ja",
  ALERT_ADVICE,
  WHITTLE,
  alarmingLine,
  alertTexts,
  askedAgainText,
  askedFor,
  asking,
  checkText,
  couldBreakText,
  dayText,
  deniedLaterText,
  describeStep,
  endPages,
  escalationReasons: async () => escalationReason,
  evidenceText,
  gapText,
  headline,
  headlineOf,
  ifItBreaks,
  instantText,
  journalLine,
  keptAnywayText,
  list,
  noteText,
  noteTexts,
  outcomeOf,
  outcomeText,
  page,
  proofLine,
  questionName,
  reasonText,
  removedOf,
  removedText,
  RESTORE_WARNING,
  replayText,
  riskLine,
  riskFacts,
  planFacts,
  signIn,
  suspiciousText,
  toCheckText,
  whichRole,
  whoApproves,
  whyAsked,
};
