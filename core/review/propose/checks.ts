import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import type { Check } from "../model/check.ts";
import type { KeptEscalation, ProposedPolicy, Replay } from "../model/proposal.ts";
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
  if (!first) return { name: "no-new-access", result: "pass", fresh: 0 };
  const { action, resource } = first;
  return { name: "no-new-access", result: "fail", fresh: fresh.length, first: { action, resource } };
}

function fitsLimits(proposed: readonly ProposedPolicy[]): Check {
  const largest = Math.max(0, ...proposed.map((policy) => policy.size));
  return { name: "fits-iam-limits", result: largest <= MAX_POLICY_SIZE ? "pass" : "fail", policies: proposed.length, largest };
}

function replayed({ replay: { wouldDeny } }: Checked): Check {
  return { name: "replay", result: wouldDeny.length === 0 ? "pass" : "fail" };
}

function evidenceComplete({ activity: { gaps, unresolved } }: ProposeInput): Check {
  return { name: "evidence-complete", result: gaps.length === 0 && unresolved.length === 0 ? "pass" : "warn" };
}

function escalation({ escalations }: Checked): Check {
  return { name: "privilege-escalation", result: escalations.length === 0 ? "pass" : "warn" };
}

function boundary({ role: { boundaryArn } }: ProposeInput): Check {
  return { name: "permissions-boundary", result: "skipped", ...(boundaryArn ? { boundary: boundaryArn } : {}) };
}
