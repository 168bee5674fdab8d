import type { AskedAgain, News, Note } from "#core/review/model/note.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { MOST_REHEARSAL_DAYS } from "#core/review/rehearsal/days.ts";
import { counted, someOf } from "#core/text.ts";

/** What the approver should know besides, a text each; first why the role is asked about again. */
export function noteTexts({ askedAgain, notes }: Pick<Proposal, "askedAgain" | "notes">): readonly string[] {
  return [...(askedAgain ? [askedAgainText(askedAgain)] : []), ...notes.map(noteText)];
}

/** What the approver should know, in a sentence or two. */
export function noteText(note: Note): string {
  switch (note.id) {
    case "policy-not-attached":
      return `The tag whittle:replace names ${note.name}, which is not attached to the role.`;
    case "tag-misread":
      return `The tag ${note.tag} says ${note.word}: ${MISREAD[note.because]}.`;
    case "approvers-misread":
      return `The tag whittle:approvers says ${note.value}; allowed are 1 and 2. Two approvers are required.`;
    case "approvers-of":
      return `Only approvers in the group ${note.groups.join(" or ")} may decide, because the role ${note.of === "account" ? `is in account ${note.name}` : `is tagged whittle:owner=${note.name}`}.`;
    case "owner-unknown":
      return OWNER_UNKNOWN[note.signIn](note.owner);
    case "rehearsal-misread":
      return `The tag whittle:rehearsal-days says ${note.value}; allowed are 0 to ${MOST_REHEARSAL_DAYS}. The stack's RehearsalDays applies: ${note.days}.`;
    case "two-approvers":
      return TWO_APPROVERS[note.signIn];
    case "rehearsed":
      return `Rehearsal: after approval the new policy is attached, and the old ones stay for ${counted(note.days, "day")}. If a call would be denied without them, you are asked again.`;
    case "not-rehearsed":
      return `No rehearsal: ${NOT_REHEARSED[note.because]}`;
    case "region-assumed":
      return `Access Analyzer does not report in which regions the role worked: resources are narrowed to ${note.region}. The tag whittle:regions=all leaves them open.`;
    case "named-wider":
      return `Naming each resource would not fit into the policies that a role may carry: ${widerText(note.mostNames)}.`;
    case "no-place-left":
      return `The role has no place left for ${note.names.length === 1 ? "a managed policy" : "so many managed policies"}, so ${note.names.join(", ")} ${note.names.length === 1 ? "becomes an inline policy" : "become inline policies"} of the role. ${note.names.length === 1 ? "It is" : "They are"} written before anything is detached.`;
    case "accounts-open":
      return `Naming each of the ${note.accounts} accounts would not fit: resources are named in any account. Each role acts in its own.`;
    case "permission-set":
      return setText(note);
    case "seen-once":
      return `Used once: ${someOf(note.actions, 5)}. ${note.actions.length === 1 ? "It is" : "They are"} narrowed to what the role used on one occasion, such as ${someOf(note.on, 2)}. On anything else ${note.actions.length === 1 ? "it" : "they"} will be denied. The tag whittle:scope=account leaves names open.`;
    case "names-vary":
      return `Names vary: widened to ${note.action} on ${note.pattern}, because ${note.laterCalls === 1 ? "1 later call was" : `${note.laterCalls} later calls were`} on a name that the first part of the window does not hold.`;
  }
}

const MISREAD = {
  "no-such-action": "there is no such service or action",
  "no-such-scope": "it is none of names, prefix and account",
  "no-such-wave": "the only value is canary, so the role is changed with all others",
} as const;

const OWNER_UNKNOWN = {
  oidc: (owner: string) =>
    `The tag whittle:owner says ${owner}, and ApproversOf names no group for it. It narrows nothing: check its spelling.`,
  link: (owner: string) => `The tag whittle:owner says ${owner}. It counts only where approvers sign in (ApproverSignIn=oidc).`,
} as const;

const TWO_APPROVERS = {
  oidc: "Two different approvers must approve: the tag whittle:approvers asks for it.",
  link: "The tag whittle:approvers asks for two different approvers. A link does not identify them, so this can be rejected but not approved. Deploy with ApproverSignIn=oidc, or remove the tag.",
  local: "The tag whittle:approvers asks for two approvers where Whittle is deployed; here one person decides about a copy of the account.",
} as const;

const NOT_REHEARSED = {
  "other-account": "only roles of the account in which Whittle is deployed can be rehearsed.",
  "no-free-slot": "the role has no free slot for the old and the new policies side by side.",
  embedded:
    "the tag whittle:rehearsal-days works where Whittle is deployed. An embedded run sees no live calls; it tests the proposal on the later calls of the log.",
} as const;

function setText({ accounts, customerManaged: kept }: Extract<Note, { id: "permission-set" }>): string {
  const what = `This is a permission set of IAM Identity Center. "The role" is its role in each of ${counted(accounts.length, "account")} (${listed(accounts)}), and all of them change together.`;
  const one = kept.length === 1;
  const unread =
    kept.length === 0
      ? ""
      : ` ${kept.join(", ")} ${one ? "is" : "are"} kept: ${one ? "its document is" : "their documents are"} in those accounts and ${one ? "was" : "were"} not read.`;
  return `${what}${unread} If you are assigned to this permission set, somebody else must decide: only an approval by a user of IAM Identity Center who is not assigned to it is carried out.`;
}

/** Many accounts would hide the rest of the sentence. */
const MOST_ACCOUNTS_NAMED = 10;

function listed(accounts: readonly string[]): string {
  const more = accounts.length - MOST_ACCOUNTS_NAMED;
  return `${accounts.slice(0, MOST_ACCOUNTS_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function widerText(mostNames: number | undefined): string {
  return mostNames === undefined
    ? "resources are named by type, account and region"
    : `where there are more than ${mostNames} of a type, they are named by what they have in common`;
}

/** What became of the last proposal, and why the role is asked about again, in two sentences. */
export function askedAgainText(again: AskedAgain): string {
  switch (again.id) {
    case "rejected": {
      const said = again.reason ? `, who said: ${again.reason}` : "";
      const before = `The last proposal was rejected on ${again.on} by ${again.by}${said}`;
      return `${/[.!?]$/.test(before) ? before : `${before}.`} Asked again because ${again.news.map(newsText).join(", and ")}.`;
    }
    case "drifted":
      return "An earlier proposal was approved, but the role's policies changed before it could be carried out. So nothing was changed, and this is a new proposal.";
    case "used-since":
      return `An earlier proposal was approved, but since then the role used ${someOf(again.actions, 10)}, which it would have lost. So nothing was changed, and this is a new proposal.`;
    case "caught": {
      const calls = again.calls.map(({ action, count, resources }) => `${action} (${counted(count, "call")}) on ${someOf(resources, 3)}`);
      return `An earlier proposal was approved and rehearsed, and live calls would have been denied: ${someOf(calls, 10)}. So nothing was detached, and this new proposal keeps them.`;
    }
  }
}

function newsText(news: News): string {
  switch (news.id) {
    case "named":
      return "an operator named the role";
    case "role-changed":
      return "the role's policies changed";
    case "proposal-changed":
      return "what is proposed changed";
    case "gaps-closed":
      return `evidence gaps were closed (${wordsOf(news.kinds)})`;
    case "proven":
      return `the use of ${news.actions.join(", ")} is proven now`;
    case "suspicious":
      return `there is new suspicious activity (${wordsOf(news.kinds)})`;
    case "days-passed":
      return `${counted(news.days, "day")} ${news.days === 1 ? "has" : "have"} passed`;
  }
}

function wordsOf(kinds: readonly string[]): string {
  return kinds.map((kind) => kind.replaceAll("-", " ")).join(", ");
}
