import { html } from "hono/html";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { EntryOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { type EndPage, endPages } from "./end-page.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

/** Where a restore link leads when there is nothing to offer. */
export const restoreEndPages = {
  tampered: endPages.tampered,
  expired: {
    status: 410,
    title: "This restore link has expired",
    text: "Restore links work for a limited time. Nothing was changed.",
    next: "You can still restore the role: use the commands in the message, or ask an operator to start the state machine role-restore for this review.",
  },
  notApplied: {
    status: 409,
    title: "There is no change to undo",
    text: "The review did not change the role, or the link belongs to another proposal.",
    next: "No action needed.",
  },
  beingApplied: {
    status: 409,
    title: "The change is still being applied",
    text: "You can undo it when it is complete.",
    next: "Open the link again in a few minutes.",
  },
  beingRestored: {
    status: 200,
    title: "The role is being restored",
    text: "Someone requested it before. Whittle attaches the detached policies first, then detaches the refined policy.",
    next: "You get a message with the result. Until then this page shows the state.",
  },
  busy: {
    status: 409,
    title: "Another review is changing this role",
    text: "Two changes to one role at the same time are not safe. Nothing was changed.",
    next: "Open the link again in a few minutes.",
  },
  roleGone: {
    status: 404,
    title: "This role no longer exists",
    text: "It was deleted since its review, so there is nothing to restore. A new role with the same name is not given the old permissions.",
    next: "No action needed.",
  },
  askedAlready: {
    status: 409,
    title: "This restore is already requested",
    text: "No second request was made.",
    next: "Open the link again in a minute: the page shows the state.",
  },
  staleForm: {
    status: 403,
    title: "Please open the page again",
    text: "The role or its review has changed since you opened the page. Nothing was changed.",
    next: "Open the link in the message: the page shows the role as it is now.",
  },
  foreign: {
    status: 403,
    title: "This request did not come from the page",
    text: "Requests are accepted only from the page itself. Nothing was changed.",
    next: "Open the link in the message.",
  },
  tooLarge: {
    status: 413,
    title: "Your comment is too long",
    text: "A comment holds at most 1,000 characters. Nothing was changed.",
    next: "Go back and shorten it.",
  },
  notAllowed: {
    status: 405,
    title: "This is not supported",
    text: "You can read this page or restore the role.",
    next: "Open the link in the message.",
  },
} as const satisfies Record<string, EndPage>;

/** Who may decide about other roles, but not bring this one's policies back. */
export function restoreObstaclePage(because: string, identity: Identity | undefined, pageUrl: string): Html {
  return page(
    "You cannot restore this · Whittle",
    html`${masthead("", "You cannot restore this")}
<section><p>${because}</p><p>Nothing was changed. Ask another approver and send them the link.</p></section>${signedInAs(identity, pageUrl)}`,
  );
}

/** All is back already. */
export function restoredPage({ roleName, updatedAt, id }: Review, asked: EntryOf<"restore-asked"> | undefined): Html {
  return page(
    `${roleName}: restored · Whittle`,
    html`${masthead(`review of ${roleName}`, "This role is already restored")}
<section><dl><dt>When</dt><dd>${instantText(updatedAt)}</dd>${asked ? html`<dt>Requested</dt><dd>by ${asked.by}${asked.reason === "" ? "" : `: ${asked.reason}`}</dd>` : ""}</dl>
<p>It has the policies it had before the review. The next review keeps the actions that were missed.</p></section><footer>Review ${id}</footer>`,
  );
}

/** Two must ask for it, and one has. */
export function askedOncePage({ roleName, id }: Review, by: string, what: string): Html {
  return page(
    `${roleName}: one more must ask · Whittle`,
    html`${masthead(`review of ${roleName}`, "One more person must ask for this")}
<section><p>${what}.</p><p>Requested by ${by}.</p>
<p>This role needs two approvers, so another approver must request the same within a day. Send them the restore link. Nothing was changed yet.</p></section>
<footer>Review ${id}</footer>`,
  );
}

/** Somebody asked, and it begins in a moment; or it was asked for just now. */
export function askedPage({ roleName, id }: Review, asked: string, what: string): Html {
  return page(
    `${roleName}: restore requested · Whittle`,
    html`${masthead(`review of ${roleName}`, "Restore requested")}
<section><p>${what}</p><p>${asked}</p>
<p>Whittle reads the role again and starts. This takes a minute or two. You get a message with the result. If someone else has changed the role, nothing is written and the message says so.</p></section>
<footer>Review ${id}</footer>`,
  );
}
