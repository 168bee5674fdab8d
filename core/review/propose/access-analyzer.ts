import type { PolicyDocument } from "#core/policy/document.ts";
import { toJson } from "#core/policy/json.ts";
import type { Check, ProposedPolicy } from "../model/proposal.ts";
import type { RoleState } from "../model/role-state.ts";
import type { PolicyChecks, PolicyFinding } from "../ports/access-analyzer.ts";

const NO_ANALYZER = "Access Analyzer was not asked: there is none in an embedded run.";

const NAMES = ["access-analyzer-valid-policy", "access-analyzer-no-new-access"] as const;

/** What Access Analyzer itself says of a proposal: ValidatePolicy for each document, CheckNoNewAccess against the role as it is. */
export async function accessAnalyzerChecks(checks: PolicyChecks, proposed: readonly ProposedPolicy[], role: RoleState): Promise<Check[]> {
  const documents = proposed.map((policy) => JSON.stringify(policy.document));
  if (documents.length === 0) return NAMES.map((name) => ({ name, result: "skipped", detail: "There is no refined policy to ask about." }));
  return [await validity(checks, documents), await newAccess(checks, documents, role)];
}

async function validity(checks: PolicyChecks, documents: readonly string[]): Promise<Check> {
  const [name] = NAMES;
  const findings: PolicyFinding[] = [];
  for (const document of documents) {
    const found = await checks.validate(document);
    if (found === "unavailable") return { name, result: "skipped", detail: NO_ANALYZER };
    findings.push(...found);
  }
  const detail = findings.map(({ type, code, detail }) => `${type} ${code}: ${detail}`).join(" ");
  if (findings.some((finding) => finding.type === "ERROR")) return { name, result: "fail", detail };
  if (findings.length > 0) return { name, result: "warn", detail };
  return { name, result: "pass", detail: "ValidatePolicy found nothing." };
}

async function newAccess(checks: PolicyChecks, documents: readonly string[], role: RoleState): Promise<Check> {
  const [, name] = NAMES;
  const existing = merged([...role.attached, ...role.inline].map((policy) => policy.document));
  for (const document of documents) {
    const verdict = await checks.noNewAccess(document, existing);
    if (verdict === "unavailable") return { name, result: "skipped", detail: NO_ANALYZER };
    if (!verdict.pass) return { name, result: "fail", detail: verdict.reasons.join(" ") };
  }
  return { name, result: "pass", detail: "CheckNoNewAccess passed for every document." };
}

/** CheckNoNewAccess compares two documents; a role's policies together are one, as long as no Sid stands twice. */
function merged(documents: readonly PolicyDocument[]): string {
  const statements = documents.flatMap((document) => document.statements).map(({ sid: _, ...statement }) => statement);
  return JSON.stringify(toJson({ version: "2012-10-17", statements }));
}
