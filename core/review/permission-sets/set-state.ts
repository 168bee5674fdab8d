import * as v from "valibot";
import { accountOf, inAnyAccount } from "#core/aws/arn.ts";
import { Arn, RoleName } from "#core/aws/names.ts";
import type { Statement } from "#core/policy/document.ts";
import { toJson } from "#core/policy/json.ts";
import { sameJson } from "../change/fingerprint.ts";
import { canonicalJson } from "../hash.ts";
import type { AttachedPolicy, RoleState } from "../model/role-state.ts";
import { INLINE_NAME, splitInline } from "./inline-policy.ts";
import type { PermissionSet } from "./permission-set.ts";

/** A set's permissions, in the shape of one role. */
export interface SetState {
  readonly role: RoleState;
  /** Names of customer-managed policies whose documents differ between accounts: only what they have in common counts, and they stay. */
  readonly differing: readonly string[];
}

/** Why nothing can be proposed for a set. Words for it are made in core/messages/permission-set.ts. */
export type SetObstacle =
  | { readonly id: "unreadable"; readonly account: string; readonly error: string }
  /** What its roles do not have in common, and the accounts of two that differ. */
  | {
      readonly id: "roles-differ";
      readonly part: "managed policies" | "inline policy" | "permissions boundary";
      readonly accounts: [string, string];
    };

/** What the roles have in common, which is the set; or what keeps them from being one. */
export function setStateOf(set: PermissionSet): SetState | SetObstacle {
  const [first, ...others] = set.roles;
  const unreadable = set.roles.find((role) => role.unreadable !== undefined);
  if (unreadable?.unreadable !== undefined) return { id: "unreadable", account: unreadable.accountId, error: unreadable.unreadable };
  for (const other of others) {
    const part = PARTS.find(([, partOf]) => partOf(first) !== partOf(other))?.[0];
    if (part !== undefined) return { id: "roles-differ", part, accounts: [first.accountId, other.accountId] };
  }
  const attached = first.attached.map(({ arn }) => unitedPolicy(set.roles.flatMap((role) => policyLike(role, arn))));
  return {
    role: { ...unitedRole(set), attached: attached.map(({ policy }) => policy) },
    differing: attached.flatMap(({ differs, policy }) => (differs ? [policy.name] : [])),
  };
}

const PARTS: readonly (readonly ["managed policies" | "inline policy" | "permissions boundary", (role: RoleState) => string])[] = [
  ["managed policies", ({ attached }) => canonicalJson(attached.map(({ arn }) => named(arn)).sort())],
  ["inline policy", ({ inline }) => canonicalJson(inline.map(({ name, json }) => `${name} ${sameJson(json)}`).sort())],
  ["permissions boundary", ({ boundaryArn = "" }) => named(boundaryArn)],
];

/** A customer-managed policy is referred to by name and path, and each account has its own (IAM Identity Center User Guide, "Custom permissions"). */
function named(policyArn: string): string {
  return inAnyAccount(policyArn) ?? policyArn;
}

function policyLike({ attached }: RoleState, arn: string): readonly AttachedPolicy[] {
  return attached.filter((policy) => named(policy.arn) === named(arn));
}

/** The set is as its roles are, and as old as the oldest of them. Of its last use nothing is said unless IAM told it of all of them. */
function unitedRole({ name, arn, roles }: PermissionSet): RoleState {
  const [first] = roles;
  const isTold = roles.every(({ lastUsed, neverUsed }) => lastUsed !== undefined || neverUsed);
  const lastUsed = roles
    .flatMap((role) => role.lastUsed ?? [])
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  const { boundaryArn, inline } = first;
  return {
    arn,
    name: v.parse(RoleName, name),
    path: first.path,
    partition: first.partition,
    accountId: accountOf(arn),
    createdAt: roles.map(({ createdAt }) => createdAt).sort()[0] ?? first.createdAt,
    trust: first.trust,
    tags: {},
    attached: [],
    inline: inline.flatMap(({ name: inlineName, json, document }) =>
      inlineName === INLINE_NAME ? splitInline(name, json) : [{ name: inlineName, json, document }],
    ),
    ...(boundaryArn === undefined ? {} : { boundaryArn: v.parse(Arn, named(boundaryArn)) }),
    instanceProfiles: [],
    ...(isTold && lastUsed ? { lastUsed } : {}),
    ...(roles.every(({ neverUsed }) => neverUsed) ? { neverUsed: true as const } : {}),
  };
}

/** One policy for the set: of AWS's own, the newest version; of the accounts' own, what is in all of them. */
function unitedPolicy(policies: readonly AttachedPolicy[]): { readonly policy: AttachedPolicy; readonly differs: boolean } {
  const [newest, ...others] = policies.toSorted((a, b) => versionOf(b) - versionOf(a));
  if (!newest) throw new Error("A policy of all roles is on none of them.");
  const { arn, name, versionId, json, document } = newest;
  const since = policies
    .flatMap((policy) => policy.since ?? [])
    .sort()
    .at(-1);
  const of = { arn: v.parse(Arn, named(arn)), name, versionId, ...(since === undefined ? {} : { since }) };
  const differs = accountOf(arn) !== "aws" && others.some((other) => sameJson(other.json) !== sameJson(json));
  if (!differs) return { policy: { ...of, json, document }, differs };
  const common = { ...document, statements: commonStatements(policies) };
  return { policy: { ...of, json: JSON.stringify(toJson(common)), document: common }, differs };
}

function versionOf({ versionId }: AttachedPolicy): number {
  return Number(versionId.slice(1));
}

/** What each of the documents allows, and what any of them denies. */
function commonStatements(policies: readonly AttachedPolicy[]): readonly Statement[] {
  const texts = policies.map(({ document }) => new Map(document.statements.map(({ sid: _, ...rest }) => [canonicalJson(rest), rest])));
  const all = new Map(texts.flatMap((statements) => [...statements]));
  return [...all]
    .filter(([text, { effect }]) => effect === "Deny" || texts.every((known) => known.has(text)))
    .map(([, statement]) => statement);
}
