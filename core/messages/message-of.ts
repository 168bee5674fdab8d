import { accountOf } from "#core/aws/arn.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { customNotification } from "./slack/custom-notification.ts";
import type { Fact, Telling } from "./telling.ts";
import { paragraphs, plain, subjectLine, verbatimLine, verbatimLines, wrap } from "./text.ts";
import { wrapWide } from "./wide.ts";

export function messageOf(telling: Telling): Message {
  const { kind, reviewId, title, subject = title, ways = [] } = telling;
  const [account, ...others] = accountsOf(telling.roles);
  const [link, ...more] = ways.filter((way) => way.kind === "link");
  const chat = JSON.stringify(customNotification(telling));
  return {
    kind,
    subject: subjectLine(subject),
    body: telling.language === "ja" ? japaneseMail(telling) : mailText(telling),
    chat,
    ...(link && more.length === 0 ? { link: link.text } : {}),
    ...(reviewId === undefined ? {} : { reviewId }),
    ...(account !== undefined && others.length === 0 ? { account } : {}),
    ...(telling.owner === undefined ? {} : { owner: telling.owner }),
  };
}

/** Plain text that reads well in any mail client. */
function mailText({ lead, facts = [], ways = [], after, reviewId, roles }: Telling): string {
  return paragraphs(
    ...lead.map((sentence) => wrap(plain(sentence))),
    facts.map(hanging).join("\n"),
    ...ways.flatMap(({ words, kind, text }) => [wrap(plain(words)), kind === "patch" ? verbatimLines(text) : verbatimLine(text)]),
    after && wrap(plain(after)),
    reviewId && `Review ${plain(reviewId)}${inAccounts(roles, " of AWS account ")}`,
  );
}

/** The same where characters are two columns wide and no spaces part words: a line each, a label above its text. */
function japaneseMail({ lead, facts = [], ways = [], after, reviewId, roles }: Telling): string {
  return paragraphs(
    ...lead.map((sentence) => wrapWide(plain(sentence))),
    ...facts.map(({ label, text, items = [] }) =>
      [`■ ${label}`, wrapWide(plain(text)), ...items.map((item) => wrapWide(`・${plain(item)}`))].join("\n"),
    ),
    ...ways.flatMap(({ words, kind, text }) => [wrapWide(plain(words)), kind === "patch" ? verbatimLines(text) : verbatimLine(text)]),
    after && wrapWide(plain(after)),
    reviewId && `レビュー ${plain(reviewId)}${inAccounts(roles, "、AWSアカウント ")}`,
  );
}

/** Whose roles these are; a permission set is of no account. */
function accountsOf(roles: readonly string[]): readonly string[] {
  return [...new Set(roles.map(accountOf))].filter((account) => account !== "" && account !== "*");
}

/** Whose role it is; nothing where no account is known. */
function inAccounts(roles: readonly string[], before: string): string {
  const accounts = accountsOf(roles);
  return accounts.length === 0 ? "" : `${before}${plain(accounts.join(", "))}`;
}

const LABEL = 14;

/** The label and its text, folded under itself, then what it lists. */
function hanging({ label, text, items = [] }: Fact): string {
  const listed = items.map((item) => `\n${" ".repeat(LABEL)}- ${wrap(plain(item), LABEL + 2).slice(LABEL + 2)}`);
  return label.padEnd(LABEL) + wrap(plain(text), LABEL).slice(LABEL) + listed.join("");
}
