import type { Message } from "#core/review/ports/notifier.ts";
import type { Language } from "./language.ts";

/** A label, what it says, and what it lists, a line each. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly items?: readonly string[];
}

/** A fact as one text, for forms that have no lists. */
export function inOneText({ text, items = [] }: Fact): string {
  return [text, ...items].join(" ");
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
  /** English where it is absent. */
  readonly language?: Language;
  /** The review that it is about, or the thread of a message about many. */
  readonly reviewId?: string;
  readonly thread?: string;
  /** ARNs of the roles that it is about. */
  readonly roles: readonly string[];
  /** Whose role it is, where that decides who may decide. */
  readonly owner?: string | undefined;
  readonly title: string;
  /** What stands for the title in a mail's subject, which SNS takes in ASCII alone. */
  readonly subject?: string;
  /** A paragraph each. */
  readonly lead: readonly string[];
  readonly facts?: readonly Fact[];
  readonly ways?: readonly Way[];
  /** A last sentence. */
  readonly after?: string;
}
