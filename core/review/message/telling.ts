import type { Message } from "../ports.ts";
import { customNotification } from "./slack/custom-notification.ts";
import { paragraphs, plain, subjectLine, verbatimLine, verbatimLines, wrap } from "./text.ts";

/** A label and what it says. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** A link, a command or a text to paste, told letter for letter, and the words that lead to it. */
export interface Way {
  readonly words: string;
  readonly kind: "link" | "command" | "patch";
  readonly text: string;
}

/**
 * What a message says, before it is a mail or a chat message. Names and words of others stand in it as they came; each form
 * makes them harmless as a whole, so that nobody can forget to. Only ways are told as they are.
 */
export interface Telling {
  readonly kind: Message["kind"];
  /** The review that it is about, or the thread of a message about many. */
  readonly reviewId?: string;
  readonly thread?: string;
  /** ARNs of the roles that it is about. */
  readonly roles: readonly string[];
  readonly title: string;
  /** A paragraph each. */
  readonly lead: readonly string[];
  readonly facts?: readonly Fact[];
  readonly ways?: readonly Way[];
  /** A last sentence. */
  readonly after?: string;
}

export function messageOf(telling: Telling): Message {
  const { kind, reviewId, title } = telling;
  const chat = JSON.stringify(customNotification(telling));
  return { kind, subject: subjectLine(title), body: mailText(telling), chat, ...(reviewId === undefined ? {} : { reviewId }) };
}

/** Plain text that reads well in any mail client. */
function mailText({ lead, facts = [], ways = [], after, reviewId }: Telling): string {
  return paragraphs(
    ...lead.map((sentence) => wrap(plain(sentence))),
    facts.map(hanging).join("\n"),
    ...ways.flatMap(({ words, kind, text }) => [wrap(plain(words)), kind === "patch" ? verbatimLines(text) : verbatimLine(text)]),
    after && wrap(plain(after)),
    reviewId && `Review ${plain(reviewId)}`,
  );
}

const LABEL = 10;

/** The label, and what it says beside it; further lines stand under the first one's words. */
function hanging({ label, text }: Fact): string {
  return label.padEnd(LABEL) + wrap(plain(text), " ".repeat(LABEL)).slice(LABEL);
}
