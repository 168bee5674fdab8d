import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { Check } from "#core/review/model/check.ts";
import type { OwnerSign } from "#core/review/model/outcome.ts";
import type { PolicyRoom } from "#core/review/model/proposal.ts";
import { counted, thousands } from "#core/text.ts";
import { ownerText } from "../outcome.ts";

const CHECKS: Readonly<Record<Check["result"], string>> = { pass: "✓ pass", warn: "! check", fail: "✗ fail", skipped: "– skipped" };

/** The page's own texts in English: labels, headings, buttons and sentences around what a proposal says. */
export const page = {
  /** A permission set is of every account. */
  account: (id: string) => (id === "*" ? "permission set" : `account ${id}`),
  unreachable: (id: string) => ({
    title: `Account ${id} cannot be reached`,
    text: `Whittle cannot read the role in account ${id}. Nothing was changed.`,
    next: "Contact your operators: whittle doctor says what is missing there. The message about the change has the commands that restore the role by hand.",
  }),
  reviewOf: (roleName: string) => `review of ${roleName}`,
  reviewId: (id: string) => `Review ${id}`,
  nothingChanged: "Opening this page changed nothing.",
  roleLead: "Role ",
  setLead: "Permission set ",
  afterRole: " ",
  separator: ", ",
  nothing: "nothing",
  /** Somebody who did not have to sign in, by the name that the record has for them. */
  unnamed: (by: string) => by,
  andMore: (count: number) => `And ${thousands(count)} more.`,
  names: (count: number) => counted(count, "name"),
  labels: {
    summary: "Summary",
    alarming: "Alarming",
    proof: "Proof",
    toCheck: "To check",
    couldBreak: "Could break",
    questions: "Questions",
    ifItBreaks: "If it breaks",
    decide: "Decide",
    removed: "Removed",
    replaced: "Replaced",
    fresh: "New",
    retained: "Retained",
    evidence: "Evidence",
    role: "Role",
    by: "By",
    when: "When",
    comment: "Comment",
    answers: "Answers",
  },
  suspicious: "Suspicious activity",
  moreSignsBelow: (count: number) => `And ${counted(count, "more sign")}, listed below.`,
  questionCount: (count: number) => counted(count, "question"),
  questionsLeft: " that no log can answer. Without your answer, the default stated there applies.",
  patchBelow: "Approving changes nothing in AWS; see the patch below.",
  detached: ": detached",
  attached: ": attached in its place",
  unchanged: ": unchanged",
  noOtherPolicy: "no other policy",
  noneFresh: (isUnused: boolean): string => (isUnused ? "none: the role isn't used" : "none: the retained policies grant what it uses"),
  checks: { title: "Proof, replay and checks", results: CHECKS },
  policies: {
    title: "Policies before and after",
    lines: "Changes, line by line",
    fresh: (name: string) => `New: ${name}`,
    size: (size: number, limit: number) => `${thousands(size)} of ${thousands(limit)} characters`,
    moreLines: (count: number) => counted(count, "more line"),
    asBefore: (count: number) => `${counted(count, "line")} as before`,
  },
  plan: {
    steps: "What happens when you approve, step by step",
    title: "What happens when you approve",
    ownedByCode: (owner: OwnerSign) =>
      `This role is managed by code: ${ownerText(owner)}. Its next deployment may undo the change unless the code changes too.`,
    handedOver: (owner: OwnerSign) =>
      `This role is managed by code: ${ownerText(owner)}. Its next deployment would undo a manual change, so approving changes nothing in AWS. It sends this patch to the approvers, to be applied to the code:`,
    pullRequest: (owner: OwnerSign) =>
      `This role is managed by code: ${ownerText(owner)}. Its next deployment would undo a manual change, so approving changes nothing in AWS. It opens a pull request or an issue in the repository that the operators or the role's tags name, or else sends the patch to the approvers. The change is:`,
    undo: "How to undo it",
    undoText: (isLocal: boolean): string =>
      isLocal
        ? "If you make this change in AWS, this undoes it, with the AWS CLI alone:"
        : "The closing message has a link that restores everything. Or use the AWS CLI alone:",
  },
  removed: {
    title: "Removed",
    none: "No action is removed; only resources become narrower.",
    accessLevel: "Access level",
    actions: "Actions",
    service: "Service",
    levels: "Levels",
    separator: ", ",
    level: (level: AccessLevel): string => level,
    levelCount: (level: AccessLevel, count: number) => `${thousands(count)} ${level.toLowerCase()}`,
    count: (count: number) => counted(count, "action"),
    ofServices: (count: number) => ` of ${counted(count, "service")}, by service and access level`,
  },
  kept: {
    title: "Kept, and why",
    none: (isUnused: boolean): string =>
      isUnused ? "No action: the role isn't used." : "No action of the replaced policies: the retained policies grant what the role uses.",
    more: (count: number) => `And ${thousands(count)} more; the new policy names them all.`,
    withoutProof: "without proof",
    on: "On ",
    today: " (today: ",
    todayEnd: ")",
    everyResource: "every resource",
    moreResources: (count: number) => ` and ${thousands(count)} more`,
    underConditions: ", under conditions",
  },
  doubts: {
    title: "Check this first",
    escalations: "Privilege escalation: kept, though the role can give itself more permissions with it",
    byRetained: "Granted by a retained policy.",
    byUse: "Kept because the role used or needs it.",
    unproven: "Kept without proof: no record shows that it is used",
    denied: "Later calls that the tested policy denied",
    deniedCall: (count: number, what: string) => `, ${counted(count, "call")}: ${what}`,
    gaps: "Evidence gaps",
    notes: "Notes",
  },
  questions: {
    title: "Questions for you",
    intro: "No log shows whether the role uses these permissions.",
    tick: "Tick what to keep. What isn't ticked is removed. Approving carries out exactly these answers. The counts and policies on this page are those of the boxes as they were when it opened.",
    answeredBy: (by: string) => `${by} gave the answers below. To approve, confirm them: both approvers must give the same answers.`,
    notAllFit: ({ managed, inline }: PolicyRoom) =>
      `Keeping all of these doesn't fit into the room that the role has left: ${counted(managed, "managed policy", "managed policies")} and ${counted(inline, "character")} of inline policies. If your answers don't fit, the page says so and nothing is decided.`,
    answeredBefore: ", as answered before the proposal.",
    fixed: ". For another answer, reject, and list the actions in the permission set's tag whittle:keep.",
    verdict: (isKept: boolean): string => (isKept ? "kept" : "removed"),
    default: " (default)",
    on: "On ",
    keep: ": keep ",
    keepEnd: "",
    byDefault: (isKept: boolean): string => (isKept ? "(kept by default)" : "(removed by default)"),
    adds: (levels: readonly (readonly [AccessLevel, number])[], actions: number) =>
      `Keeping adds ${levels.map(([level, count]) => `${count} ${level.toLowerCase()}`).join(" and ")} ${actions === 1 ? "action" : "actions"}.`,
    otherAnswers: (by: string) =>
      `Nothing was decided: ${by} gave other answers. The boxes now show those answers. Approve to confirm them, or reject.`,
    doNotFit:
      "Nothing was decided: these answers don't fit into the managed policies that the role has room for. Keep less, and approve again.",
  },
  decide: {
    title: "Decide",
    until: (instant: string, who: string) => `By ${instant}. ${who} If you reject, or nobody decides, nothing changes.`,
    canUndo: ' Approving can be undone: see "If it breaks".',
    alarming: "Suspicious activity was found. Read it first.",
    comment: "Comment",
    required: "(required to reject)",
    approve: "Approve",
    reject: "Reject",
    commentNeeded: "Enter a comment to reject: the next proposal takes the reason into account.",
    cannot: "You cannot approve this",
    cannotDecide: "You cannot decide about this",
    canReject: "You can still reject it.",
    notDecided: "Nothing was decided.",
    nothingDecided: "Nothing was decided. You can still reject the proposal.",
    once: "Approved once",
    oneMore: "One more approver must approve it.",
  },
  decided: {
    oneMore: "One more approval is needed",
    second: "A second approver must approve too. Until then nothing changes, and any approver can still reject it.",
    approvedBy: "Approved by:",
    identity: (subject: string, issuer: string) => `(subject ${subject} at ${issuer})`,
    verdict: { approved: "approved", rejected: "rejected", expired: "not decided in time" },
    this: (verdict: string) => `This is ${verdict}`,
    rejected: "Nothing changes.",
    expired: "Nothing was changed. The next review asks again.",
    applied: "The change is made: the new policy is attached, the old one detached. The closing message has a link that undoes it.",
    appliedHere: "The change is made in the copy of the account; nothing in AWS is changed. The terminal says how it went.",
    failed: "The change failed. The operators were notified of the role's state.",
    postponed: (instant: string, because?: "day-full") =>
      `${because === undefined ? `Changes are made in a window that opens ${instant}.` : `The limit of changes a day is reached. This change is made from ${instant} on.`} Whittle reads the role again then and makes the change. You get a message when it is done.`,
    inCode: (url: string) =>
      `The change is requested in the code of the role: ${url}. Whittle waits until it is merged and deployed. You get a message then.`,
    canaries: (roleNames: string) =>
      `Canary roles are changed first: ${roleNames}. Whittle makes this change when their reviews are over, unless one of their changes is undone. You get a message either way.`,
    applying:
      "Whittle is applying the change: it attaches the new policy first and detaches the old one last. You get a message when it is done.",
  },
  obstacles: {
    "two-unknown":
      "Two different approvers must approve, and a link does not identify them. An operator can deploy Whittle with ApproverSignIn=oidc, or remove the tag whittle:approvers from the role.",
    own: "You can use this role yourself.",
    trusted: (role: string, trusted: string) => `The trust policy of ${role} lets ${trusted} assume it.`,
    unknown: "Your provider names more IAM principals for you than can be kept, so whether you can use this role yourself is not known.",
    "holds-set": "You are assigned to this permission set, directly or through a group.",
    "holder-unknown":
      "IAM Identity Center has no user with your e-mail address, so whether you are assigned to this permission set is not known.",
    notResponsible: (groups: readonly string[]) =>
      `Only approvers in the group ${groups.join(" or ")} may decide about this role: its account or its owner has approvers of its own.`,
    another: "Another approver must approve it.",
    approved: "You have approved it. One more approver must approve it before anything is changed.",
  },
  signedIn: { as: (who: string) => `Signed in as ${who}.`, all: "All reviews", out: "Sign out" },
};
