import { RequestRefusedError } from "#core/errors.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { PolicyExistsError, RoleNotFoundError, VersionLimitError } from "#core/review/errors.ts";
import type { RoleChanges, Roles } from "#core/review/ports.ts";
import type { RoleState } from "#core/review/role-state.ts";
import type { FakeTime } from "./time.ts";

export interface FakePolicy {
  readonly arn: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Oldest first; the last one is the default unless `default` names another. */
  readonly versions: readonly { readonly versionId: string; readonly document: string }[];
  readonly default?: string;
}

export type FakeRole = Pick<RoleState, "name" | "tags" | "inline"> & {
  readonly boundaryArn?: string;
  readonly attached: readonly string[];
};

export interface FakeIam {
  readonly roles: Roles;
  readonly changes: RoleChanges;
  /** What IAM has accepted, seen at once. */
  accepted(roleName: string): RoleState;
  /** What IAM shows by now. */
  visible(roleName: string): RoleState;
  /** Every set of documents that may decide about a call at this moment: changes not visible yet may have arrived in any order. */
  inForce(roleName: string): readonly (readonly PolicyDocument[])[];
  policy(arn: string): FakePolicy | undefined;
  /** Another number whenever something else may be in force. */
  revision(): number;
  /** Changes the account as somebody else would, at once. */
  meddle(change: (account: Account) => void): void;
}

export interface Account {
  readonly roles: Map<string, { tags: Record<string, string>; inline: RoleState["inline"]; boundaryArn?: string; attached: Set<string> }>;
  readonly policies: Map<string, { name: string; tags: Record<string, string>; versions: Version[]; default: string }>;
}

interface Version {
  readonly versionId: string;
  readonly document: string;
  readonly createdAt: string;
}

const ACCOUNT = "111122223333";
const MOST_VERSIONS = 5;
const MOST_ATTACHED = 10;

/**
 * IAM as the change plan meets it: five versions a policy, ten policies a role, no deleting of what is in use, names taken once,
 * and answers that lag behind what was accepted by `lagSeconds`.
 */
export function fakeIam(
  given: { readonly roles: readonly FakeRole[]; readonly policies: readonly FakePolicy[] },
  time: FakeTime,
  { lagSeconds = 0 }: { readonly lagSeconds?: number } = {},
): FakeIam {
  let revision = 0;
  const visible = accountOf(given, time);
  let pending: { readonly at: number; readonly change: (account: Account) => void }[] = [];

  function settle(): void {
    const arrived = pending.filter(({ at }) => at <= time.seconds());
    pending = pending.filter(({ at }) => at > time.seconds());
    for (const { change } of arrived) change(visible);
    revision += arrived.length;
  }

  function latest(): Account {
    settle();
    return pending.length === 0 ? visible : after(visible, pending);
  }

  function write<T>(check: (account: Account) => T, change: (account: Account, checked: T) => void): T {
    const checked = check(latest());
    pending.push({ at: time.seconds() + lagSeconds, change: (account) => change(account, checked) });
    revision += 1;
    settle();
    return checked;
  }

  function shown(): Account {
    settle();
    return visible;
  }

  const changes: RoleChanges = {
    async createPolicy({ path, name, document, tags }) {
      const arn = `arn:aws:iam::${ACCOUNT}:policy${path}${name}`;
      write(
        ({ policies }) => {
          if ([...policies.values()].some((policy) => policy.name.toLowerCase() === name.toLowerCase())) throw new PolicyExistsError(name);
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
      write(
        (account) => existing(account, arn),
        ({ policies }) => Object.assign(policies.get(arn)?.tags ?? {}, tags),
      );
    },
    async attach(roleName, arn) {
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
    async attached(roleName) {
      const account = shown();
      return [...role(account, roleName).attached].map((arn) => ({ arn, name: existing(account, arn).name }));
    },
  };

  return {
    changes,
    roles: {
      async *all() {
        for (const name of shown().roles.keys()) yield stateOf(shown(), name);
      },
      read: async (roleName) => stateOf(shown(), roleName),
    },
    accepted: (roleName) => stateOf(latest(), roleName),
    visible: (roleName) => stateOf(shown(), roleName),
    inForce(roleName) {
      settle();
      return subsets(pending).map((some) => documents(stateOf(after(visible, some), roleName)));
    },
    policy(arn) {
      const policy = latest().policies.get(arn);
      return policy && { arn, ...policy };
    },
    revision() {
      settle();
      return revision;
    },
    meddle(change) {
      revision += 1;
      change(visible);
    },
  };
}

function accountOf({ roles, policies }: Parameters<typeof fakeIam>[0], { clock }: FakeTime): Account {
  return {
    roles: new Map(roles.map(({ name, attached, tags, ...role }) => [name, { ...role, tags: { ...tags }, attached: new Set(attached) }])),
    policies: new Map(
      policies.map(({ arn, name, tags, versions, default: wanted }) => [
        arn,
        {
          name,
          tags: { ...tags },
          versions: versions.map((each) => ({ ...each, createdAt: clock.now() })),
          default: wanted ?? versions.at(-1)?.versionId ?? "",
        },
      ]),
    ),
  };
}

function after(account: Account, pending: readonly { change(account: Account): void }[]): Account {
  const copy = structuredClone(account);
  for (const { change } of pending) change(copy);
  return copy;
}

/** Every choice of some items, in their order. */
function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  const choices = Array.from({ length: 2 ** items.length }, (_, choice) => choice);
  return choices.map((choice) => items.filter((_, place) => Math.floor(choice / 2 ** place) % 2 === 1));
}

function stateOf(account: Account, name: string): RoleState {
  const { tags, inline, boundaryArn, attached } = role(account, name);
  return {
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    name,
    path: "/",
    partition: "aws",
    accountId: ACCOUNT,
    createdAt: "2026-01-01T00:00:00.000Z",
    trust: '{"Statement":[]}',
    tags,
    attached: [...attached].sort().flatMap((arn) => attachedPolicy(account, arn)),
    inline,
    ...(boundaryArn === undefined ? {} : { boundaryArn }),
    instanceProfiles: [],
  };
}

/** A policy whose creation has not arrived yet allows nothing. */
function attachedPolicy({ policies }: Account, arn: string): RoleState["attached"] {
  const policy = policies.get(arn);
  const current = policy?.versions.find(({ versionId }) => versionId === policy.default);
  if (!policy || !current) return [];
  return [{ arn, name: policy.name, versionId: current.versionId, json: current.document, document: parsed(current.document) }];
}

const known = new Map<string, PolicyDocument>();

function parsed(json: string): PolicyDocument {
  const document = known.get(json) ?? parsePolicy(json, "a policy of the fake");
  known.set(json, document);
  return document;
}

function documents({ attached, inline }: RoleState): readonly PolicyDocument[] {
  return [...attached, ...inline].map(({ document }) => document);
}

function role({ roles }: Account, name: string) {
  const found = roles.get(name);
  if (!found) throw new RoleNotFoundError(name);
  return found;
}

function existing({ policies }: Account, arn: string) {
  const found = policies.get(arn);
  if (!found) throw refused("any call", `there is no policy ${arn}`);
  return found;
}

function version(account: Account, arn: string, versionId: string): Version {
  const found = existing(account, arn).versions.find((each) => each.versionId === versionId);
  if (!found) throw refused("GetPolicyVersion", `${arn} has no version ${versionId}`);
  return found;
}

function refused(call: string, detail: string): RequestRefusedError {
  return new RequestRefusedError(`iam:${call}`, `${detail}.`);
}
