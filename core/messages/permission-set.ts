import type { SetFailure, SetReview } from "#core/review/permission-sets/propose-set.ts";
import type { SetAccount } from "#core/review/permission-sets/set-activity.ts";
import type { SetObstacle } from "#core/review/permission-sets/set-state.ts";
import { counted } from "#core/text.ts";
import { outcomeText } from "./outcome.ts";

/** Why a review of a permission set has its outcome, in a sentence or two. */
export function setOutcomeText(review: SetReview): string {
  switch (review.kind) {
    case "reviewed":
      return outcomeText(review.proposal.reason);
    case "not-eligible":
      return obstacleText(review.because);
    case "failed":
      return failureText(review.because);
  }
}

function obstacleText(because: SetObstacle): string {
  if (because.id === "unreadable") return `Its role in ${because.account} cannot be read: ${because.error}`;
  const [one, other] = because.accounts;
  return `Its roles in ${one} and ${other} differ in their ${because.part}. Provision the permission set in all accounts, then export them again.`;
}

function failureText(because: SetFailure): string {
  if (because.id === "too-large")
    return "What it used does not fit into the inline policy of a permission set (10,240 bytes). Replace its own inline policy too (--replace inline), or attach a customer-managed policy in each account.";
  return `The proposal failed its own checks: ${because.checks.map(({ name }) => name).join(", ")}. Nothing is proposed.`;
}

/** The accounts where a set was used, and those where it was not, each with what tells so. */
export function usedInFacts(
  accounts: readonly SetAccount[],
): readonly { readonly label: "Used in" | "Not used in"; readonly items: readonly string[] }[] {
  const used = accounts.filter(({ calls }) => calls > 0);
  const others = accounts.filter(({ calls }) => calls === 0);
  const facts = [
    { label: "Used in", items: used.map(({ account, calls }) => `${account} (${counted(calls, "call")})`) },
    {
      label: "Not used in",
      items: others.map(({ account, lastUsed }) => (lastUsed === undefined ? account : `${account} (last used ${lastUsed.slice(0, 10)})`)),
    },
  ] as const;
  return facts.filter(({ items }) => items.length > 0);
}

/** A customer-managed policy that was to be replaced, and is not. */
export function keptPolicyText(name: string): string {
  return `${name} stays: accounts have different policies of this name. Make them the same, or change them in each account.`;
}
