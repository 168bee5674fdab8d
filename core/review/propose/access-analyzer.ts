import { NotAuthorizedError, QuotaExceededError, RequestRefusedError, ServiceFaultError } from "#core/errors.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { toJson } from "#core/policy/json.ts";
import type { Check, Unanswered } from "../model/check.ts";
import type { ProposedPolicy } from "../model/proposal.ts";
import type { RoleState } from "../model/role-state.ts";
import type { PolicyChecks, PolicyFinding } from "../ports/access-analyzer.ts";
import { documentsOf } from "../role-policies.ts";

const NAMES = ["access-analyzer-valid-policy", "access-analyzer-no-new-access"] as const;

/** What only means that a check cannot be made now or here. A throttled call is made again by the workflow. */
const UNANSWERED = [NotAuthorizedError, QuotaExceededError, RequestRefusedError, ServiceFaultError];

/**
 * What Access Analyzer itself says of a proposal: ValidatePolicy for each document, CheckNoNewAccess against the role as it is. A check
 * that Access Analyzer refuses to make, or cannot make, is skipped with the reason: Whittle's own checks have been made before.
 * Throws ThrottledError.
 */
export async function accessAnalyzerChecks(checks: PolicyChecks, proposed: readonly ProposedPolicy[], role: RoleState): Promise<Check[]> {
  const documents = proposed.map((policy) => JSON.stringify(policy.document));
  if (documents.length === 0) return NAMES.map((name) => ({ name, result: "skipped", because: { id: "no-refined-policy" } }));
  return [await validity(checks, documents), await newAccess(checks, documents, role)];
}

async function validity(checks: PolicyChecks, documents: readonly string[]): Promise<Check> {
  const [name] = NAMES;
  const findings: PolicyFinding[] = [];
  for (const document of documents) {
    const found = await answerOf(() => checks.validate(document));
    if ("missing" in found) return { name, result: "skipped", because: found.missing };
    findings.push(...found.answer);
  }
  const isWrong = findings.some((finding) => finding.type === "ERROR");
  return { name, result: isWrong ? "fail" : findings.length > 0 ? "warn" : "pass", findings };
}

async function newAccess(checks: PolicyChecks, documents: readonly string[], role: RoleState): Promise<Check> {
  const [, name] = NAMES;
  const existing = merged(documentsOf(role));
  for (const document of documents) {
    const verdict = await answerOf(() => checks.noNewAccess(document, existing));
    if ("missing" in verdict) return { name, result: "skipped", because: verdict.missing };
    if (!verdict.answer.pass) return { name, result: "fail", reasons: verdict.answer.reasons };
  }
  return { name, result: "pass", reasons: [] };
}

type Answer<T> = { readonly answer: T } | { readonly missing: Unanswered };

async function answerOf<T>(ask: () => Promise<T | "unavailable">): Promise<Answer<T>> {
  try {
    const answer = await ask();
    return answer === "unavailable" ? { missing: { id: "only-in-aws" } } : { answer };
  } catch (error) {
    const isUnanswered = error instanceof Error && UNANSWERED.some((kind) => error instanceof kind);
    if (!isUnanswered) throw error;
    return { missing: { id: "not-answered", error: error.message } };
  }
}

/** CheckNoNewAccess compares two documents; a role's policies together are one, as long as no Sid stands twice. */
function merged(documents: readonly PolicyDocument[]): string {
  const statements = documents.flatMap((document) => document.statements).map(({ sid: _, ...statement }) => statement);
  return JSON.stringify(toJson({ version: "2012-10-17", statements }));
}
