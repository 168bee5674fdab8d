import { counted } from "#core/text.ts";

/** Requests for approval in English: what stands around what the proposal says. */
export const asking = {
  approve: "Approve?",
  reminder: "Reminder:",
  undecided: "Undecided:",
  suspicious: "Suspicious activity.",
  halfTime: "Nobody has decided yet, and half of the time is over.",
  escalated: (hours: number) => `The approvers were asked ${counted(hours, "hour")} ago and have not decided, so you are asked too.`,
  ifItBreaks: "If it breaks",
  decideBy: (instant: string) => `Review and decide by ${instant}:`,
  notByHolders: "If this permission set is assigned to you, have somebody else decide: your approval would not be carried out.",
  opening: "Opening the page changes nothing. If you reject, or nobody decides, nothing changes.",
  lead: (role: string, asked: string, whittle: string) => `${role} ${asked} ${whittle}`,
  change: (headline: string, instant: string, who: string) => `${headline}. Decide by ${instant}. ${who}`,
  handedOver: "Approving changes nothing in AWS: the role is managed by code, and the change is made there.",
  digest: {
    title: (roles: number) => `Approve? ${counted(roles, "IAM role")} with permissions they haven't used`,
    lead: (roles: number, instant: string, whittle: string) =>
      `${counted(roles, "IAM role")} have permissions they haven't used. Approve to remove them and keep the ones they use. Each role has a page of its own; decide by ${instant}. ${whittle}`,
    suspicious: "SUSPICIOUS ACTIVITY, look at this one first. ",
    between: " ",
    review: (id: string) => `(Review ${id}.)`,
    after:
      "One approver is enough, for example you. Opening a page changes nothing. If you reject, or nobody decides, nothing changes. Every change can be undone: the closing message has a restore link.",
  },
  sentence: (text: string) => `${text}.`,
};
