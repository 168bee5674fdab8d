import type { KeptEscalation, Proposal, Replay } from "#core/review/model/proposal.ts";
import { type Risk, riskOf } from "#core/review/risk.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { proofLine } from "./proof-line.ts";

/** What is alarming, the proof and what to check, in one line: the same in the digest and in JSON. */
export function riskLine(proposal: Proposal): string {
  const toCheck = toCheckText(proposal);
  return [escalationLine(proposal), proofLine(proposal), toCheck && `To check: ${toCheck}`].filter((part) => part !== "").join(" ");
}

/** What to look at before deciding, counted; empty where there is nothing. */
export function toCheckText(proposal: Proposal): string {
  const doubts = doubtsOf(riskOf(proposal));
  return doubts.length === 0 ? "" : `${doubts.join(", ")}.`;
}

/** What is alarming about the role, or that nothing is: suspicious calls, and ways to widen its own permissions. */
export function alarmingLine(proposal: Proposal): string {
  const { suspicious, escalations } = proposal;
  const calls = suspicious.length > 0 ? `${counted(suspicious.length, "sign")} of suspicious activity.` : calm(proposal);
  return `${calls} ${escalations.length > 0 ? escalationLine(proposal) : "After the change, the role has no known way to give itself more permissions."}`;
}

/** Evidence without calls cannot show a suspicious one. */
function calm({ activity }: Proposal): string {
  return activity.source === "trail" ? "No suspicious calls found." : "Not searched for suspicious calls: the evidence lists no calls.";
}

const MOST_WAYS = 3;

/** How the role can still widen its own permissions, by refined and retained policies together; empty where it cannot. */
function escalationLine({ escalations, role }: Proposal): string {
  if (escalations.length === 0) return "";
  return `After the change, ${role.name} can still give itself more permissions: ${someOf(escalations.map(escalationName), MOST_WAYS)}.`;
}

/** `iam:PassRole with lambda:CreateFunction` */
export function escalationName({ actions }: Pick<KeptEscalation, "actions">): string {
  return actions.join(" with ");
}

/** How the calls that the proposal was made from fared against it. */
export function replayText({ calls, wouldDeny }: Replay): string {
  const denied = wouldDeny.reduce((sum, { count }) => sum + count, 0);
  if (calls === null)
    return wouldDeny.length === 0
      ? "Every action that the evidence names is still allowed."
      : `${counted(wouldDeny.length, "action")} of the evidence would be denied.`;
  if (calls === 0) return "No calls to replay.";
  return `Replayed ${counted(calls, "successful call")}: ${thousands(denied)} denied.`;
}

function doubtsOf(risk: Risk): readonly string[] {
  const counts: readonly (readonly [number, string, string])[] = [
    [risk.suspicious, "sign of suspicious activity", "signs of suspicious activity"],
    [risk.replayedCallsDenied ?? 0, "replayed call denied", "replayed calls denied"],
    [risk.removedUnlogged, "removed action whose use CloudTrail can't show", "removed actions whose use CloudTrail can't show"],
    [risk.keptWithoutProof, "action kept without proof", "actions kept without proof"],
    [risk.narrowedToOne, "action limited to what was used a single time", "actions limited to what was used a single time"],
    [risk.gaps, "evidence gap", "evidence gaps"],
  ];
  return counts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
}
