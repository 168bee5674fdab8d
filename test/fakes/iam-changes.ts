import { parsePolicy } from "#core/policy/parse.ts";
import { PolicyExistsError, PolicyNotFoundError, VersionLimitError } from "#core/review/errors.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import { asArn } from "#test/names.ts";
import { ACCOUNT, type Account, carriersOf, existing, policyNamed, refused, role, version } from "./iam-account.ts";
import type { FakeTime } from "./time.ts";

const MOST_VERSIONS = 5;
const MOST_ATTACHED = 10;

/** What a tag's value may hold (IAM API Reference, "Tag"). */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function refuseTags(call: string, tags: Readonly<Record<string, string>>): void {
  const value = Object.values(tags).find((each) => !TAG_VALUE.test(each));
  if (value !== undefined) throw refused(call, `a tag may not have the value ${value}`);
}

/** How the fake's calls reach its account. */
export interface AccountAccess {
  /** What IAM shows by now. */
  shown(): Account;
  /** Checks against all that was accepted, then accepts. */
  write<T>(check: (account: Account) => T, change: (account: Account, checked: T) => void): T;
}

/** IAM's calls that write, with its limits and refusals. */
export function fakeChanges({ shown, write }: AccountAccess, time: FakeTime): RoleChanges {
  return {
    async createPolicy({ path, name, document, tags }) {
      const arn = asArn(`arn:aws:iam::${ACCOUNT}:policy${path}${name}`);
      refuseTags("CreatePolicy", tags);
      write(
        ({ policies }) => {
          if (policyNamed(policies, name)) throw new PolicyExistsError(name, policyNamed(shown().policies, name));
        },
        ({ policies }) => {
          const versions = [{ versionId: "v1", document, createdAt: time.clock.now() }];
          policies.set(arn, { name, tags: { ...tags }, versions, default: "v1" });
        },
      );
      return { arn };
    },
    async createPolicyVersion(arn, document) {
      const versionId = write(
        (account) => {
          const { versions } = existing(account, arn);
          if (versions.length >= MOST_VERSIONS) throw new VersionLimitError(arn);
          return `v${1 + Math.max(...versions.map((version) => Number(version.versionId.slice(1))))}`;
        },
        (account, versionId) => {
          const policy = account.policies.get(arn);
          if (!policy) return;
          policy.versions.push({ versionId, document, createdAt: time.clock.now() });
          policy.default = versionId;
        },
      );
      return { versionId };
    },
    async setDefaultVersion(arn, versionId) {
      write(
        (account) => version(account, arn, versionId),
        ({ policies }) => {
          const policy = policies.get(arn);
          if (policy) policy.default = versionId;
        },
      );
    },
    async deletePolicyVersion(arn, versionId) {
      write(
        (account) => {
          if (existing(account, arn).default === versionId) throw refused("DeletePolicyVersion", "the default version cannot be deleted");
        },
        ({ policies }) => {
          const policy = policies.get(arn);
          if (policy) policy.versions = policy.versions.filter((each) => each.versionId !== versionId);
        },
      );
    },
    async policyVersions(arn) {
      const policy = shown().policies.get(arn);
      const versions = (policy?.versions ?? []).map(({ versionId, createdAt }) => ({
        versionId,
        createdAt,
        isDefault: versionId === policy?.default,
      }));
      return versions.toReversed();
    },
    policyDocument: async (arn, versionId) => version(shown(), arn, versionId).document,
    async deletePolicy(arn) {
      write(
        (account) => {
          const policy = account.policies.get(arn);
          if ([...account.roles.values()].some(({ attached }) => attached.has(arn))) throw refused("DeletePolicy", `${arn} is attached`);
          if (policy && policy.versions.length > 1) throw refused("DeletePolicy", `${arn} has more than its default version`);
        },
        ({ policies }) => {
          policies.delete(arn);
        },
      );
    },
    async tagPolicy(arn, tags) {
      refuseTags("TagPolicy", tags);
      if (!shown().policies.has(arn)) throw new PolicyNotFoundError(arn);
      write(
        (account) => existing(account, arn),
        ({ policies }) => Object.assign(policies.get(arn)?.tags ?? {}, tags),
      );
    },
    async attach(roleName, arn) {
      if (!shown().policies.has(arn)) throw new PolicyNotFoundError(arn);
      write(
        (account) => {
          existing(account, arn);
          const { attached } = role(account, roleName);
          if (!attached.has(arn) && attached.size >= MOST_ATTACHED)
            throw refused("AttachRolePolicy", `${roleName} carries ${MOST_ATTACHED}`);
        },
        (account) => role(account, roleName).attached.add(arn),
      );
    },
    async detach(roleName, arn) {
      write(
        (account) => role(account, roleName),
        (account) => role(account, roleName).attached.delete(arn),
      );
    },
    async putInline(roleName, name, json) {
      write(
        (account) => role(account, roleName),
        (account) => {
          const changed = role(account, roleName);
          const others = changed.inline.filter((policy) => policy.name !== name);
          changed.inline = [...others, { name, json, document: parsePolicy(json, name) }].sort((a, b) => (a.name < b.name ? -1 : 1));
        },
      );
    },
    async deleteInline(roleName, name) {
      write(
        (account) => role(account, roleName),
        (account) => {
          const changed = role(account, roleName);
          changed.inline = changed.inline.filter((policy) => policy.name !== name);
        },
      );
    },
    inlineDocument: async (roleName, name) => role(shown(), roleName).inline.find((policy) => policy.name === name)?.json,
    carriers: async (arn) => carriersOf(shown(), arn),
    async attached(roleName) {
      const account = shown();
      return [...role(account, roleName).attached].map((arn) => ({ arn: asArn(arn), name: existing(account, arn).name }));
    },
  };
}
