import { accountOf, parseArn } from "#core/aws/arn.ts";
import type { JsonPolicy } from "#core/policy/json.ts";
import type { PolicyRef, RoleState } from "../../model/role-state.ts";

/** What is to change on one permission set: its inline policy is written, then managed policies are taken off it. */
export interface SetChange {
  readonly name: string;
  /** The set's permissions as they were reviewed. */
  readonly before: Pick<RoleState, "attached" | "boundaryArn" | "inline">;
  /** Its inline policy as it was reviewed, as JSON text; absent where it had none. */
  readonly reviewedInline?: string;
  /** The inline policy that it is to have; absent where it is to have none. */
  readonly inline?: JsonPolicy;
  readonly replaces: readonly PolicyRef[];
}

/** How a permission set refers to a customer-managed policy, which each account has one of. */
export interface CustomerManaged {
  readonly Name: string;
  readonly Path: string;
}

/** How the set refers to a policy: an AWS managed one by its ARN, a customer-managed one by name and path. */
export function referenceOf(policyArn: string): string | CustomerManaged {
  if (accountOf(policyArn) === "aws") return policyArn;
  const { resource = "" } = parseArn(policyArn) ?? {};
  const path = resource.slice("policy".length);
  const start = path.lastIndexOf("/") + 1;
  return { Name: path.slice(start), Path: path.slice(0, start) };
}
