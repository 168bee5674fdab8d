import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { Proposal } from "./model/proposal.ts";
import type { RoleState } from "./model/role-state.ts";

/** The policies of a role, or some of them. */
type Policies = Pick<RoleState, "attached" | "inline">;

/** The role's policies that a change takes the place of, and those that it leaves. */
export function replacedAndRetained(
  { attached, inline }: Policies,
  { replaces, replacesInline }: Pick<Proposal, "replaces" | "replacesInline">,
): { readonly replaced: Policies; readonly retained: Policies } {
  const arns = new Set(replaces.map(({ arn }) => arn));
  const names = new Set(replacesInline);
  return {
    replaced: { attached: attached.filter(({ arn }) => arns.has(arn)), inline: inline.filter(({ name }) => names.has(name)) },
    retained: { attached: attached.filter(({ arn }) => !arns.has(arn)), inline: inline.filter(({ name }) => !names.has(name)) },
  };
}

/** The documents of a role's policies: attached ones, then inline ones. */
export function documentsOf({ attached, inline }: Policies): readonly PolicyDocument[] {
  return [...attached, ...inline].map(({ document }) => document);
}

/** The documents of a proposal's refined policies. */
export function refinedDocuments({ policies }: Pick<Proposal, "policies">): readonly PolicyDocument[] {
  return policies.map(({ name, document }) => parsePolicy(document, name));
}

/** The documents that a role has once a change of it is made. */
export function documentsAfter(
  before: Policies,
  proposal: Pick<Proposal, "policies" | "replaces" | "replacesInline">,
): readonly PolicyDocument[] {
  return [...refinedDocuments(proposal), ...documentsOf(replacedAndRetained(before, proposal).retained)];
}
