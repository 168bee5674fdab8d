import type { KeptEscalation, Proposal, Replay } from "#core/review/model/proposal.ts";
import { type Risk, riskOf } from "#core/review/risk.ts";
import { counted, someOf } from "#core/text.ts";
import { proofLine } from "./proof-line.ts";

/** What could break, in one line: the same in mail, page, text and JSON. */
export function riskLine(proposal: Proposal): string {
  const doubts = doubtsOf(riskOf(proposal));
  const check = doubts.length > 0 ? `Check: ${doubts.join(", ")}.` : "";
  return [escalationLine(proposal), proofLine(proposal), check].filter((part) => part !== "").join(" ");
}

const MOST_WAYS = 3;

/** What the role can still do to gain rights, by refined and retained policies together; empty where it cannot. */
function escalationLine({ escalations, role }: Proposal): string {
  if (escalations.length === 0) return "";
  return `${role.name} can still widen its own rights: ${someOf(escalations.map(escalationName), MOST_WAYS)}.`;
}

/** `iam:PassRole with lambda:CreateFunction` */
export function escalationName({ actions }: Pick<KeptEscalation, "actions">): string {
  return actions.join(" with ");
}

/** What the replay of the very calls that the proposal was made from found. It says nothing of calls where the evidence holds none. */
export function replayText({ calls, wouldDeny }: Replay): string {
  const denied = wouldDeny.reduce((sum, { count }) => sum + count, 0);
  if (calls === null)
    return wouldDeny.length === 0
      ? "Every action that Access Analyzer's generated policy names stays allowed."
      : `${counted(wouldDeny.length, "action")} of Access Analyzer's generated policy would be denied.`;
  if (calls === 0) return "No calls to replay.";
  return `Replayed ${counted(calls, "call")}: ${denied} denied.`;
}

function doubtsOf(risk: Risk): readonly string[] {
  const counts: readonly (readonly [number, string, string])[] = [
    [risk.replayedCallsDenied ?? 0, "replayed call denied", "replayed calls denied"],
    [risk.removedUnlogged, "removed action that no log could show", "removed actions that no log could show"],
    [risk.keptWithoutProof, "action kept without proof", "actions kept without proof"],
    [risk.suspicious, "sign of suspicious activity", "signs of suspicious activity"],
    [risk.gaps, "evidence gap", "evidence gaps"],
  ];
  return counts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
}
