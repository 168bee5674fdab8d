import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { patternTest, uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { refine } from "#core/policy/refine.ts";
import { toDocuments } from "#core/policy/split.ts";
import { proposedPolicies } from "../../chosen.ts";
import { NotGrantedBeforeError } from "../../errors.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import { documentLimits, roomFor } from "../../policy-quota.ts";
import { documentsOf, replacedAndRetained } from "../../role-policies.ts";
import type { ChangePlan } from "../plan/change-plan.ts";
import { planChange } from "../plan/plan.ts";
import { refinedOf } from "../plan/refined-policy.ts";

export interface AddBackInput {
  readonly before: RoleState;
  readonly proposal: Pick<Proposal, "reviewId" | "replaces" | "replacesInline">;
  readonly now: RoleState;
  /** Actions, or patterns of them such as `s3:*` for a service. */
  readonly actions: readonly string[];
}

type Replacing = Pick<AddBackInput, "before" | "proposal">;

/** Those of these actions that the policies which a review replaced did not grant at all. */
export function notGrantedBefore(review: Replacing, actions: readonly string[], catalogue: ActionCatalogue): readonly string[] {
  const replaced = replacedDocuments(review);
  return actions.filter((action) => grantedOf(replaced, [action], catalogue).length === 0);
}

function replacedDocuments({ before, proposal }: Replacing): readonly PolicyDocument[] {
  return documentsOf(replacedAndRetained(before, proposal).replaced);
}

/** What these policies grant of the actions; empty where that is nothing. */
function grantedOf(
  replaced: readonly PolicyDocument[],
  actions: readonly string[],
  catalogue: ActionCatalogue,
): PolicyDocument["statements"] {
  const wanted = actions.flatMap((pattern) => catalogue.expand(pattern)).map((action) => ({ action, resources: ["*"] }));
  const { statements } = refine({ wanted, replaced, retained: [], catalogue });
  return statements.some(({ effect }) => effect === "Allow") ? statements : [];
}

/**
 * Adds just some of what a review took away to the role's refined policy, on the resources and under the conditions of before.
 * The plan has no steps where the role may do it already.
 * Throws NotGrantedBeforeError where the replaced policies did not grant it, and what planChange throws.
 */
export function planAddBack({ before, proposal, now, actions }: AddBackInput, catalogue: ActionCatalogue): ChangePlan {
  const replaced = replacedDocuments({ before, proposal });
  const statements = grantedOf(replaced, actions, catalogue);
  if (statements.length === 0) throw new NotGrantedBeforeError(before.name, actions);
  const refined = refinedOf(now);
  const added: PolicyDocument = { version: "2012-10-17", statements };
  const nothing: ChangePlan = { roleName: now.name, roleArn: now.arn, reviewId: proposal.reviewId, steps: [] };
  if (uncovered([added], documentsOf(now), catalogue).length === 0) return nothing;
  const all = [...refined.flatMap(({ document }) => document.statements), ...statements];
  const room = roomFor(now);
  const policies = proposedPolicies(
    now.name,
    toDocuments(all, { ...documentLimits(room), catalogue, mayName: patternTest([...replaced, ...documentsOf(now)]) }),
    room,
  );
  return planChange(now, { reviewId: proposal.reviewId, policies, replaces: refined, replacesInline: [] });
}
