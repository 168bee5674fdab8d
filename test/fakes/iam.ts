import type { PolicyDocument } from "#core/policy/document.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { RoleChanges, Roles } from "#core/review/ports/iam.ts";
import { type Account, accountOf, after, documents, type FakePolicy, type FakeRole, policyNamed, stateOf } from "./iam-account.ts";
import { fakeChanges } from "./iam-changes.ts";
import type { FakeTime } from "./time.ts";

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

  return {
    changes: fakeChanges({ shown, write }, time),
    roles: {
      async *all() {
        for (const name of shown().roles.keys()) yield stateOf(shown(), name);
      },
      read: async (roleName) => stateOf(shown(), roleName),
      policyNamed: async (name) => policyNamed(shown().policies, name),
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

/** Every choice of some items, in their order. */
function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  const choices = Array.from({ length: 2 ** items.length }, (_, choice) => choice);
  return choices.map((choice) => items.filter((_, place) => Math.floor(choice / 2 ** place) % 2 === 1));
}
