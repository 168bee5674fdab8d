import { serviceOf } from "#core/aws/names.ts";
import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import type { Patterns, Statement } from "#core/policy/document.ts";
import { patternCovers, patternsMeet } from "#core/policy/match.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import { documentsAfter, documentsOf } from "../../role-policies.ts";

/** What is known of a role's use as of now: IAM's report, and what a log shows after the window. */
interface Use {
  readonly services: readonly LastAccessed[];
  readonly logged: readonly ActionLastAccessed[];
}

/**
 * What the role used after the window of its proposal, had before, and would not have afterwards, sorted: actions, and `service:*` where
 * only the use of a service is known. Left aside is what the approver knew of: calls that were refused in the window (IAM counts
 * refused attempts too, see IAM API Reference, TrackedActionLastAccessed), and services that a question was about.
 */
export function usedSince(proposal: Proposal, before: RoleState, { services, logged }: Use): readonly string[] {
  const after = documentsAfter(before, proposal).flatMap(({ statements }) => statements);
  const had = documentsOf(before).flatMap(({ statements }) => statements);
  const refused = new Set(proposal.activity.denied.map(({ action }) => action));
  const asked = new Set(proposal.questions.flatMap(({ actions }) => actions.map(serviceOf)));
  const isSince = ({ at }: { readonly at: string }) => at >= proposal.window.to;
  const lost = (pattern: string) => isGrantedAny(pattern, had) && !isGrantedAny(pattern, after);
  const actions = services.flatMap(({ actions = [] }) => actions).filter(isSince);
  const ofActions = new Set(actions.map(({ action }) => serviceOf(action)));
  const untold = services.filter(isSince).filter(({ service }) => !ofActions.has(service) && !asked.has(service));
  const isRefused = (service: string) => [...refused].some((action) => serviceOf(action) === service);
  return distinct([
    ...logged.map(({ action }) => action).filter(lost),
    ...actions.map(({ action }) => action).filter((action) => !refused.has(action) && lost(action)),
    ...untold.filter(({ service }) => !isRefused(service) && lost(`${service}:*`)).map(({ service }) => `${service}:*`),
  ]);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** Is anything of the pattern's actions allowed on some resource, and not denied on all? */
function isGrantedAny(pattern: string, statements: readonly Statement[]): boolean {
  const lower = pattern.toLowerCase();
  const isDeniedAlways = ({ effect, actions, resources, conditions }: Statement) =>
    effect === "Deny" && conditions === undefined && resources.kind === "only" && resources.patterns.includes("*") && isAll(actions, lower);
  return statements.some(({ effect, actions }) => effect === "Allow" && isSome(actions, lower)) && !statements.some(isDeniedAlways);
}

function isSome({ kind, patterns }: Patterns, actions: string): boolean {
  if (kind === "except") return !patterns.some((pattern) => patternCovers(pattern.toLowerCase(), actions));
  return patterns.some((pattern) => patternsMeet(pattern.toLowerCase(), actions));
}

function isAll({ kind, patterns }: Patterns, actions: string): boolean {
  if (kind === "except") return !patterns.some((pattern) => patternsMeet(pattern.toLowerCase(), actions));
  return patterns.some((pattern) => patternCovers(pattern.toLowerCase(), actions));
}
