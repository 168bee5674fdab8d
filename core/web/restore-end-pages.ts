import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type RestoreWords, restoreWords } from "#core/messages/restore-words.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { EntryOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { type EndPage, endPages } from "./end-page.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

function endPageNamed(name: keyof RestoreWords["restoreEndPages"], status: ContentfulStatusCode): EndPage {
  return { status, textIn: (words) => restoreWords(words).restoreEndPages[name] };
}

/** Where a restore link leads when there is nothing to offer. */
export const restoreEndPages = {
  tampered: endPages.tampered,
  expired: endPageNamed("expired", 410),
  notApplied: endPageNamed("notApplied", 409),
  beingApplied: endPageNamed("beingApplied", 409),
  beingRestored: endPageNamed("beingRestored", 200),
  busy: endPageNamed("busy", 409),
  roleGone: endPageNamed("roleGone", 404),
  askedAlready: endPageNamed("askedAlready", 409),
  staleForm: endPageNamed("staleForm", 403),
  foreign: endPageNamed("foreign", 403),
  tooLarge: endPageNamed("tooLarge", 413),
  notAllowed: endPageNamed("notAllowed", 405),
} satisfies Readonly<Record<keyof RestoreWords["restoreEndPages"] | "tampered", EndPage>>;

/** Who may decide about other roles, but not bring this one's policies back. */
export function restoreObstaclePage(because: string, identity: Identity | undefined, pageUrl: string, words: RestoreWords): Html {
  const { restore } = words;
  return page(
    `${restore.cannot} · Whittle`,
    html`${masthead("", restore.cannot)}
<section><p>${because}</p><p>${restore.cannotText}</p></section>${signedInAs(identity, pageUrl, words)}`,
    words,
  );
}

/** All is back already. */
export function restoredPage({ roleName, updatedAt, id }: Review, asked: EntryOf<"restore-asked"> | undefined, words: RestoreWords): Html {
  const { restore, page: texts } = words;
  return page(
    `${roleName}: ${restore.restored} · Whittle`,
    html`${masthead(texts.reviewOf(roleName), restore.restoredTitle)}
<section><dl><dt>${restore.when}</dt><dd>${words.instantText(updatedAt)}</dd>${asked ? html`<dt>${restore.requestedLabel}</dt><dd>${restore.byWhom(asked.by, asked.reason)}</dd>` : ""}</dl>
<p>${restore.restoredText}</p></section><footer>${texts.reviewId(id)}</footer>`,
    words,
  );
}

/** Two must ask for it, and one has. */
export function askedOncePage({ roleName, id }: Review, by: string, what: string, words: RestoreWords): Html {
  const { restore, page: texts } = words;
  return page(
    `${roleName}: ${restore.oneMore} · Whittle`,
    html`${masthead(texts.reviewOf(roleName), restore.oneMoreTitle)}
<section><p>${what}</p><p>${restore.requestedBy([by])}</p>
<p>${restore.oneMoreText}</p></section>
<footer>${texts.reviewId(id)}</footer>`,
    words,
  );
}

/** Somebody asked, and it begins in a moment; or it was asked for just now. */
export function askedPage({ roleName, id }: Review, asked: string, what: string, words: RestoreWords): Html {
  const { restore, page: texts } = words;
  return page(
    `${roleName}: ${restore.requested} · Whittle`,
    html`${masthead(texts.reviewOf(roleName), restore.requestedTitle)}
<section><p>${what}</p><p>${asked}</p>
<p>${restore.requestedText}</p></section>
<footer>${texts.reviewId(id)}</footer>`,
    words,
  );
}
