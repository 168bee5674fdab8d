import { globalArn } from "#core/aws/arn.ts";
import { PASS_ROLE } from "#core/aws/names.ts";
import { type RolePassing, rolePassing } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import { namedAccounts, type ScopeFacts } from "#core/usage/open-types.ts";
import { conditionsOf } from "#core/usage/receivers.ts";
import type { ImpliedAction } from "./implied.ts";
import type { Candidate } from "./question.ts";

/**
 * What evidence without calls leaves out: Access Analyzer's generated policies name no `iam:PassRole`, and IAM does not track it (IAM User
 * Guide, "IAM Access Analyzer policy generation", "Refine permissions using last accessed information"). A call that cannot be made without a role implies it, for any role, but for its own service alone.
 */
export function impliedPassing(activity: Activity, facts: Pick<ScopeFacts, "partition" | "accounts">): readonly ImpliedAction[] {
  return linesSeen(activity, "always").map(({ line, seen }) => ({
    action: PASS_ROLE,
    resources: anyRole(facts),
    because: { id: "may-pass-role", by: seen, receivers: line.to.length === 0 ? [line.service] : line.to, source: line.source },
    ...(facts.partition === "aws-cn" || line.to.length === 0 ? {} : conditionsOf({ receivers: line.to })),
  }));
}

/** Calls that may hand over a role, where nothing tells whether they did: a question for the approver. */
export function passingCandidates(activity: Activity, facts: Pick<ScopeFacts, "partition" | "accounts">): readonly Candidate[] {
  if (linesSeen(activity, "always").some(({ line }) => line.to.length === 0)) return [];
  const actions = linesSeen(activity, "sometimes").flatMap((found) => found.seen);
  if (actions.length === 0) return [];
  const roles = anyRole(facts);
  return [
    {
      service: "iam",
      resources: roles,
      grants: [{ action: PASS_ROLE, resources: roles }],
      because: { id: "passes-a-role", source: "IAM User Guide: IAM Access Analyzer policy generation" },
      speaksFor: [{ id: "reached-by", actions }],
      default: "remove",
      weight: 55,
    },
  ];
}

function anyRole({ partition, accounts }: Pick<ScopeFacts, "partition" | "accounts">): readonly string[] {
  return namedAccounts({ accounts }).map((account) => globalArn("iam", { partition, account }, "role/*"));
}

function linesSeen(
  { source, entries }: Activity,
  how: "always" | "sometimes",
): { readonly line: RolePassing; readonly seen: readonly string[] }[] {
  if (source === "trail") return [];
  const used = new Set<string>(entries.map((entry) => entry.action));
  return rolePassing
    .map((line) => ({ line, seen: line[how].map((name) => `${line.service}:${name}`).filter((action) => used.has(action)) }))
    .filter(({ seen }) => seen.length > 0);
}
