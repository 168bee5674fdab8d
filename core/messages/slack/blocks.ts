import type { Language } from "../language.ts";
import { clipped } from "../text.ts";
import { AFTER, type CustomNotification, LANGUAGE, LEAD, LINK, LINK_WORDS, OPEN_PAGE } from "./custom-notification.ts";
import { escaped, mrkdwn } from "./mrkdwn.ts";

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}
/** `verbatim`: Slack makes no links and mentions of its own of what stands there. */
interface Mrkdwn {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}
type Block =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: Mrkdwn }
  | { readonly type: "section"; readonly fields: readonly Mrkdwn[] }
  | { readonly type: "actions"; readonly elements: readonly [Button] }
  | { readonly type: "context"; readonly elements: readonly [Mrkdwn] };
interface Button {
  readonly type: "button";
  readonly action_id: string;
  readonly text: PlainText;
  readonly url: string;
}

/** What an incoming webhook takes: blocks, and the text that a notification on a phone shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Slack's reference pages "Header block", "Section block", "Button element": characters, and fields of a section. */
const MOST_HEADER = 150;
const MOST_TEXT = 3000;
const MOST_FIELD = 2000;
const MOST_FIELDS = 10;
const MOST_URL = 3000;
const ABOUT: Readonly<Record<Language, Readonly<Record<"cycle" | "review", string>>>> = {
  en: { cycle: "Whittle, cycle", review: "Whittle, review" },
  ja: { cycle: "Whittle、サイクル", review: "Whittle、レビュー" },
};
/** A message holds 50 blocks. */
const MOST_STEPS = 40;

/** A notification as a message in Block Kit: header, what it is about, the facts side by side, a button with the link, the review. */
export function slackMessage({ content, metadata }: CustomNotification): SlackMessage {
  const {
    [LEAD]: lead = "",
    [AFTER]: after = "",
    [LINK]: link,
    [LINK_WORDS]: words,
    [LANGUAGE]: language,
    ...facts
  } = metadata.additionalContext;
  const fields = Object.entries(facts).map(([label, text]) => field(label, text));
  const steps = (content.nextSteps ?? []).filter((step) => link === undefined || !step.includes(escaped(link)));
  return {
    text: mrkdwn(metadata.summary, MOST_TEXT),
    blocks: [
      { type: "header", text: plainText(metadata.summary, MOST_HEADER) },
      ...(lead === "" ? [] : [section(mrkdwn(lead, MOST_TEXT))]),
      ...(fields.length === 0 ? [] : [{ type: "section" as const, fields: fields.slice(0, MOST_FIELDS) }]),
      ...steps.slice(0, MOST_STEPS).map((step) => section(clipped(step, MOST_TEXT))),
      ...(link === undefined ? [] : openPage(link, words ?? "", language === "ja" ? "ja" : "en")),
      ...(after === "" ? [] : [section(mrkdwn(after, MOST_TEXT))]),
      {
        type: "context",
        elements: [
          markup(
            `${ABOUT[language === "ja" ? "ja" : "en"][metadata.eventType === "digest" ? "cycle" : "review"]} ${mrkdwn(metadata.threadId, MOST_HEADER)}`,
          ),
        ],
      },
    ],
  };
}

/** The time until when, and the button; where the link is none that a button can have, words alone. */
function openPage(link: string, words: string, language: Language): Block[] {
  const said = section(mrkdwn(words === "" ? `${OPEN_PAGE[language]}:` : words, MOST_TEXT));
  if (link.length > MOST_URL || !/^https?:\/\//.test(link)) return [said];
  return [
    said,
    { type: "actions", elements: [{ type: "button", action_id: "open-page", text: plainText(OPEN_PAGE[language], 75), url: link }] },
  ];
}

function field(label: string, text: string): Mrkdwn {
  return markup(`*${mrkdwn(label, 50)}*\n${mrkdwn(text, MOST_FIELD - 60)}`);
}

function section(text: string): Block {
  return { type: "section", text: markup(text) };
}

function markup(text: string): Mrkdwn {
  return { type: "mrkdwn", text, verbatim: true };
}

function plainText(text: string, most: number): PlainText {
  return { type: "plain_text", text: escaped(text, most), emoji: false };
}
