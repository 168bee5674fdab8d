import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { ProvisioningFailedError, RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { INLINE_NAME } from "#core/review/permission-sets/inline-policy.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import type { SetChanges } from "#core/review/ports/permission-sets.ts";
import { asArn, asRoleName } from "#test/names.ts";
import type { FakePolicy } from "./iam-account.ts";

const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const PATH = "/aws-reserved/sso.amazonaws.com/";

export interface FakeSet {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly attached: readonly string[];
  /** The inline policy, as JSON text. */
  readonly inline?: string;
  readonly accounts: readonly string[];
}

/** What the set says, or what an account's role of it says. */
interface Permissions {
  attached: ReadonlySet<string>;
  inline: string | undefined;
}

export interface FakeSets {
  readonly roles: Roles;
  readonly changes: SetChanges;
  accepted(setName: string): RoleState;
  visible(setName: string): RoleState;
  /** What decides about a call in each account. */
  inForce(setName: string): readonly (readonly PolicyDocument[])[];
  revision(): number;
  /** Accounts in which provisioning fails, so many times more. */
  readonly failing: Map<string, number>;
  /** Accounts whose role is not as the set. */
  unprovisioned(): readonly string[];
  /** Changes the set as somebody else would. */
  meddle(change: (set: Permissions) => void): void;
}

/** IAM Identity Center with one permission set. A change of the set reaches an account only by provisioning. */
export function fakeSets({ name, tags, accounts, ...given }: FakeSet, policies: readonly FakePolicy[]): FakeSets {
  const set: Permissions = { attached: new Set(given.attached), inline: given.inline };
  const provisioned = new Map(accounts.map((account) => [account, { ...set }]));
  const failing = new Map<string, number>();
  let revision = 0;

  const known = (setName: string) => {
    if (setName !== name) throw new RoleNotFoundError(setName);
    return set;
  };
  const documentOf = (arn: string) => policies.find((policy) => policy.arn === arn)?.versions.at(-1)?.document ?? "{}";
  const documents = ({ attached, inline }: Permissions) =>
    [...[...attached].map(documentOf), ...(inline === undefined ? [] : [inline])].map((json) => parsePolicy(json, name));
  const nameOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

  function state(setName: string): RoleState {
    const { attached, inline } = known(setName);
    return {
      arn: setArn({ partition: "aws", path: PATH, name }),
      name: asRoleName(name),
      path: PATH,
      partition: "aws",
      accountId: "*",
      createdAt: "2026-01-01T00:00:00.000Z",
      trust: "{}",
      tags,
      attached: [...attached].sort().map((arn) => {
        const json = documentOf(arn);
        return { arn: asArn(arn), name: nameOf(arn), versionId: "v1", json, document: parsePolicy(json, arn) };
      }),
      inline: inline === undefined ? [] : [{ name: INLINE_NAME, json: inline, document: parsePolicy(inline, INLINE_NAME) }],
      instanceProfiles: [],
      permissionSet: { instanceArn: INSTANCE, arn: `${INSTANCE.replace("instance", "permissionSet")}/ps-1`, accounts },
    };
  }

  function change(setName: string, make: (permissions: Permissions) => void): void {
    make(known(setName));
    revision += 1;
  }

  return {
    roles: {
      async *all() {
        yield state(name);
      },
      read: async (setName) => state(setName),
      policyNamed: async () => undefined,
    },
    changes: {
      attach: async (setName, arn) => change(setName, (now) => (now.attached = new Set([...now.attached, arn]))),
      detach: async (setName, arn) => change(setName, (now) => (now.attached = new Set([...now.attached].filter((each) => each !== arn)))),
      putInline: async (setName, _, document) =>
        change(setName, (now) => {
          now.inline = document;
        }),
      deleteInline: async (setName) =>
        change(setName, (now) => {
          now.inline = undefined;
        }),
      inlineDocument: async (setName) => known(setName).inline,
      attached: async (setName) => [...known(setName).attached].map((arn) => ({ arn: asArn(arn), name: nameOf(arn) })),
      async provision(setName) {
        const failed = accounts.filter((account) => {
          const times = failing.get(account) ?? 0;
          failing.set(account, times - 1);
          if (times <= 0) provisioned.set(account, { ...known(setName) });
          return times > 0;
        });
        revision += 1;
        if (failed.length > 0) throw new ProvisioningFailedError(setName, failed);
      },
    },
    accepted: state,
    visible: state,
    inForce: () => [...provisioned.values()].map(documents),
    revision: () => revision,
    failing,
    unprovisioned: () => accounts.filter((account) => JSON.stringify(listed(provisioned.get(account))) !== JSON.stringify(listed(set))),
    meddle: (make) => change(name, make),
  };
}

function listed(permissions: Permissions | undefined) {
  return permissions && [[...permissions.attached].sort(), permissions.inline];
}
