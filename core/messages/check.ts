import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import type { Check, CheckOf, Unanswered } from "#core/review/model/check.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { escalationName } from "./risk-line.ts";

/** What a check found, in a sentence or two. Replay, evidence gaps and ways to gain rights are the proposal's. */
export function checkText(check: Check, proposal: Proposal): string {
  switch (check.name) {
    case "no-new-access":
      return check.first === undefined
        ? "Everything that the role could do afterwards, it can do today."
        : `${counted(check.fresh, "permission")} would be new, the first ${check.first.action} on ${check.first.resource}.`;
    case "fits-iam-limits":
      return sizeText(check);
    case "replay":
      return replayedText(proposal);
    case "evidence-complete":
      return evidenceText(proposal);
    case "privilege-escalation":
      return escalationText(proposal);
    case "permissions-boundary":
      return check.boundary === undefined
        ? "The role has no permissions boundary; session policies and service control policies are not considered."
        : `The boundary ${check.boundary} limits the role before and after alike; it is not considered here.`;
    case "access-analyzer-valid-policy":
      if (check.result === "skipped") return unansweredText(check.because);
      return check.findings.map(({ type, code, detail }) => `${type} ${code}: ${detail}`).join(" ") || "ValidatePolicy found nothing.";
    case "access-analyzer-no-new-access":
      if (check.result === "skipped") return unansweredText(check.because);
      return check.result === "pass" ? "CheckNoNewAccess passed for every document." : check.reasons.join(" ");
  }
}

function sizeText({ policies, largest, limit = MAX_POLICY_SIZE }: CheckOf<"fits-iam-limits">): string {
  const size = `${thousands(largest)} of ${thousands(limit)} characters`;
  if (policies === 0) return "No new policy is needed.";
  return policies === 1 ? `One policy, ${size}.` : `${counted(policies, "policy", "policies")}, the largest ${size}.`;
}

/** A generated policy names actions; how often they were called, it does not tell. */
function replayedText({ replay: { calls, wouldDeny } }: Proposal): string {
  if (wouldDeny.length > 0) {
    const named = wouldDeny.slice(0, 5).map(({ action, resource }) => `${action} on ${resource}`);
    return `${counted(wouldDeny.length, "kind")} of calls that were seen would be denied: ${named.join("; ")}.`;
  }
  if (calls === null) return "Every action that the evidence names, as far as it was allowed before, would be allowed.";
  if (calls === 0) return "No call was seen that could be tried.";
  return calls === 1
    ? "The one call that was seen to succeed would succeed again."
    : `All ${thousands(calls)} calls that were seen to succeed would succeed again.`;
}

/** The gaps by their kind: each is told in full elsewhere. */
function evidenceText({ gaps, activity: { unresolved } }: Proposal): string {
  if (gaps.length === 0 && unresolved.length === 0) return "No gap in the evidence is known.";
  const kinds = [...new Set(gaps.map(({ kind }) => kind.replaceAll("-", " ")))];
  const events = unresolved.map(({ source, name }) => `${source} ${name}`);
  return [
    ...(kinds.length > 0 ? [`Evidence gaps: ${kinds.join(", ")}.`] : []),
    ...(events.length > 0 ? [`Events that map to no known action: ${events.join(", ")}.`] : []),
  ].join(" ");
}

const MOST_WAYS = 20;

function escalationText({ escalations }: Proposal): string {
  if (escalations.length === 0) return "No action with which the role could give itself more permissions is kept.";
  const parts = [
    ["Kept because the role used or needs them", escalations.filter(({ byRetained }) => !byRetained)],
    ["Granted by retained policies", escalations.filter(({ byRetained }) => byRetained)],
  ] as const;
  return parts
    .filter(([, ways]) => ways.length > 0)
    .map(([why, ways]) => `${why}: ${someOf(ways.map(escalationName), MOST_WAYS)}.`)
    .join(" ");
}

function unansweredText(because: Unanswered): string {
  switch (because.id) {
    case "only-in-aws":
      return "Skipped: Access Analyzer is only available in AWS.";
    case "no-refined-policy":
      return "There is no new policy to ask about.";
    case "not-answered":
      return `Skipped: ${because.error}`;
  }
}
