import type { Language } from "../language.ts";
import { inOneText, type Telling, type Way } from "../telling.ts";
import { clipped, plain, verbatimLine, verbatimLines } from "../text.ts";
import { codeBlock, linked, mrkdwn } from "./mrkdwn.ts";

/**
 * A custom notification of Amazon Q Developer in chat applications (its Administrator Guide, "Custom notifications"). `content` is
 * in Slack's markup; `metadata` is plain, for programs: the facts by label, and the link where there is just one.
 */
export interface CustomNotification {
  readonly version: "1.0";
  readonly source: "custom";
  readonly content: {
    readonly textType: "client-markdown";
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Messages about one review stand in one thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** The additional context that is no fact. */
export const LEAD = "lead";
export const AFTER = "after";
export const LINK = "link";
export const LINK_WORDS = "linkWords";

export const LANGUAGE = "language";

/** What a link is called. */
export const OPEN_PAGE = { en: "Open the page", ja: "ページを開く" } as const;

const MOST_TITLE = 200;
const MOST_SENTENCE = 2000;
const MOST_FACT = 600;
const MOST_CODE = 2000;
/** A role's path holds 512 characters, its name 64 (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_ARN = 700;

export function customNotification(telling: Telling): CustomNotification {
  const { kind, language = "en", reviewId, thread, roles, title, lead, facts = [], ways = [], after } = telling;
  const [link, ...others] = ways.filter((way) => way.kind === "link");
  const steps = ways.map((way) => step(way, language));
  return {
    version: "1.0",
    source: "custom",
    content: {
      textType: "client-markdown",
      title: mrkdwn(title, MOST_TITLE),
      description: [
        ...lead.map((sentence) => mrkdwn(sentence, MOST_SENTENCE)),
        facts.map((fact) => `*${fact.label}*  ${mrkdwn(inOneText(fact), MOST_FACT)}`).join("\n"),
        ...(after ? [mrkdwn(after, MOST_FACT)] : []),
      ]
        .filter((part) => part !== "")
        .join("\n\n"),
      ...(steps.length > 0 ? { nextSteps: steps } : {}),
      keywords: ["Whittle", kind],
    },
    metadata: {
      threadId: reviewId ?? thread ?? kind,
      summary: plain(title, MOST_TITLE),
      eventType: kind,
      relatedResources: roles.map((arn) => clipped(verbatimLine(arn), MOST_ARN)),
      additionalContext: {
        ...Object.fromEntries(facts.map((fact) => [fact.label, plain(inOneText(fact), MOST_FACT)])),
        ...(language === "en" ? {} : { [LANGUAGE]: language }),
        [LEAD]: plain(lead.join(" "), MOST_SENTENCE),
        ...(after ? { [AFTER]: plain(after, MOST_FACT) } : {}),
        ...(link && others.length === 0 ? { [LINK]: link.text, [LINK_WORDS]: plain(link.words) } : {}),
      },
    },
  };
}

function step({ kind, words, text }: Way, language: Language): string {
  if (kind === "link") return `${mrkdwn(words, MOST_FACT)} ${linked(text, language === "en" ? "open the page" : OPEN_PAGE[language])}`;
  return `${mrkdwn(words, MOST_FACT)}\n${codeBlock(kind === "patch" ? verbatimLines(text) : verbatimLine(text), MOST_CODE)}`;
}
