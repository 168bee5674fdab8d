import { type RolePassing, rolePassing } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { ScopeFacts } from "#core/usage/open-types.ts";
import { conditionsOf } from "#core/usage/receivers.ts";
import { type BlindSpotQuestion, wereSeen } from "./dark-use.ts";
import type { ImpliedAction } from "./implied.ts";

/**
 * What Access Analyzer's generated policies leave out: they name no `iam:PassRole` (IAM User Guide, "IAM Access Analyzer policy
 * generation"). A call that cannot be made without a role implies it, for any role, but for its own service alone.
 */
export function impliedPassing(activity: Activity, { partition, account }: ScopeFacts): readonly ImpliedAction[] {
  return linesSeen(activity, "always").map(({ line, seen }) => ({
    action: "iam:PassRole",
    resources: [`arn:${partition || "aws"}:iam::${account || "*"}:role/*`],
    because: `implied by ${seen.join(", ")}, which hands a role to ${receiverOf(line)}; a generated policy tells neither that nor which role (${line.source})`,
    ...(partition === "aws-cn" || line.to.length === 0 ? {} : conditionsOf({ receivers: line.to })),
  }));
}

/** Calls that may hand over a role, where nothing tells whether they did: a question for the approver. */
export function passingQuestions(activity: Activity): readonly BlindSpotQuestion[] {
  if (linesSeen(activity, "always").some(({ line }) => line.to.length === 0)) return [];
  const seen = linesSeen(activity, "sometimes").flatMap((found) => found.seen);
  if (seen.length === 0) return [];
  const because = `${wereSeen(seen)}, which may hand a role to a service, and a generated policy never shows that (IAM User Guide: IAM Access Analyzer policy generation)`;
  return [{ service: "iam", actions: ["iam:PassRole"], decision: "ask", because }];
}

function linesSeen(
  { source, entries }: Activity,
  how: "always" | "sometimes",
): { readonly line: RolePassing; readonly seen: readonly string[] }[] {
  if (source !== "generated") return [];
  const used = new Set(entries.map((entry) => entry.action));
  return rolePassing
    .map((line) => ({ line, seen: line[how].map((name) => `${line.service}:${name}`).filter((action) => used.has(action)) }))
    .filter(({ seen }) => seen.length > 0);
}

function receiverOf({ service, to }: RolePassing): string {
  return to.length === 0 ? service : to.join(", ");
}
