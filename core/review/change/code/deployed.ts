import { accountOf } from "#core/aws/arn.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { AttachedPolicy, RoleState } from "../../model/role-state.ts";
import { documentsOf, refinedDocuments, replacedAndRetained } from "../../role-policies.ts";

interface Deploying {
  readonly before: RoleState;
  readonly proposal: Pick<Proposal, "policies" | "replaces" | "replacesInline">;
  readonly now: RoleState;
}

/**
 * Do the role's policies grant exactly what was approved, and deny no more? Code may name policies as it likes, split them or write them
 * into the role. What AWS itself changed about a retained policy of its own is no difference.
 */
export function isDeployed({ before, proposal, now }: Deploying, catalogue: ActionCatalogue): boolean {
  const { retained } = replacedAndRetained(before, proposal);
  const approved = [
    ...refinedDocuments(proposal),
    ...retained.attached.map((policy) => documentToday(policy, now)),
    ...retained.inline.map(({ document }) => document),
  ];
  const has = documentsOf(now);
  return uncovered(approved, has, catalogue).length === 0 && uncovered(has, approved, catalogue).length === 0;
}

function documentToday(policy: AttachedPolicy, now: RoleState): PolicyDocument {
  const today = accountOf(policy.arn) === "aws" ? now.attached.find(({ arn }) => arn === policy.arn) : undefined;
  return (today ?? policy).document;
}
