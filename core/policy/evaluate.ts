import { conditionsHold, type RequestContext, type Truth } from "./conditions.ts";
import type { Patterns, PolicyDocument, Statement } from "./document.ts";
import { hasVariable, matches, mayMatch } from "./match.ts";

export interface PolicyRequest {
  /** `prefix:Name`, in any letter case. */
  readonly action: string;
  /** A concrete ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  readonly context?: RequestContext;
}

export type Verdict = "allowed" | "explicitly-denied" | "not-allowed" | "uncertain";

/**
 * What a role's identity policies say to one request: an explicit deny wins, and a condition that cannot be decided
 * makes its statement uncertain, never certain (IAM User Guide, "Policy evaluation logic").
 */
export function evaluate(request: PolicyRequest, policies: readonly PolicyDocument[]): Verdict {
  const found = { Allow: new Set<Truth>(), Deny: new Set<Truth>() };
  const action = request.action.toLowerCase();
  for (const { statements } of policies) {
    for (const statement of statements) {
      if (actionMatches(statement, action)) found[statement.effect].add(applies(statement, request));
    }
  }
  if (found.Deny.has("yes")) return "explicitly-denied";
  if (found.Allow.has("yes")) return found.Deny.has("unknown") ? "uncertain" : "allowed";
  return found.Allow.has("unknown") ? "uncertain" : "not-allowed";
}

function actionMatches({ actions }: Statement, action: string): boolean {
  const hit = actions.patterns.some((pattern) => matches(pattern.toLowerCase(), action));
  return hit === (actions.kind === "only");
}

function applies({ resources, conditions }: Statement, { resource, context = {} }: PolicyRequest): Truth {
  const onResource = resourceMatches(resources, resource);
  if (onResource === "no") return "no";
  const held = conditionsHold(conditions, context);
  return onResource === "unknown" && held === "yes" ? "unknown" : held;
}

function resourceMatches({ kind, patterns }: Patterns, resource: string): Truth {
  if (patterns.some((pattern) => matches(pattern, resource))) return kind === "only" ? "yes" : "no";
  if (patterns.some((pattern) => hasVariable(pattern) && mayMatch(pattern, resource))) return "unknown";
  return kind === "only" ? "no" : "yes";
}
