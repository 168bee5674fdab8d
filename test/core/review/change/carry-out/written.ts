import type { RoleName } from "#core/aws/names.ts";
import { PolicyExistsError, VersionLimitError } from "#core/review/errors.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import { asArn } from "#test/names.ts";

export interface WrittenPolicy {
  /** Newest first, as IAM lists them. */
  versions: { readonly id: string; readonly document: string; readonly isDefault?: boolean }[];
  /** Roles that carry it. */
  readonly carriers: readonly string[];
}

/** IAM with some policies, which notes each call that changes something. */
export function writing(policies: Readonly<Record<string, WrittenPolicy>> = {}, { holder }: { readonly holder?: string } = {}) {
  const calls: string[] = [];
  const versionsOf = (arn: string) => policies[arn]?.versions ?? [];
  const changes: RoleChanges = {
    async createPolicy({ path, name, document, tags }) {
      calls.push(`create ${path}${name} ${document} ${JSON.stringify(tags)}`);
      if (holder !== undefined) throw new PolicyExistsError(name, holder === "" ? undefined : holder);
      return { arn: asArn(`arn:aws:iam::111122223333:policy${path}${name}`) };
    },
    async createPolicyVersion(arn, document) {
      if (versionsOf(arn).length >= 5 && !calls.some((call) => call.startsWith("delete-version"))) throw new VersionLimitError(arn);
      calls.push(`add-version ${document}`);
      return { versionId: "v9" };
    },
    setDefaultVersion: async (_, versionId) => void calls.push(`set-default ${versionId}`),
    deletePolicyVersion: async (_, versionId) => void calls.push(`delete-version ${versionId}`),
    policyVersions: async (arn) =>
      versionsOf(arn).map(({ id, isDefault = false }) => ({ versionId: id, isDefault, createdAt: "2026-11-01T00:00:00.000Z" })),
    policyDocument: async (arn, versionId) => versionsOf(arn).find(({ id }) => id === versionId)?.document ?? "{}",
    deletePolicy: async (arn) => void calls.push(`delete ${arn}`),
    tagPolicy: async (_, tags) => void calls.push(`tag ${JSON.stringify(tags)}`),
    attach: async (_, arn) => void calls.push(`attach ${arn}`),
    detach: async (_, arn) => void calls.push(`detach ${arn}`),
    putInline: async (_, name, document) => void calls.push(`put-inline ${name} ${document}`),
    deleteInline: async (_, name) => void calls.push(`delete-inline ${name}`),
    inlineDocument: async () => undefined,
    attached: async (roleName: RoleName) =>
      Object.entries(policies).flatMap(([arn, { carriers }]) => (carriers.includes(roleName) ? [{ arn: asArn(arn), name: arn }] : [])),
    carriers: async (arn) => policies[arn]?.carriers.length ?? 0,
  };
  return { calls, changes };
}
