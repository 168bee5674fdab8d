import { WhittleError } from "#core/errors.ts";
import type { AttachedPolicy } from "./model/role-state.ts";

export class RoleNotFoundError extends WhittleError {
  readonly code = "role-not-found";
  constructor(roleName: string) {
    super(`There is no role named ${roleName} in this account.`);
  }
}

/** A role of the name is there, but it is not the one that was reviewed. */
export class RoleMadeAnewError extends WhittleError {
  readonly code = "role-made-anew";
  constructor(roleName: string) {
    super(
      `${roleName} was deleted since its review and created again. The new role is not given the old permissions. Nothing was written.`,
    );
  }
}

/** A policy's name is taken; `holder` is the ARN of the one that has it, as far as IAM shows it. */
export class PolicyExistsError extends WhittleError {
  readonly code = "policy-exists";
  readonly holder: string | undefined;
  constructor(name: string, holder?: string) {
    super(`A managed policy named ${name} already exists.`);
    this.holder = holder;
  }
}

/** A refined policy cannot be written, because another policy of the account has its name; that one is not Whittle's to change. */
export class PolicyNameTakenError extends WhittleError {
  readonly code = "policy-name-taken";
  constructor(roleName: string, name: string, holder: string) {
    super(
      `The refined policy of ${roleName} needs the name ${name}, and ${holder} has it: a policy name is unique in an account, whatever its path. Recreate that policy under another name and delete it, or remove the review tag from the role.`,
    );
  }
}

/** IAM knows no policy of this ARN, or does not know it everywhere yet. */
export class PolicyNotFoundError extends WhittleError {
  readonly code = "policy-not-found";
  constructor(arn: string, options?: ErrorOptions) {
    super(`IAM has no policy ${arn}, or no such version of it. If it was deleted, create it again.`, options);
  }
}

export class VersionLimitError extends WhittleError {
  readonly code = "version-limit";
  constructor(arn: string) {
    super(`${arn} has five versions, the most that IAM keeps. Delete one version first.`);
  }
}

/** The roles of an account cannot be read or changed: its role for the stack is missing, or trusts another stack or external id. */
export class AccountUnreachableError extends WhittleError {
  readonly code = "account-unreachable";
  readonly account: string;
  constructor(account: string, detail: string, options?: ErrorOptions) {
    super(
      `Account ${account} cannot be reached: ${detail} Deploy infra/member-account.yaml there with this stack's name, account and external id, and list the account in MemberAccounts.`,
      options,
    );
    this.account = account;
  }
}

export class ReviewNotFoundError extends WhittleError {
  readonly code = "review-not-found";
  constructor(reviewId: string) {
    super(`There is no review ${reviewId}.`);
  }
}

export class ReviewConflictError extends WhittleError {
  readonly code = "review-conflict";
  constructor(reviewId: string, expected: readonly string[], found: string) {
    super(`Review ${reviewId} is ${found}, not ${expected.join(" or ")}: it was changed at the same time.`);
  }
}

/** Two different approvers must approve, and a link does not tell them apart. */
export class ApproverUnknownError extends WhittleError {
  readonly code = "approver-unknown";
  constructor(reviewId: string) {
    super(
      `Review ${reviewId} needs two different approvers, and a link does not identify them. Deploy with ApproverSignIn=oidc, or remove the tag whittle:approvers from the role.`,
    );
  }
}

export class CallbackGoneError extends WhittleError {
  readonly code = "callback-gone";
  constructor() {
    super("The workflow is no longer waiting for this decision.");
  }
}

/** A role's permissions are not as they were when somebody last looked, and Whittle did not change them. */
export class RoleDriftedError extends WhittleError {
  readonly code = "role-drifted";
  constructor(roleName: string) {
    super(
      `The permissions of ${roleName} were changed by someone else (drift), so Whittle stopped writing. Check the role and start again.`,
    );
  }
}

/** A policy generation ended without a result. */
export class GenerationFailedError extends WhittleError {
  readonly code = "generation-failed";
  constructor(roleName: string, code: string, message: string) {
    super(`Could not collect evidence for ${roleName}: ${code}: ${message}`);
  }
}

/** A policy generation did not end in the time allowed. */
export class GenerationTimedOutError extends WhittleError {
  readonly code = "generation-timed-out";
  constructor(roleName: string, jobId: string, minutes: number) {
    super(`The policy generation ${jobId} for ${roleName} did not end within ${minutes} minutes.`);
  }
}

/** A proposal that fails one of its own checks. It is a fault of Whittle's, or of its data, and is never asked about. */
export class ProposalUnsoundError extends WhittleError {
  readonly code = "proposal-unsound";
  constructor(roleName: string, findings: readonly string[]) {
    super(`The proposal for ${roleName} failed its own checks, so nobody is asked to approve it. ${findings.join(" ")}`);
  }
}

/** IAM does not show a change yet that it has accepted; reading again later will tell. */
export class ChangeNotVisibleError extends WhittleError {
  readonly code = "change-not-visible";
  constructor(roleName: string, policyArn: string, options?: ErrorOptions) {
    super(`IAM does not show the expected state of ${policyArn} on ${roleName} yet. Nothing is detached before that.`, options);
  }
}

/** A refined policy is carried by others too, so it gets no other version: that would change what they may do. */
export class PolicySharedError extends WhittleError {
  readonly code = "policy-shared";
  constructor(policyName: string, roleName: string) {
    super(
      `${policyName} was written for ${roleName} alone, but others have it too, and a new version would change their permissions. Detach it from them and try again.`,
    );
  }
}

/** A role carries so many managed policies that the old and the new do not fit side by side. */
export class NoFreeSlotError extends WhittleError {
  readonly code = "no-free-slot";
  constructor(roleName: string, needed: number, free: number) {
    super(
      `${roleName} has room for ${free} more managed policies and needs ${needed}, because the new policies are attached before the old ones are detached. Nothing was written. Detach a policy that the role does not need, or merge two.`,
    );
  }
}

/** Another error, as it was reported. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
}

/** A managed policy that a role carries. */
type Carried = Pick<AttachedPolicy, "name" | "versionId">;

/**
 * A change could not be carried out, and what was done of it has been undone. `carries` names the role's managed policies where it is
 * not as it was, because somebody else changed it meanwhile.
 */
export class ChangeUndoneError extends WhittleError {
  readonly code = "change-undone";
  readonly failed: ReportedError;
  constructor(roleName: string, failed: ReportedError, carries?: readonly Carried[]) {
    const state =
      carries === undefined
        ? "the role has what it had before."
        : `the rest is not as before, because someone else changed the role at the same time. It has ${policiesText(carries)}.`;
    super(`The change to ${roleName} failed and was undone; ${state} Why it failed: ${failed.message}`);
    this.failed = failed;
  }
}

/** What stopped a change, or what was under way when its step ended without saying why. */
export type StopCause =
  | { readonly id: "failed" | "cannot-go-on"; readonly error: ReportedError }
  | { readonly id: "applying" | "restoring" | "taking-back" }
  | { readonly id: "adding-back"; readonly actions: readonly string[] };

/** How a role stands whose change stopped half-way. */
interface Halfway {
  readonly stoppedBy: StopCause;
  /** When the role was last looked at, and the managed policies that it carried. */
  readonly at: string;
  readonly carries: readonly Carried[];
  /** What puts the role back, for a shell. */
  readonly commands: string;
}

/** A change came to a stop half-way, and undoing it did too. */
export class ChangeFailedError extends WhittleError {
  readonly code = "change-failed";
  readonly stoppedBy: StopCause;
  constructor(roleName: string, { stoppedBy, at, carries, commands }: Halfway) {
    super(
      `A change to ${roleName} stopped half-way. Why: ${stopText(stoppedBy)} At ${at} the role carried ${policiesText(carries)}: all that it had, or all that was approved. To put it back: ${commands}`,
    );
    this.stoppedBy = stoppedBy;
  }
}

function stopText(cause: StopCause): string {
  switch (cause.id) {
    case "failed":
      return cause.error.message;
    case "cannot-go-on":
      return `it was started and cannot continue. ${cause.error.message}`;
    case "applying":
      return "the step that carried it out ended without saying why.";
    case "restoring":
      return "it was being restored.";
    case "taking-back":
      return "its rehearsal ended, and the refined policy was being detached again.";
    case "adding-back":
      return `it was to get ${cause.actions.join(", ")} back.`;
  }
}

function policiesText(policies: readonly Carried[]): string {
  // A customer-managed policy of a permission set is known by its name alone.
  const textOf = ({ name, versionId }: Carried) => (versionId === "" ? name : `${name} (${versionId})`);
  return policies.length === 0 ? "no managed policy" : policies.map(textOf).join(", ");
}

/** Somebody else changes the role at this moment, or did since it was looked at. The same call may be made again later. */
export class RoleBusyError extends WhittleError {
  readonly code = "role-busy";
  constructor(roleName: string, reviewId: string | undefined) {
    const who = reviewId === undefined ? "Another change" : `Review ${reviewId}`;
    super(`${who} is changing ${roleName} at this moment, or has just done so. Nothing was written; try again when it is done.`);
  }
}

/** A change was cut off half-way and nobody is at it any more: some of it cannot be given back before all of it is. */
export class ChangeCutOffError extends WhittleError {
  readonly code = "change-cut-off";
  constructor(reviewId: string, roleName: string) {
    super(`Review ${reviewId} was interrupted while it changed ${roleName}. Restore all of it first; then single actions can be restored.`);
  }
}

/** What is asked for was not granted by the policies that the review replaced, so it cannot be given back. */
export class NotGrantedBeforeError extends WhittleError {
  readonly code = "not-granted-before";
  constructor(roleName: string, actions: readonly string[]) {
    super(`${actions.join(", ")} was not granted to ${roleName} by the policies that the review replaced; nothing was written.`);
  }
}

/** A review that changed nothing leaves nothing to restore. */
export class NothingToRestoreError extends WhittleError {
  readonly code = "nothing-to-restore";
  constructor(reviewId: string, status: string) {
    super(`Review ${reviewId} is ${status} and changed nothing, so there is nothing to restore.`);
  }
}

/** A part of the record cannot be read or written: it has a form that this version of Whittle does not know. */
export class RecordUnreadableError extends WhittleError {
  readonly code = "record-unreadable";
  constructor(what: string, because: string) {
    super(
      `Could not read the record: the ${what} is not in the form that this version of Whittle writes. ${because}. Run the version that wrote it, or start a new review.`,
    );
  }
}

/** The parts of a review's record do not belong together. Whittle never writes such a record: somebody else changed the table. */
export class RecordMismatchError extends WhittleError {
  readonly code = "record-mismatch";
  constructor(reviewId: string, differing: string) {
    super(
      `The record of review ${reviewId} was changed outside Whittle: ${differing}. The role was not changed. Find out who wrote to the table, then start a new review.`,
    );
  }
}

/** A vote that no function for deciding has signed, or that says something else by now. */
export class VoteNotGenuineError extends WhittleError {
  readonly code = "vote-not-genuine";
  constructor(reviewId: string) {
    super(
      `The approval of review ${reviewId} carries no valid signature: it was not given on the approval page, or the record was changed afterwards. The role was not changed. Find out who wrote to the table, then start a new review.`,
    );
  }
}

/** A proposal that would let a role do what it cannot do today. */
export class AccessWouldWidenError extends WhittleError {
  readonly code = "access-would-widen";
  constructor(roleName: string, actions: readonly string[]) {
    super(
      `The proposal for ${roleName} would give it access that it does not have now: ${actions.join(", ")}. The role was not changed. Find out who wrote to the table, then start a new review.`,
    );
  }
}

/** A decision that is not about the proposal as it stands, or none at all. */
export class NotApprovedError extends WhittleError {
  readonly code = "not-approved";
  constructor(reviewId: string) {
    super(`The current proposal of review ${reviewId} is not approved; nothing was written.`);
  }
}

/** An approval of long ago: it may be one that was carried out and taken back since. */
export class ApprovalTooOldError extends WhittleError {
  readonly code = "approval-too-old";
  constructor(reviewId: string, at: string) {
    super(
      `Review ${reviewId} was approved at ${at}, but its change did not start in time. The role was not changed. Start a new review of the role.`,
    );
  }
}

/** A restore that nobody entitled to it asked for. */
export class RestoreNotApprovedError extends WhittleError {
  readonly code = "restore-not-approved";
  constructor(reviewId: string, because: string) {
    super(`Review ${reviewId} is not restored: ${because}. Nothing was written. Open the restore link in the message about the change.`);
  }
}

/** The second of two approvers answers a question otherwise than the first. */
export class AnswersDifferError extends WhittleError {
  readonly code = "answers-differ";
  constructor(reviewId: string) {
    super(
      `Review ${reviewId} was approved with other answers by the first approver; nothing was recorded. Give the same answers, or reject it.`,
    );
  }
}

/** An answer that was given before the proposal is about none of its questions. */
export class AnswerWithoutQuestionError extends WhittleError {
  readonly code = "answer-without-question";
  constructor(roleName: string, words: readonly string[], ids: readonly string[]) {
    const known = ids.length === 0 ? "It has no questions." : `Its questions are ${ids.join(", ")}.`;
    super(`${roleName}: ${words.join(", ")} matches no question of the proposal. ${known}`);
  }
}

/** Two stacks would review the same roles: a role is one in all regions. */
export class OtherStackError extends WhittleError {
  readonly code = "other-stack";
  constructor(other: string, { tagKey, tagValue }: { readonly tagKey: string; readonly tagValue: string }) {
    super(
      `The stack ${other} reviews the roles tagged ${tagKey}=${tagValue} already, and a role is the same in every region. No role was reviewed. Delete one of the two stacks, or give this one another TagKey or TagValue.`,
    );
  }
}

/** A tag that says where a role's code is kept cannot be read. */
export class CodePlaceError extends WhittleError {
  readonly code = "code-place";
  constructor(roleName: string, tag: string, value: string) {
    super(
      `The tag ${tag} of ${roleName} cannot be used: "${value}". Set whittle:repo to github:OWNER/NAME or gitlab:GROUP/NAME, on the host of the stack's CodeHost, and whittle:policy-file to the path of a .json file outside of hidden folders.`,
    );
  }
}

/** GitHub or GitLab, or the way to it, does not work at the moment; the same call may be made again. */
export class CodeHostBusyError extends WhittleError {
  readonly code = "code-host-busy";
  /** How long it asks to wait; 0 where it does not say so. */
  readonly retrySeconds: number;
  constructor(operation: string, detail: string, retrySeconds = 0) {
    super(`${operation} failed for now: ${detail}. It is tried again later.`);
    this.retrySeconds = retrySeconds;
  }
}

/** GitHub or GitLab refused a call for good. */
export class CodeHostRefusedError extends WhittleError {
  readonly code = "code-host-refused";
  constructor(operation: string, detail: string, advice: string) {
    super(`${operation} was refused: ${detail}. ${advice}`);
  }
}

/** A plan for a permission set was handed to what changes roles, or the other way round: a fault of Whittle's own. */
export class WrongSubjectError extends WhittleError {
  readonly code = "wrong-subject";
  constructor(name: string, step: string) {
    super(`${name} cannot be changed here: the step ${step} belongs to the other kind, role or permission set. Report this as a bug.`);
  }
}

/** What a permission set is to keep does not fit. */
export class SetTooLargeError extends WhittleError {
  readonly code = "set-too-large";
  constructor(setName: string, room: number) {
    super(
      `What ${setName} uses does not fit into the ${room} characters that a permission set's inline policy holds. Set the tag whittle:scope to prefix or account on the permission set, or split it into several.`,
    );
  }
}

/** A permission set's change is not in force in every account; `accounts` says where not, each with Identity Center's reason. */
export class ProvisioningFailedError extends WhittleError {
  readonly code = "provisioning-failed";
  constructor(setName: string, accounts: readonly string[]) {
    super(
      `IAM Identity Center could not provision the permission set ${setName} in: ${accounts.join("; ")}. Remove the cause there, or unassign the set from the account, then start again.`,
    );
  }
}

/** What an approver asked for that nobody may who holds the permission set. */
const ASKED_OF_SET = {
  change: { did: "approved it", another: "approve the next review" },
  restore: { did: "requested its restore", another: "request the restore" },
} as const;

/** Whoever approved the change, or requested the restore, holds the permission set themselves. */
export class ApproverHoldsSetError extends WhittleError {
  readonly code = "approver-holds-set";
  constructor(setName: string, approver: string, asked: keyof typeof ASKED_OF_SET) {
    const { did, another } = ASKED_OF_SET[asked];
    super(
      `Could not ${asked} ${setName}: ${approver} ${did} and is assigned to this permission set. Nothing was changed. Have somebody else ${another}.`,
    );
  }
}

/** A permission set is provisioned in the management account by now, which alone may change it. */
export class SetNotChangeableError extends WhittleError {
  readonly code = "set-not-changeable";
  constructor(setName: string, account: string) {
    super(
      `Could not restore ${setName}: it is provisioned in the management account ${account}, and AWS lets only that account change such permission sets. Nothing was changed. Unassign it there and ask again, or run the line in the message there.`,
    );
  }
}

/** Nobody can tell whether an approver holds the permission set. */
export class HolderUnknownError extends WhittleError {
  readonly code = "holder-unknown";
  constructor(setName: string, approver: string, asked: keyof typeof ASKED_OF_SET) {
    const { did, another } = ASKED_OF_SET[asked];
    super(
      `Could not ${asked} ${setName}: IAM Identity Center has no user with the e-mail address of ${approver}, who ${did}, so nobody can tell whether they are assigned to this permission set. Nothing was changed. Have somebody who is a user there ${another}.`,
    );
  }
}
