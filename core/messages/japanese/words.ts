import type { Words } from "../english/words.ts";
import { asking } from "./asking.ts";
import { endPages } from "./end-pages.ts";
import { checkText, deniedLaterText, escalationReason, gapText, outcomeOf, questionName, suspiciousText, whyAsked } from "./findings.ts";
import { instantText } from "./form.ts";
import { page } from "./page.ts";
import { askedAgainText, describeStep, noteTexts, reasonText } from "./reasons.ts";
import {
  ALERT_ADVICE,
  alarmingLine,
  alertTexts,
  askedFor,
  couldBreakText,
  evidenceText,
  headline,
  ifItBreaks,
  proofLine,
  RESTORE_WARNING,
  removedText,
  replayText,
  riskLine,
  summaryFacts,
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
  deniedLaterText,
  describeStep,
  endPages,
  escalationReason,
  evidenceText,
  gapText,
  headline,
  ifItBreaks,
  instantText,
  noteTexts,
  outcomeOf,
  page,
  proofLine,
  questionName,
  reasonText,
  removedText,
  RESTORE_WARNING,
  replayText,
  riskLine,
  summaryFacts,
  suspiciousText,
  toCheckText,
  whichRole,
  whoApproves,
  whyAsked,
};
