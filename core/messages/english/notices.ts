import type { CodeRequest } from "#core/review/ports/code-host.ts";
import { counted, someOf, thousands } from "#core/text.ts";

/** How a review ended. */
interface Ending {
  readonly short: string;
  readonly long: string;
  /** What comes next, or what there is to do. */
  readonly next: string;
}

interface Decided {
  readonly by: string;
  /** Empty where there is none. */
  readonly comment: string;
}

const TO_KEEP = "To always keep certain actions, list them in the role's tag whittle:keep.";
const FORMS = { "pull-request": "a pull request", issue: "an issue" } as const satisfies Record<CodeRequest["form"], string>;

/** Messages that report, in English: how a review ended, denied calls, rehearsals, restores, failures, changes in code. */
export const notices = {
  somebody: "somebody",
  comment: (reason: string) => ` Comment: ${reason}`,
  /** Another account may have a role of the same name, and the command names no account. */
  byHand: (account: string) =>
    account === "*"
      ? "To restore the permission set by hand, with the AWS CLI alone, in the account and Region of IAM Identity Center:"
      : `To restore the role by hand, with the AWS CLI alone and credentials of account ${account}:`,
  restoreLink: (purpose: string, instant: string) => `${purpose}. The link works until ${instant}; opening the page changes nothing:`,
  closing: {
    applied: ({ by, comment }: Decided): Ending => ({
      short: "Applied",
      long: `the new policy is attached and the old one is detached, as approved by ${by}.${comment}`,
      next: "No action needed. If the role is denied a call that it could make before, you get a message with a restore link.",
    }),
    emptied: ({ by, comment }: Decided): Ending => ({
      short: "Applied",
      long: `all of its policies are detached, as approved by ${by}.${comment}`,
      next: "If nobody misses the role, delete it. If it is denied a call, you get a message with a restore link.",
    }),
    restored: (requested: string): Ending => ({
      short: "Restored",
      long: `the old policies are attached again, and the new one is detached. ${requested}`,
      next: `The next review checks again what the role uses. ${TO_KEEP}`,
    }),
    rejected: ({ by, comment }: Decided, again: string): Ending => ({
      short: "Rejected",
      long: `nothing was changed: the proposal was rejected by ${by}.${comment}`,
      next: `${again} ${TO_KEEP}`,
    }),
    expired: (again: string): Ending => ({ short: "Expired", long: "nobody decided in time, so nothing was changed.", next: again }),
    failed: (by: string, message: string): Ending => ({
      short: "Failed",
      long: `the change that ${by} approved was not carried out. ${message}`,
      next: "The operators were notified. The next cycle reviews the role again.",
    }),
    canaryUndone: (reason: string): Ending => ({
      short: "Not changed",
      long: reason,
      next: "Find out what the canary role missed. To have this role reviewed again, start a cycle with its name.",
    }),
    withdrawn: (reason: string): Ending => ({
      short: "Withdrawn",
      long: reason,
      next: "To have the role reviewed again, tag it again or remove it from the excluded roles.",
    }),
    notUsed: (reason: string): Ending => ({
      short: "Not used",
      long: reason,
      next: "If nobody needs the role, delete it. If it is kept for rare jobs or emergencies, no action is needed.",
    }),
    dryRun: (reason: string): Ending => ({
      short: "Dry run",
      long: `no approval was requested and nothing was changed. ${reason}`,
      next: "To request approval, start the cycle without dryRun.",
    }),
    unchanged: (reason: string): Ending => ({ short: "Nothing to change", long: reason, next: "No action needed." }),
    quiet: (days: number) => `The same proposal is not sent again for ${counted(days, "day")}, unless something is new.`,
    again: (days: number | undefined) =>
      days === undefined ? "The next review asks again." : `The next review asks again, in ${counted(days, "day")}.`,
    unchecked: (because: string) =>
      `Whittle could not check what the role used between the proposal and the change: ${because} If a call is denied, restore the role.`,
    restore: "If something breaks, restore what the role had",
  },
  denied: {
    titleOfOne: (roleName: string, action: string) => `Denied since the change: ${roleName}: ${action}`,
    leadOfOne: (roleName: string, action: string, count: number) =>
      `${roleName} was denied ${action} ${counted(count, "time")} since its policy was replaced. Before the change, this call was allowed.`,
    titleOfMany: (roleName: string, count: number) => `Denied since the change: ${roleName}: ${counted(count, "action")}`,
    leadOfMany: (roleName: string, count: number) =>
      `${roleName} was denied ${counted(count, "action")} since its policy was replaced. Before the change, these calls were allowed.`,
    labels: { resource: "Resource", caller: "Caller", client: "Client", time: "Time", actions: "Actions", also: "Also" },
    noResource: "not named in the record",
    caller: (session: string, address: string) => `${session || "an unnamed session"}, from ${address || "an unknown address"}`,
    client: (agent: string) => agent || "an unknown client",
    time: (instant: string, region: string) => `${instant}${region === "" ? "" : `, in ${region}`}`,
    action: (action: string, count: number, last: string) => `${action} ${counted(count, "time")}, last on ${last}`,
    between: "; ",
    some: someOf,
    givenBack: (names: string) => `Whittle is restoring ${names} automatically (RestoreOnDenied).`,
    revert: "Its code made the change. To undo it, revert this and deploy the code:",
    full: (most: number) =>
      `Whittle keeps the first ${thousands(most)} denied calls of a review and has stopped counting. CloudTrail has all of them.`,
    restore: "Restore what was denied, or everything",
    restoreOnly: "To restore only what was denied, without the page:",
    restoreAll: "To restore everything that the review removed:",
  },
  rehearsal: {
    title: (roleName: string, what: string) => `Rehearsal: ${roleName}: ${what}`,
    lead: (roleName: string, until: string) =>
      `${roleName}: the new policy is attached, and the old ones stay until ${until}. Until then the role can do what it could before, and Whittle checks each of its calls against the policies that it will have.`,
    after:
      "No action needed. If a call would be denied, you get a message and are asked again; if none is, the old policies are detached then.",
    wouldDenyTitle: (roleName: string, action: string) => `Rehearsal: ${roleName} still uses ${action}`,
    wouldDenyLead: (roleName: string, action: string, count: number) =>
      `The approved change of ${roleName} would deny ${action}, which the role has called ${counted(count, "time")} since the approval. Nothing broke: the old policies are still attached.`,
    noTime: "not in the record",
    wouldDenyAfter:
      "The change waits. Within a day you are asked to approve a new proposal that keeps this call and any others found by then.",
  },
  restoring: {
    addedBackTitle: (roleName: string, actions: readonly string[]) => `Added back: ${roleName}: ${actions.join(", ")}`,
    addedBack: (roleName: string, actions: readonly string[], asked: string) =>
      `${roleName} has ${actions.join(", ")} again, as far as it had before. Everything else remains as approved. ${asked}`,
    addedBackAfter: "Later reviews keep these actions.",
    refusedTitle: (roleName: string) => `Not restored: ${roleName}`,
    refused: (roleName: string, because: string) => `${roleName} was not changed. ${because}`,
    refusedAfter: "Open the restore link again to see the current state of the role and the options.",
    stoppedTitle: (roleName: string) => `Restore failed: ${roleName}`,
    stopped: (roleName: string, because: string) => `The restore of ${roleName} stopped before it was complete. ${because}`,
    stoppedAfter: "The operators were notified, with the command that restores the role.",
  },
  failure: {
    reviewTitle: (roleName: string, code: string) => `Review failed: ${roleName}: ${code}`,
    review: (roleName: string, step: string) => `The review of ${roleName} failed in the state "${step}".`,
    reviewAfter: "The next cycle reviews the role again.",
    restoreTitle: (roleName: string, code: string) => `Restore failed: ${roleName}: ${code}`,
    restore: (roleName: string) => `A request to restore ${roleName} failed. The review is as it was before the request.`,
    restoreAfter: "You can request the restore again: it uses the role's state at that time.",
  },
  code: {
    patchTitle: (roleName: string) => `Approved, change your code: ${roleName}`,
    patch: (roleName: string, owner: string) =>
      `${roleName} is managed by code: ${owner}. Its next deployment would undo a manual change, so Whittle changed nothing in AWS.`,
    patchWay: "Apply this patch to the code and deploy it:",
    openedTitle: (roleName: string, form: CodeRequest["form"]) =>
      `Approved, ${form === "issue" ? "issue" : "pull request"} opened: ${roleName}`,
    opened: (roleName: string, owner: string, form: CodeRequest["form"]) =>
      `${roleName} is managed by code: ${owner}. Its next deployment would undo a manual change, so Whittle changed nothing in AWS and opened ${FORMS[form]}.`,
    openedWay: { "pull-request": "Merge it, and deploy the code:", issue: "Make the change in the code, and deploy it:" },
    asPatch: "The change as a patch:",
    openedAfter: "When the role has exactly the approved permissions, you get a message and Whittle watches for denied calls.",
    deployedTitle: (roleName: string, what: string) => `Applied by code: ${roleName}: ${what}`,
    deployed: (roleName: string, by: string) =>
      `${roleName}: its code is deployed, and the role has exactly the permissions that ${by} approved.`,
    deployedWay: "To undo the change, revert this and deploy the code:",
    deployedAfter: "No action needed. If the role is denied a call that it could make before, you get a message.",
    notDeployedTitle: (roleName: string) => `Not applied: ${roleName}`,
    notDeployedWay: { "pull-request": "The pull request:", issue: "The issue:" },
    notDeployedAfter: "The next review of the role asks again.",
  },
};
