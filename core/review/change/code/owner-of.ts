import { NotAuthorizedError, RequestRefusedError, ServiceFaultError } from "#core/errors.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import type { CodeOwner } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { Stacks } from "../../ports/iam.ts";
import { codeOwner } from "./code-owned.ts";

const UNANSWERED = [NotAuthorizedError, RequestRefusedError, ServiceFaultError];

interface Ownership {
  readonly owner: CodeOwner | undefined;
  readonly gaps: readonly EvidenceGap[];
}

/**
 * The code that a role belongs to. Where CloudFormation does not answer, the role's tags alone say so, and that is an evidence gap.
 * Throws ThrottledError: the workflow asks again.
 */
export async function ownerOf(stacks: Stacks, role: RoleState): Promise<Ownership> {
  try {
    return { owner: codeOwner(role, await stacks.ownerOf(role.name)), gaps: [] };
  } catch (error) {
    const isUnanswered = error instanceof Error && UNANSWERED.some((kind) => error instanceof kind);
    if (!isUnanswered) throw error;
    return { owner: codeOwner(role), gaps: [{ kind: "owner-unknown", effect: "warn", error: error.message }] };
  }
}
