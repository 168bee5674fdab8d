import type { Proposal } from "#core/review/model/proposal.ts";
import { ALERT_ADVICE, alertTexts, RESTORE_WARNING } from "../alert.ts";
import { checkText } from "../check.ts";
import { reasonText } from "../evidence.ts";
import { gapText } from "../gap.ts";
import { describeStep, journalLine } from "../journal.ts";
import type { Language } from "../language.ts";
import { askedAgainText, noteText, noteTexts } from "../note.ts";
import { outcomeText } from "../outcome.ts";
import { deniedLaterText, proofLine } from "../proof-line.ts";
import { keptAnywayText, outcomeOf, questionName, questionParts, whyAsked } from "../question.ts";
import { alarmingLine, replayText, riskLine, toCheckText } from "../risk-line.ts";
import {
  askedFor,
  BEFORE_DECIDING,
  couldBreakText,
  evidenceText,
  headline,
  headlineOf,
  ifItBreaks,
  type PlanFactOptions,
  planFacts,
  removedOf,
  removedText,
  riskFacts,
  WHITTLE,
  whichRole,
  whoApproves,
} from "../summary.ts";
import { suspiciousText } from "../suspicious.ts";
import type { Fact } from "../telling.ts";
import { dayText, instantText } from "../text.ts";
import { asking } from "./asking.ts";
import { endPages } from "./end-pages.ts";
import { list } from "./list.ts";
import { page } from "./page.ts";
import { signIn } from "./sign-in.ts";

const said = {
  ALERT_ADVICE,
  BEFORE_DECIDING,
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
  /** Loaded when it is needed: the list of ways is long, and few roles keep one. */
  escalationReasons: async (): Promise<(actions: readonly string[]) => string> =>
    (await import("#core/policy/escalation.ts")).escalationReason,
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
  questionParts,
  reasonText,
  removedOf,
  removedText,
  RESTORE_WARNING,
  replayText,
  riskLine,
  riskFacts,
  planFacts: (proposal: Proposal, options: PlanFactOptions = {}): readonly Fact[] => planFacts(proposal, options),
  signIn,
  suspiciousText,
  toCheckText,
  whichRole,
  whoApproves,
  whyAsked,
};

/** All that the approval page and the requests for approval say in one language; a text that another language lacks is a type error. */
export type Words = typeof said & { readonly language: Language };

export const english: Words = { language: "en", ...said };
