import { counted, thousands } from "#core/text.ts";

/** Pages that end a restore: what is the case, and what to do next. */
export const restoreEndPages = {
  expired: {
    title: "This restore link has expired",
    text: "Restore links work for a limited time. Nothing was changed.",
    next: "You can still restore the role: use the commands in the message, or ask an operator to start the state machine role-restore for this review.",
  },
  notApplied: {
    title: "There is no change to undo",
    text: "The review did not change the role, or the link belongs to another proposal.",
    next: "No action needed.",
  },
  beingApplied: {
    title: "The change is still being applied",
    text: "You can undo it when it is complete.",
    next: "Open the link again in a few minutes.",
  },
  beingRestored: {
    title: "The role is being restored",
    text: "Someone requested it before. Whittle attaches the old policies first, then detaches the new one.",
    next: "You get a message with the result. Until then this page shows the state.",
  },
  busy: {
    title: "Another review is changing this role",
    text: "Two changes to one role at the same time are not safe. Nothing was changed.",
    next: "Open the link again in a few minutes.",
  },
  roleGone: {
    title: "This role no longer exists",
    text: "It was deleted since its review, so there is nothing to restore. A new role with the same name is not given the old permissions.",
    next: "No action needed.",
  },
  askedAlready: {
    title: "This restore is already requested",
    text: "No second request was made.",
    next: "Open the link again in a minute: the page shows the state.",
  },
  staleForm: {
    title: "Please open the page again",
    text: "The role or its review has changed since you opened the page. Nothing was changed.",
    next: "Open the link in the message: the page shows the role as it is now.",
  },
  foreign: {
    title: "This request did not come from the page",
    text: "Requests are accepted only from the page itself. Nothing was changed.",
    next: "Open the link in the message.",
  },
  tooLarge: {
    title: "Your comment is too long",
    text: "A comment holds at most 1,000 characters. Nothing was changed.",
    next: "Go back and shorten it.",
  },
  notAllowed: {
    title: "This is not supported",
    text: "You can read this page or restore the role.",
    next: "Open the link in the message.",
  },
};

/** The page on which a change is undone, in English. */
export const restore = {
  cannot: "You cannot restore this",
  cannotText: "Nothing was changed. Ask another approver and send them the link.",
  another: "Another approver must restore it.",
  twoUnknown: "Two different approvers must request it, and a link does not tell who they are.",
  restored: "restored",
  restoredTitle: "This role is already restored",
  when: "When",
  requestedLabel: "Requested",
  byWhom: (by: string, reason: string) => `by ${by}${reason === "" ? "" : `: ${reason}`}`,
  restoredText: "It has the policies it had before the review. The next review keeps the actions that were missed.",
  oneMore: "one more must ask",
  oneMoreTitle: "One more person must ask for this",
  requestedBy: (by: readonly string[]) => `Requested by ${by.join(" and ")}.`,
  oneMoreText:
    "This role needs two approvers, so another approver must request the same within a day. Send them the restore link. Nothing was changed yet.",
  requested: "restore requested",
  requestedTitle: "Restore requested",
  requestedText:
    "Whittle reads the role again and starts. This takes a minute or two. You get a message with the result. If someone else has changed the role, nothing is written and the message says so.",
  wanted: (actions: readonly string[] | undefined) => (actions ? `Restore requested: ${actions.join(", ")}` : "Restore requested"),
  asked: (by: string, reason: string) => `Requested by ${by}.${reason === "" ? "" : ` Comment: ${reason}`}`,
  title: (roleName: string) => `Restore ${roleName}`,
  lead: "A review removed permissions that this role had not used. If it needs them, restore one action or everything here.",
  labels: { role: "Role", status: "Status", approved: "Approved", replaced: "Replaced", now: "Has now" },
  approved: (instant: string, by: string) => `${instant} by ${by}`,
  refused: "Requested before, and refused",
  oneOfTwo: "Requested by one of two",
  vote: (by: string, instant: string, what: string, reason: string) =>
    `${by} on ${instant}: ${what}${reason === "" ? "" : `. Comment: ${reason}`}`,
  everything: "everything",
  sameByAnother: "This role needs two approvers: another approver must request the same.",
  denied: "Denied since the change",
  deniedText: "These calls were allowed before the change.",
  deniedCall: (count: number, most: number, instant: string, call: string) =>
    ` ${count < most ? counted(count, "time") : `${thousands(most)} times or more`}, last ${instant}: ${call}`,
  call: (resources: readonly string[], session: string, address: string) => `${resources.join(", ") || "*"} by ${session} from ${address}`,
  noAction: (typed: string) => `There is no AWS action named ${typed}.`,
  notGranted: (missed: readonly string[]) => `${missed.join(", ")} was not allowed before the change, so it cannot be restored.`,
  anotherAction: "Restore another action",
  action: "Action",
  actionHint: "(from the error message, such as s3:GetObject)",
  show: "Show what restoring it would do",
  byHand: "By hand",
  byHandText: "To restore the role with the AWS CLI alone:",
  ways: (count: number): string => (count === 1 ? "Restore" : "Restore options, the smallest first"),
  comment: "Comment",
  commentHint: "(why is it needed?)",
  until: (instant: string) => `This page works until ${instant}. Later reviews keep the actions that were missed.`,
  all: "Restore everything that the review removed",
  only: (actions: readonly string[]) => `Restore only ${actions.join(", ")}`,
  service: (actions: readonly string[]) => `Restore ${actions.join(", ")}, as far as the role had it`,
  impossible: (because: string) => `This is not possible in the role's current state. ${because}`,
  hasIt: "The role already has this permission.",
  stays: (names: readonly string[]) => `Still attached, because the role needs it for something else: ${names.join(", ")}.`,
  command: "The same with a command, and how to undo it",
  commandText: "To request it without this page:",
  undoText: "To undo it by hand, with the AWS CLI:",
  nothingToUndo: "Nothing to undo: the role is already in this state.",
  done: "(already done)",
  afterwards: (name: string) => `${name} afterwards`,
};
