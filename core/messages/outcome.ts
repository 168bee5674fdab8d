import type { Ineligible, OutcomeReason, OwnerSign, ReasonOf, SkipReason } from "#core/review/model/outcome.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { gapText } from "./gap.ts";

const MOST_POLICIES = 10;

/** Why a review has its outcome, or why it ended, in a sentence or more. */
export function outcomeText(reason: OutcomeReason): string {
  switch (reason.id) {
    case "too-new":
      return `${someOf(reason.policies, MOST_POLICIES)} ${reason.policies.length === 1 ? "has" : "have"} not been attached for long enough to be judged. The next review looks again.`;
    case "nothing-replaced":
      return nothingReplaced(reason);
    case "too-little-known":
      return `Too little is known to judge: ${reason.gaps.map(gapText).join(" ")}${lastUseText(reason)}`;
    case "no-activity":
      return noActivity(reason);
    case "refined-already":
      return "The policy that the last review made still matches what the role uses.";
    case "replaced": {
      const by = reason.by.length === 0 ? "nothing: the policies it keeps grant what it uses" : reason.by.join(", ");
      return `Replace ${reason.replaced.join(", ")} with ${by}: keep ${counted(reason.kept, "action")}, remove ${thousands(reason.removed)}.`;
    }
    case "unused":
      return `The role was not used for ${counted(reason.days, "day")}: detach ${reason.detached.join(", ")}, which removes ${counted(reason.removed, "action")} and keeps none.`;
    case "rejected-before":
      return `Rejected on ${reason.on} by ${reason.by}, and nothing is new since. Whittle asks again from ${reason.until}.`;
    case "withdrawn":
      return `${reason.rehearsed ? WITHDRAWN_IN_REHEARSAL : WITHDRAWN} ${ineligibleText(reason.because)}`;
    case "canary-undone":
      return `Nothing was changed: the change of the canary ${reason.roleNames.length === 1 ? "role" : "roles"} ${someOf(reason.roleNames, MOST_POLICIES)} was undone.`;
    case "handed-over":
      return `The role is managed by code (${ownerText(reason.owner)}), so the change was sent as a patch.`;
    case "not-deployed":
      return notDeployed(reason);
    case "stack-removed":
      return "Whittle was removed while this review was open. Nothing was removed from the role.";
    case "account-left":
      return `Account ${reason.account} is no longer reviewed: ${reason.state === undefined ? "it is in none of the stack's organizational units" : `its state in AWS Organizations is ${reason.state}`}. Nothing was removed from the role.`;
    default:
      return ineligibleText(reason);
  }
}

function notDeployed({ because, form, days }: ReasonOf<"not-deployed">): string {
  const name = form === "issue" ? "issue" : "pull request";
  switch (because) {
    case "closed":
      return `The ${name} was closed without the change. Whittle changed nothing in AWS.`;
    case "not-merged":
      return `The ${name} was open for ${counted(days, "day")}, and the role does not have the approved permissions. It stays open; Whittle changed nothing in AWS.`;
    case "merged-only":
      return `The ${name} was ${form === "issue" ? "completed" : "merged"}, but after ${counted(days, "day")} the role does not have exactly the approved permissions. Check whether the code was deployed, and whether it still attaches the replaced policies. Whittle changed nothing in AWS.`;
  }
}

/** What says that a role belongs to code. */
export function ownerText(sign: OwnerSign): string {
  if (sign.id === "stack") return `the stack ${sign.stack}`;
  return `the tag ${sign.key}${sign.value === undefined ? "" : `: ${sign.value}`}`;
}

const WITHDRAWN = "The role was withdrawn before the approved change was made, and nothing was changed.";
const WITHDRAWN_IN_REHEARSAL =
  "The role was withdrawn during the rehearsal. The new policy is detached again, and nothing else was changed.";

/** Why Whittle may not change a role, in one sentence. */
function ineligibleText(reason: Ineligible): string {
  switch (reason.id) {
    case "unreadable":
      return reason.error;
    case "service-linked":
      return "It is a service-linked role: only the AWS service that owns it can change it.";
    case "reserved-by-aws":
      return "It is reserved by AWS (IAM Identity Center makes such roles); review its permission set instead: whittle review --permission-set.";
    case "of-whittle":
      return "It is one of Whittle's own roles.";
    case "management-account":
      return `It is provisioned in the management account ${reason.account}, and AWS lets only that account change such permission sets. Unassign it there, or deploy a stack for permission sets in the management account.`;
    case "excluded":
      return `It is excluded from review by the pattern ${reason.pattern}.`;
    case "untagged":
      return `It is not tagged ${reason.key}=${reason.value}.`;
  }
}

function nothingReplaced({ carries, inline }: ReasonOf<"nothing-replaced">): string {
  const names = [...carries, ...inline.map((name) => `${name} (inline)`)];
  if (names.length === 0) return "It has no policy.";
  return `It has ${someOf(names, MOST_POLICIES)}. Whittle replaces *FullAccess, AdministratorAccess and PowerUserAccess. To review others, name them in the role's tag whittle:replace (or --replace); "inline" and "all" name several at once.`;
}

function noActivity(reason: ReasonOf<"no-activity">): string {
  const { denied, days } = reason;
  const refused =
    denied === 0 ? "" : ` ${denied === 1 ? "One denied call does" : `${thousands(denied)} denied calls do`} not count as use.`;
  return `No use of the role was found in the ${counted(days, "day")} of the window.${refused}${lastUseText(reason)} No empty policy is proposed. Check whether the role is still needed.`;
}

function lastUseText({ lastUse }: ReasonOf<"no-activity" | "too-little-known">): string {
  if (lastUse === undefined) return "";
  const where = lastUse.region === "" ? "" : ` in ${lastUse.region}`;
  const unseen = lastUse.isInWindow ? ", which the evidence does not show. Check whether the trail covers it." : ".";
  return ` IAM says that it was last used on ${lastUse.on}${where}${unseen}`;
}

/** Why a role gets no review in this cycle, in one sentence. */
export function skippedText(reason: SkipReason): string {
  switch (reason.id) {
    case "reviewed-lately": {
      const lately = `It was reviewed in the last ${reason.days === 1 ? "day" : `${reason.days} days`}.`;
      if (reason.unreadableTag === undefined) return lately;
      return `${lately} Its tag whittle:cycle-days is "${reason.unreadableTag}", which is not a whole number from 1 to 365, so the stack's cycle applies.`;
    }
    case "cycle-full":
      return "This cycle has reached today's quota of policy generations or its own limit; the next one reviews it.";
    case "still-open":
      return `Review ${reason.reviewId} of it is still open.`;
    default:
      return ineligibleText(reason);
  }
}
