import type { Message } from "#core/review/ports/notifier.ts";
import { customNotification } from "./slack/custom-notification.ts";
import type { Fact, Telling } from "./telling.ts";
import { paragraphs, plain, subjectLine, verbatimLine, verbatimLines, wrap } from "./text.ts";

export function messageOf(telling: Telling): Message {
  const { kind, reviewId, title, ways = [] } = telling;
  const [link, ...more] = ways.filter((way) => way.kind === "link");
  const chat = JSON.stringify(customNotification(telling));
  return {
    kind,
    subject: subjectLine(title),
    body: mailText(telling),
    chat,
    ...(link && more.length === 0 ? { link: link.text } : {}),
    ...(reviewId === undefined ? {} : { reviewId }),
  };
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

const LABEL = 14;

/** The label and its text, folded under itself, then what it lists. */
function hanging({ label, text, items = [] }: Fact): string {
  const listed = items.map((item) => `\n${" ".repeat(LABEL)}- ${wrap(plain(item), LABEL + 2).slice(LABEL + 2)}`);
  return label.padEnd(LABEL) + wrap(plain(text), LABEL).slice(LABEL) + listed.join("");
}
