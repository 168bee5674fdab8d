import { counted } from "#core/text.ts";

/** Pages around signing in, in English. */
export const signIn = {
  notApprover: "You are not an approver",
  as: "Signed in as",
  at: "Provider",
  groups: "Your groups",
  noGroups: "none sent by the provider",
  needed: "Needed",
  membership: (groups: readonly string[]) =>
    `membership of ${groups.length === 1 ? "the group" : "one of the groups"} ${groups.join(", ")}`,
  email: "a verified e-mail address in ApproverEmails",
  or: ", or ",
  nobody: "an operator must set ApproverGroups or ApproverEmails; until then nobody can decide",
  somebodyElse: "Sign in as someone else",
  orAsk: ", or ask an operator to add you.",
  again: "Please sign in again",
  sessionEnded: "Your session has ended. Nothing was decided, and your text was not saved.",
  signIn: "Sign in",
  fresh: (minutes: number) =>
    `To approve or restore, you must have signed in within the last ${counted(minutes, "minute")}. Nothing was decided yet.`,
  newTab: "Sign in in a new tab",
  closeIt: ", and close it afterwards.",
  sendAgain: "Send your decision again, as you made it:",
  send: "Send again",
};
