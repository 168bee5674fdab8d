/** Pages that end the matter: what is the case, and what to do next. */
export const endPages = {
  tampered: {
    title: "This link is not valid",
    text: "Its signature is wrong. It may have been cut off or changed by a mail client.",
    next: "Open the link in the original message.",
  },
  expired: {
    title: "This link has expired",
    text: "The deadline has passed. Nothing was changed.",
    next: "The next review asks again. An operator can start one now.",
  },
  changed: {
    title: "The proposal has changed",
    text: "The role changed since the proposal (drift), so this proposal no longer applies.",
    next: "You will get a message with a new proposal.",
  },
  notWaiting: {
    title: "This review is not waiting for a decision",
    text: "Its state has changed since the message was sent.",
    next: "No action needed.",
  },
  failed: {
    title: "This review failed",
    text: "It failed before anyone decided. The role was not changed. The operators were notified.",
    next: "No action needed: the next review asks again.",
  },
  unknown: {
    title: "Page not found",
    text: "No review has this address.",
    next: "Open the link in the original message.",
  },
  staleForm: {
    title: "Please open the page again",
    text: "The page was out of date when you sent the form. Nothing was decided.",
    next: "Open the link in the message and decide there.",
  },
  answersDiffer: {
    title: "The other approver gave other answers",
    text: "They approved at the same moment, and both approvers must give the same answers. Your approval was not recorded.",
    next: "Open the link again: it shows their answers, for you to confirm or to reject.",
  },
  foreign: {
    title: "This request did not come from the page",
    text: "Decisions are accepted only from the page itself. Nothing was decided.",
    next: "Open the link in the message and decide there.",
  },
  tooLarge: {
    title: "Your comment is too long",
    text: "A comment holds at most 1,000 characters. Nothing was decided.",
    next: "Go back and shorten it.",
  },
  notAllowed: {
    title: "This is not supported",
    text: "You can read a review or decide it.",
    next: "Open the link in the message.",
  },
  needsSignIn: {
    title: "The list of reviews needs sign-in",
    text: "A link gives access to one review only. The list of reviews and their history are available when approvers sign in.",
    next: "An operator can deploy Whittle with ApproverSignIn=oidc. Until then, open the link in a message.",
  },
  signInOver: {
    title: "This sign-in has expired",
    text: "It was started in another browser, took longer than ten minutes, or was already used. You are not signed in.",
    next: "Open the link in the message again.",
  },
  signInRefused: {
    title: "You are not signed in",
    text: "You cancelled the sign-in, or the answer of your sign-in provider was not accepted.",
    next: "Open the link in the message again. If this happens again, contact your operators: the reason is in the log.",
  },
  signInUnavailable: {
    title: "Sign-in is not available right now",
    text: "The sign-in provider did not answer correctly. Nothing was decided.",
    next: "Open the link in the message again in a few minutes. If it still fails, contact your operators.",
  },
  signedOut: {
    title: "You are signed out",
    text: "On this page, that is. Your sign-in provider may still know you: on a shared computer, sign out there too.",
    next: "Open the link in a message to sign in again.",
  },
  later: {
    title: "Please try again in a minute",
    text: "AWS did not answer in time. If you sent a decision, it may already be recorded.",
    next: "Open the link again: the page shows whether it is recorded.",
  },
};
