import { actionSpace } from "#core/policy/action-space.ts";
import type { AccessLevel, ActionCatalogue } from "#core/policy/catalogue.ts";
import { countByLevel, GRAVEST_FIRST, grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { RoleState } from "./model/role-state.ts";
import { isBroad } from "./selection.ts";

/**
 * The access levels that a role's broad policies give: AWS managed ones that a review replaces by name, and any policy that allows
 * every action, or every one but some. Empty where it carries none.
 */
export function broadLevels({ attached, inline }: RoleState, catalogue: ActionCatalogue): ReadonlySet<AccessLevel> {
  const broad = [...attached.filter((policy) => isBroad(policy) || allowsEverything(policy.document)), ...inline.filter(isOpen)];
  if (broad.length === 0) return new Set();
  const space = actionSpace(catalogue);
  const documents = broad.map(({ document }) => document);
  const counts = countByLevel(grantedActions(documents, space), space).map((row) => row.counts);
  return new Set(GRAVEST_FIRST.filter((_, at) => counts.some((row) => (row[at] ?? 0) > 0)));
}

function isOpen({ document }: RoleState["inline"][number]): boolean {
  return allowsEverything(document);
}

function allowsEverything({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, actions }) =>
      effect === "Allow" && (actions.kind === "except" || actions.patterns.some((pattern) => /^\*+(:\*+)?$/.test(pattern))),
  );
}
