import type { PolicyDocument } from "#core/policy/document.ts";

export interface PolicyRef {
  readonly arn: string;
  readonly name: string;
}

export interface AttachedPolicy extends PolicyRef {
  readonly versionId: string;
  /** When the default version was made, ISO 8601; absent where it is not known. */
  readonly since?: string;
  /** The default version, exactly as IAM gave it, as JSON text. */
  readonly json: string;
  readonly document: PolicyDocument;
  /** A refined policy that others carry too, or have as their boundary: a new version of it would change them. */
  readonly shared?: true;
}

export interface InlinePolicy {
  readonly name: string;
  readonly json: string;
  readonly document: PolicyDocument;
}

/** Everything that decides a role's permissions at one moment, and what says whose role it is. */
export interface RoleState {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly partition: string;
  readonly accountId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The trust policy, as JSON text. */
  readonly trust: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Sorted by ARN. */
  readonly attached: readonly AttachedPolicy[];
  /** Sorted by name. */
  readonly inline: readonly InlinePolicy[];
  readonly boundaryArn?: string;
  readonly instanceProfiles: readonly string[];
  /** Why its policies could not be read, where that is so; then none of them is listed, and it cannot be reviewed. */
  readonly unreadable?: string;
  readonly lastUsed?: { readonly at: string; readonly region: string };
}
