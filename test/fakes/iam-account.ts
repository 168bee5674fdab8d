import { RequestRefusedError } from "#core/errors.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { isRefined } from "#core/review/selection.ts";
import { asArn, asRoleName } from "#test/names.ts";
import type { FakeTime } from "./time.ts";

export const ACCOUNT = "111122223333";

export interface FakePolicy {
  readonly arn: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Oldest first; the last one is the default unless `default` names another. */
  readonly versions: readonly { readonly versionId: string; readonly document: string }[];
  readonly default?: string;
}

export type FakeRole = Pick<RoleState, "tags" | "inline"> & {
  readonly name: string;
  readonly boundaryArn?: string;
  readonly attached: readonly string[];
};

/** `createdAt` is of long ago where it is left out. */
export interface AccountRole {
  tags: Record<string, string>;
  inline: RoleState["inline"];
  boundaryArn?: string;
  createdAt?: string;
  attached: Set<string>;
}

export interface Account {
  readonly roles: Map<string, AccountRole>;
  readonly policies: Map<string, { name: string; tags: Record<string, string>; versions: Version[]; default: string }>;
}

export interface Version {
  readonly versionId: string;
  readonly document: string;
  readonly createdAt: string;
}

export function accountOf(
  { roles, policies }: { readonly roles: readonly FakeRole[]; readonly policies: readonly FakePolicy[] },
  { clock }: FakeTime,
): Account {
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

/** The account once some changes have arrived; the one given stays as it is. */
export function after(account: Account, pending: readonly { change(account: Account): void }[]): Account {
  const copy: Account = {
    roles: new Map([...account.roles].map(([name, role]) => [name, { ...role, tags: { ...role.tags }, attached: new Set(role.attached) }])),
    policies: new Map(
      [...account.policies].map(([arn, policy]) => [arn, { ...policy, tags: { ...policy.tags }, versions: [...policy.versions] }]),
    ),
  };
  for (const { change } of pending) change(copy);
  return copy;
}

export function stateOf(account: Account, name: string): RoleState {
  const { tags, inline, boundaryArn, attached, createdAt = "2026-01-01T00:00:00.000Z" } = role(account, name);
  return {
    arn: asArn(`arn:aws:iam::${ACCOUNT}:role/${name}`),
    name: asRoleName(name),
    path: "/",
    partition: "aws",
    accountId: ACCOUNT,
    createdAt,
    trust: '{"Statement":[]}',
    tags,
    attached: [...attached].sort().flatMap((arn) => attachedPolicy(account, arn)),
    inline,
    ...(boundaryArn === undefined ? {} : { boundaryArn: asArn(boundaryArn) }),
    instanceProfiles: [],
  };
}

/** A policy whose creation has not arrived yet allows nothing. */
function attachedPolicy(account: Account, arn: string): RoleState["attached"] {
  const policy = account.policies.get(arn);
  const current = policy?.versions.find(({ versionId }) => versionId === policy.default);
  if (!policy || !current) return [];
  const shared = isRefined(arn) && carriersOf(account, arn) > 1 ? { shared: true as const } : {};
  const { versionId, document: json } = current;
  return [{ arn: asArn(arn), name: policy.name, versionId, json, document: parsed(json), ...shared }];
}

export function carriersOf({ roles }: Account, arn: string): number {
  return [...roles.values()].filter(({ attached }) => attached.has(arn)).length;
}

const known = new Map<string, PolicyDocument>();

function parsed(json: string): PolicyDocument {
  const document = known.get(json) ?? parsePolicy(json, "a policy of the fake");
  known.set(json, document);
  return document;
}

export function documents({ attached, inline }: RoleState): readonly PolicyDocument[] {
  return [...attached, ...inline].map(({ document }) => document);
}

export function role({ roles }: Account, name: string) {
  const found = roles.get(name);
  if (!found) throw new RoleNotFoundError(name);
  return found;
}

/** The ARN of the account's own policy of this name. */
export function policyNamed(policies: Account["policies"], name: string): string | undefined {
  return [...policies].find(([arn, policy]) => arn.includes(`:${ACCOUNT}:`) && policy.name.toLowerCase() === name.toLowerCase())?.[0];
}

export function existing({ policies }: Account, arn: string) {
  const found = policies.get(arn);
  if (!found) throw refused("any call", `there is no policy ${arn}`);
  return found;
}

export function version(account: Account, arn: string, versionId: string): Version {
  const found = existing(account, arn).versions.find((each) => each.versionId === versionId);
  if (!found) throw refused("GetPolicyVersion", `${arn} has no version ${versionId}`);
  return found;
}

export function refused(call: string, detail: string): RequestRefusedError {
  return new RequestRefusedError(`iam:${call}`, `${detail}.`);
}
