import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Html, masthead, page } from "./layout.ts";

/** A page that ends the matter: what is the case, and what to do next. */
export interface EndPage {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly text: string;
  readonly next: string;
}

export const endPages = {
  tampered: {
    status: 403,
    title: "This link is not valid",
    text: "Its signature does not fit: it may have been cut off or changed on the way.",
    next: "Open the link in the original message.",
  },
  expired: {
    status: 410,
    title: "This link has expired",
    text: "The time to decide is over, and nothing was changed.",
    next: "The next cycle asks again. An operator can start a review at once.",
  },
  changed: {
    status: 409,
    title: "The proposal has changed",
    text: "The role changed since this link was sent, so what you would approve is no longer what would be done.",
    next: "A new message with a new proposal is on its way.",
  },
  notWaiting: {
    status: 409,
    title: "This review does not wait for a decision",
    text: "It has moved on since the message was sent.",
    next: "Nothing is left to do here.",
  },
  failed: {
    status: 409,
    title: "This review failed",
    text: "Something went wrong before anybody decided. The role was not changed, and whoever runs Whittle was told.",
    next: "Nothing is left to do here: the next cycle asks again.",
  },
  unknown: {
    status: 404,
    title: "There is nothing here",
    text: "No review has this address.",
    next: "Open the link in the original message.",
  },
  staleForm: {
    status: 403,
    title: "Please open the page again",
    text: "The form was not sent from this page as it is now. Nothing was decided.",
    next: "Open the link in the message and decide there.",
  },
  foreign: {
    status: 403,
    title: "That did not come from this page",
    text: "A decision is taken only from the page itself. Nothing was decided.",
    next: "Open the link in the message and decide there.",
  },
  tooLarge: {
    status: 413,
    title: "That is too long",
    text: "A comment holds at most 1,000 characters. Nothing was decided.",
    next: "Go back and shorten it.",
  },
  notAllowed: {
    status: 405,
    title: "That is not possible here",
    text: "A review is looked at or decided, nothing else.",
    next: "Open the link in the message.",
  },
  needsSignIn: {
    status: 404,
    title: "There is no list here",
    text: "A link is the right to decide one review, not to see the others. The list of reviews and their history need approvers who sign in.",
    next: "An operator can deploy Whittle with ApproverSignIn=oidc. Until then, open the link in a message.",
  },
  signInOver: {
    status: 403,
    title: "This sign-in is over",
    text: "It was not begun in this browser, took longer than ten minutes, or was used already. Nobody was signed in by it.",
    next: "Open the link in the message again.",
  },
  signInRefused: {
    status: 403,
    title: "You are not signed in",
    text: "The answer of the place where you sign in was not accepted, or you stopped there.",
    next: "Open the link in the message again. Should it happen again, tell whoever runs Whittle: the reason is in its log.",
  },
  signInUnavailable: {
    status: 503,
    title: "Nobody can sign in at the moment",
    text: "The place where approvers sign in does not answer as it should. Nothing was decided.",
    next: "Open the link in the message again in a few minutes. Should it last, tell whoever runs Whittle.",
  },
  signedOut: {
    status: 200,
    title: "You are signed out here",
    text: "You may still be signed in at the place where you signed in.",
    next: "Open the link in a message to sign in again.",
  },
  later: {
    status: 503,
    title: "Please try again in a minute",
    text: "AWS did not answer in time. If you had decided, your decision may be recorded already.",
    next: "Open the link again: the page says whether it is.",
  },
} as const satisfies Record<string, EndPage>;

export function endPage({ title, text, next }: Omit<EndPage, "status">): Html {
  return page(`${title} · Whittle`, html`${masthead("", title)}<section><p>${text}</p><p>${next}</p></section>`);
}
