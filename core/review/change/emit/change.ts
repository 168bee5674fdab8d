import { WhittleError } from "#core/errors.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import { mostAttached } from "../../policy-quota.ts";
import { freeName, refinedArn } from "../plan/refined-policy.ts";
import { wordName } from "./code-text.ts";

/** What is to change on one role: what is attached to it, then what is taken off it. */
export interface RoleChange extends Pick<Proposal, "role" | "reviewId" | "replaces" | "replacesInline" | "policies" | "owner"> {
  /** The role as it was reviewed. */
  readonly before: RoleState;
  /** The account's own managed policies when the role was reviewed. */
  readonly ownPolicies: readonly { readonly name: string; readonly arn: string }[];
}

/** A refined policy, and what it is called in code. */
export interface NamedPolicy {
  readonly name: string;
  /** Letters and digits; no other policy of the same text has it. */
  readonly label: string;
  readonly document: RoleChange["policies"][number]["document"];
  /** Written into the role itself. */
  readonly inline?: true;
}

/** A role's change with names that code can use. */
export interface NamedChange extends Omit<RoleChange, "policies"> {
  /** Letters and digits; no other role of the same text has it. */
  readonly label: string;
  readonly policies: readonly NamedPolicy[];
}

/** CloudFormation would put a parameter or a secret in the place of a text of the policy. */
class DynamicReferenceError extends WhittleError {
  readonly code = "dynamic-reference";
  constructor(roleName: string) {
    super(
      `The refined policy of ${roleName} cannot be written for CloudFormation or the CDK: it holds "{{resolve:", which CloudFormation would replace. Use --emit policies, terraform or aws-cli.`,
    );
  }
}

/**
 * Changes with names for code. Two names that differ only in signs, such as `a.b` and `a-b`, get different labels. Where the text `creates`
 * the managed policies, none has the name of one that the account has.
 */
export function withLabels(changes: readonly RoleChange[], creates: boolean): readonly NamedChange[] {
  const taken = new Set<string>();
  const free = (name: string): string => {
    // A name in code begins with a letter, and a name of signs alone leaves none.
    const plain = /^[A-Za-z]/.test(wordName(name)) ? wordName(name) : `Role${wordName(name)}`;
    for (let place = 1; ; place += 1) {
      const label = place === 1 ? plain : `${plain}N${place}`;
      if (taken.has(label.toLowerCase())) continue;
      taken.add(label.toLowerCase());
      return label;
    }
  };
  return changes.map((change) => ({
    ...change,
    label: free(change.role.name),
    policies: namedPolicies(change, creates).map(({ name, document, inline, labelled = name }) => ({
      name,
      document,
      label: free(labelled),
      ...(inline ? { inline } : {}),
    })),
  }));
}

function namedPolicies(change: RoleChange, creates: boolean): readonly Nameable[] {
  return creates ? createdPolicies(change) : withFreeNames(change);
}

type Nameable = RoleChange["policies"][number] & {
  /** The name that its label is made of, where that is another one. */
  readonly labelled?: string;
};

/**
 * Policies that code is to create, under names that the account does not have. What takes the place of an earlier refined policy keeps that one's label:
 * in the same code, it is created and attached before the earlier one goes.
 */
function createdPolicies(change: RoleChange): readonly Nameable[] {
  const { role, before, ownPolicies } = change;
  const policies: readonly Nameable[] = withFreeNames(change);
  const taken = new Map([...ownPolicies, ...before.attached].map(({ name, arn }) => [name.toLowerCase(), arn]));
  const used = new Set(policies.map(({ name }) => name));
  const isTaken = (name: string) => taken.has(name.toLowerCase()) || used.has(name);
  const places = mostAttached(before.attached.length) - before.attached.length;
  const haveRoom = policies.filter(({ inline }) => !inline).length <= places;
  return policies.map((policy) => {
    const holder = taken.get(policy.name.toLowerCase());
    if (policy.inline || holder === undefined) return policy;
    const isEarlier = holder === refinedArn(before, policy.name);
    // Where the role has no place for both, the earlier policy has to be changed where it is.
    if (isEarlier && !haveRoom) return policy;
    const name = freeName(role.name, isTaken);
    used.add(name);
    return { ...policy, name, ...(isEarlier ? { labelled: policy.name } : {}) };
  });
}

/** What is written into the role never takes the place of what stands there, nor of another that is written. */
function withFreeNames({ role, before, policies }: RoleChange): RoleChange["policies"] {
  const taken = new Set([...before.inline, ...policies].map(({ name }) => name));
  const isThere = new Set(before.inline.map(({ name }) => name));
  return policies.map((policy) => {
    if (!policy.inline || !isThere.has(policy.name)) return policy;
    const name = freeName(role.name, (each) => taken.has(each));
    taken.add(name);
    return { ...policy, name };
  });
}

/** Throws DynamicReferenceError where CloudFormation would read a reference in a policy (User Guide, "Get values stored in other services using dynamic references"). */
export function refuseDynamicReferences({ role, policies }: NamedChange): void {
  refuseDynamicReferencesIn(policies, role.name);
}

/** The same for any value of a template. */
export function refuseDynamicReferencesIn(value: unknown, name: string): void {
  if (hasDynamicReference(value)) throw new DynamicReferenceError(name);
}

/** Would CloudFormation put something else in the place of a text in this? */
export function hasDynamicReference(value: unknown): boolean {
  return JSON.stringify(value).includes("{{resolve:");
}
