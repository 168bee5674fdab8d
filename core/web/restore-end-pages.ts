import { html } from "hono/html";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { EntryOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { EndPage } from "./end-page.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

/** Where a restore link leads when there is nothing to offer. */
export const restoreEndPages = {
  tampered: {
    status: 403,
    title: "This link is not valid",
    text: "Its signature does not fit: it may have been cut off or changed on the way.",
    next: "Open the link in the original message.",
  },
  expired: {
    status: 410,
    title: "This restore link has expired",
    text: "A link is the right to restore for some weeks only. Nothing was changed.",
    next: "What the role had can still be brought back: the message holds commands, and an operator can start the state machine role-restore for its review.",
  },
  notApplied: {
    status: 409,
    title: "There is no such change to take back",
    text: "The review did not change the role, or not in the way that this link is about.",
    next: "Nothing is left to do here.",
  },
  beingApplied: {
    status: 409,
    title: "The change is still being carried out",
    text: "What is not in place yet cannot be taken back.",
    next: "Open the link again in a few minutes.",
  },
  beingRestored: {
    status: 200,
    title: "The role is being restored",
    text: "Somebody asked for it before. What was detached comes back first; only then the refined policy goes.",
    next: "A message tells how it ended. Until then this page shows how it stands.",
  },
  busy: {
    status: 409,
    title: "Another review is changing this role",
    text: "Two changes of one role at once would not be safe, so this one has to wait. Nothing was changed.",
    next: "Open the link again in a few minutes.",
  },
  roleGone: {
    status: 404,
    title: "This role does not exist any more",
    text: "It was deleted since its review, so there is nothing to restore. A role that was made anew under its name is another one, and gets nothing of the old one.",
    next: "Nothing is left to do here.",
  },
  askedAlready: {
    status: 409,
    title: "Somebody asked for this already",
    text: "Nothing was asked for a second time.",
    next: "Open the link again in a minute: the page shows how it stands.",
  },
  staleForm: {
    status: 403,
    title: "Please open the page again",
    text: "The role, or its review, is not as the page showed it, or the form was not sent from the page. Nothing was changed.",
    next: "Open the link in the message: the page shows the role as it is now.",
  },
  foreign: {
    status: 403,
    title: "That did not come from this page",
    text: "A role is restored only from the page itself. Nothing was changed.",
    next: "Open the link in the message.",
  },
  tooLarge: {
    status: 413,
    title: "That is too long",
    text: "A comment holds at most 1,000 characters. Nothing was changed.",
    next: "Go back and shorten it.",
  },
  notAllowed: {
    status: 405,
    title: "That is not possible here",
    text: "A role is looked at or restored, nothing else.",
    next: "Open the link in the message.",
  },
} as const satisfies Record<string, EndPage>;

/** Who may decide about other roles, but not bring this one's policies back. */
export function restoreObstaclePage(because: string, identity: Identity | undefined, pageUrl: string): Html {
  return page(
    "You cannot restore this · Whittle",
    html`${masthead("", "You cannot restore this")}
<section><p>${because}</p><p>Nothing was changed. Pass the link on to another approver.</p></section>${signedInAs(identity, pageUrl)}`,
  );
}

/** All is back already. */
export function restoredPage({ roleName, updatedAt, id }: Review, asked: EntryOf<"restore-asked"> | undefined): Html {
  return page(
    `${roleName}: restored · Whittle`,
    html`${masthead(`review of ${roleName}`, "This role is restored already")}
<section><dl><dt>When</dt><dd>${instantText(updatedAt)}</dd>${asked ? html`<dt>Asked for</dt><dd>by ${asked.by}${asked.reason === "" ? "" : `: ${asked.reason}`}</dd>` : ""}</dl>
<p>It has what it had before the review. The next cycle looks at it again, and keeps what was missed.</p></section><footer>Review ${id}</footer>`,
  );
}

/** Somebody asked, and it begins in a moment; or it was asked for just now. */
export function askedPage({ roleName, id }: Review, asked: string, what: string): Html {
  return page(
    `${roleName}: asked for · Whittle`,
    html`${masthead(`review of ${roleName}`, "It is on its way")}
<section><p>${what}</p><p>${asked}</p>
<p>Whittle looks at the role once more and begins. That takes a minute or two. A message tells how it ended; where the role was changed by somebody else meanwhile, nothing is written, and the message says so.</p></section>
<footer>Review ${id}</footer>`,
  );
}
