import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import type { Check, KeptEscalation, ProposedPolicy, Replay } from "../model/proposal.ts";
import type { ProposeInput, RolePolicies } from "./propose-input.ts";

interface Checked extends ProposeInput {
  readonly policies: RolePolicies;
  readonly proposed: readonly ProposedPolicy[];
  readonly replay: Replay;
  readonly escalations: readonly KeptEscalation[];
}

/** Every check that needs no AWS, each with its evidence. Access Analyzer's own are added by `accessAnalyzerChecks`. */
export function checkProposal(checked: Checked): Check[] {
  return [
    noNewAccess(checked),
    fitsLimits(checked.proposed),
    replayed(checked),
    evidenceComplete(checked),
    escalation(checked),
    boundary(checked),
  ];
}

/** Checks whose failure means that the proposal is wrong: it must never reach an approver. */
export function unsoundChecks(checks: readonly Check[]): readonly Check[] {
  return checks.filter((check) => check.result === "fail");
}

function noNewAccess({ policies, catalogue }: { readonly policies: RolePolicies; readonly catalogue: ActionCatalogue }): Check {
  const fresh = uncovered(policies.after, [...policies.replaced, ...policies.retained], catalogue);
  const [first] = fresh;
  if (!first) return { name: "no-new-access", result: "pass", detail: "Everything that the role could do afterwards, it can do today." };
  return {
    name: "no-new-access",
    result: "fail",
    detail: `${counted(fresh.length, "permission")} would be new, the first ${first.action} on ${first.resource}.`,
  };
}

function fitsLimits(proposed: readonly ProposedPolicy[]): Check {
  const largest = Math.max(0, ...proposed.map((policy) => policy.size));
  const size = `${thousands(largest)} of ${thousands(MAX_POLICY_SIZE)} characters`;
  const detail =
    proposed.length === 0
      ? "No refined policy is needed."
      : proposed.length === 1
        ? `One policy, ${size}.`
        : `${counted(proposed.length, "policy", "policies")}, the largest ${size}.`;
  return { name: "fits-iam-limits", result: largest <= MAX_POLICY_SIZE ? "pass" : "fail", detail };
}

function replayed({ replay: { calls, wouldDeny } }: Checked): Check {
  if (wouldDeny.length === 0) return { name: "replay", result: "pass", detail: stillAllowed(calls) };
  const named = wouldDeny.slice(0, 5).map(({ action, resource }) => `${action} on ${resource}`);
  return {
    name: "replay",
    result: "fail",
    detail: `${counted(wouldDeny.length, "kind")} of calls that were seen would be denied: ${named.join("; ")}.`,
  };
}

/** A generated policy names actions; how often they were called, it does not tell. */
function stillAllowed(calls: number | null): string {
  if (calls === null) return "Every action that the generated policy names, as far as it was allowed before, would be allowed.";
  if (calls === 0) return "No call was seen that could be tried.";
  return calls === 1
    ? "The one call that was seen to succeed would succeed again."
    : `All ${thousands(calls)} calls that were seen to succeed would succeed again.`;
}

function evidenceComplete({ activity }: ProposeInput): Check {
  const { gaps, unresolved } = activity;
  if (gaps.length === 0 && unresolved.length === 0)
    return { name: "evidence-complete", result: "pass", detail: "No gap in the evidence is known." };
  const events = unresolved.map(({ source, name }) => `${source} ${name}`);
  const unknown = events.length === 0 ? [] : [`Events that map to no known action: ${events.join(", ")}.`];
  return { name: "evidence-complete", result: "warn", detail: [...gaps.map((gap) => gap.detail), ...unknown].join(" ") };
}

const MOST_WAYS = 20;

function escalation({ escalations }: Checked): Check {
  const name = "privilege-escalation";
  if (escalations.length === 0) return { name, result: "pass", detail: "No action that could widen the role's own rights is kept." };
  const parts = [
    ["Kept because the role used or needs them", escalations.filter(({ byRetained }) => !byRetained)],
    ["Granted by retained policies", escalations.filter(({ byRetained }) => byRetained)],
  ] as const;
  const told = parts
    .filter(([, ways]) => ways.length > 0)
    .map(
      ([why, ways]) =>
        `${why}: ${someOf(
          ways.map(({ actions }) => actions.join(" with ")),
          MOST_WAYS,
        )}.`,
    );
  return { name, result: "warn", detail: told.join(" ") };
}

function boundary({ role }: ProposeInput): Check {
  const detail = role.boundaryArn
    ? `The boundary ${role.boundaryArn} limits the role before and after alike; it is not considered here.`
    : "The role has no permissions boundary; session policies and service control policies are not considered.";
  return { name: "permissions-boundary", result: "skipped", detail };
}
