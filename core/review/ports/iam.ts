import type { Arn, RoleName } from "#core/aws/names.ts";
import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import type { NoLastAccess } from "#core/usage/evidence-gap.ts";
import type { PolicyRef, RoleState } from "../model/role-state.ts";

/** IAM, read. */
export interface Roles {
  /** Every role of the account with its policies, page by page (GetAccountAuthorizationDetails). */
  all(): AsyncIterable<RoleState>;
  /** One role as it is now. Throws RoleNotFoundError. */
  read(roleName: string): Promise<RoleState>;
  /**
   * The ARN of the account's own policy of this name, whatever its path; undefined where none is shown. Upper and lower case count
   * as the same (ListPolicies).
   */
  policyNamed(name: string): Promise<string | undefined>;
}

export interface PolicyVersion {
  readonly versionId: string;
  readonly isDefault: boolean;
  readonly createdAt: string;
}

/** What a stack calls a role of its own. */
export interface StackResource {
  readonly stack: string;
  /** Absent where the stack has so many resources that it was not told. */
  readonly logicalId?: string;
}

/** CloudFormation, as far as it says whose a role is: a role carries no tag of its stack. */
export interface Stacks {
  /** Undefined where no stack of this region made the role. */
  ownerOf(roleName: string): Promise<StackResource | undefined>;
}

/**
 * IAM, write: one method a call, none of them clever. The change plan makes them repeatable. What writes to a policy or attaches it throws
 * PolicyNotFoundError where IAM does not know the policy, or not yet.
 */
export interface RoleChanges {
  /** Throws PolicyExistsError, with its holder where IAM shows it, where the name is taken. */
  createPolicy(policy: {
    readonly path: string;
    readonly name: string;
    readonly document: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<{ readonly arn: Arn }>;
  /** The new version becomes the default. Throws VersionLimitError where there are five. */
  createPolicyVersion(arn: Arn, document: string): Promise<{ readonly versionId: string }>;
  setDefaultVersion(arn: Arn, versionId: string): Promise<void>;
  deletePolicyVersion(arn: Arn, versionId: string): Promise<void>;
  /** Newest first; empty where the policy does not exist. */
  policyVersions(arn: Arn): Promise<readonly PolicyVersion[]>;
  /** JSON text. */
  policyDocument(arn: Arn, versionId: string): Promise<string>;
  deletePolicy(arn: Arn): Promise<void>;
  /** Adds these tags, or gives them new values; other tags stay. */
  tagPolicy(arn: Arn, tags: Readonly<Record<string, string>>): Promise<void>;
  attach(roleName: RoleName, policyArn: Arn): Promise<void>;
  /** No error where it is not attached. */
  detach(roleName: RoleName, policyArn: Arn): Promise<void>;
  /** Writes an inline policy, exactly this text (PutRolePolicy). */
  putInline(roleName: RoleName, name: string, document: string): Promise<void>;
  /** No error where there is none of the name (DeleteRolePolicy). */
  deleteInline(roleName: RoleName, name: string): Promise<void>;
  /** JSON text; undefined where there is no inline policy of the name (GetRolePolicy). */
  inlineDocument(roleName: RoleName, name: string): Promise<string | undefined>;
  attached(roleName: RoleName): Promise<readonly PolicyRef[]>;
  /** How many carry a policy or have it as their boundary, users and groups among them; 0 where it does not exist (GetPolicy). */
  carriers(policyArn: Arn): Promise<number>;
}

/** IAM looks back so many days at the least (IAM User Guide, "Refine permissions using last accessed information"). */
export const IAM_DAYS_BACK = 400;

/** Every service that the role used, or the reason why IAM did not tell. */
export type LastAccessReport = { readonly services: readonly LastAccessed[] } | { readonly missing: NoLastAccess };

/** IAM's own knowledge of when a role last used each service: it sees what no event shows, though not by which action. */
export interface LastAccessReports {
  /** Undefined where there is nobody to ask. Throws ThrottledError. */
  ofRole(roleArn: string): Promise<LastAccessReport | undefined>;
}

/** What is known of a role's use as of now. */
export interface UseUntilNow {
  /** Undefined where there is nobody to ask. */
  readonly report: LastAccessReport | undefined;
  /** What a log shows after the end of its window. */
  readonly logged: readonly ActionLastAccessed[];
}

/** What a role did until now, for a look before its change. */
export interface LatestUse {
  /** Throws ThrottledError. */
  ofRole(roleArn: string): Promise<UseUntilNow>;
}
