import { SetTooLargeError } from "../errors.ts";
import type { Proposal } from "../model/proposal.ts";
import type { RoleState, SetIdentity } from "../model/role-state.ts";
import type { ProposeInput } from "../propose/propose-input.ts";
import { isCustomerManaged } from "./customer-managed.ts";
import { INLINE_NAME, MAX_INLINE_SIZE, splitInline } from "./inline-policy.ts";
import { proposeSet } from "./propose-set.ts";
import type { SetState } from "./set-state.ts";

const REPLACE_TAG = "whittle:replace";

/**
 * The proposal for a set as IAM Identity Center tells of it. It leaves no question to the approver: the set's one inline policy is proposed as
 * a whole. Customer-managed policies stay. Throws SetTooLargeError where what is to be kept does not fit into the inline policy.
 */
export function proposeForSet({ role, replace = [], ...rest }: ProposeInput, { accounts }: SetIdentity): Proposal {
  const state = deployedState(role);
  const tagged = (role.tags[REPLACE_TAG] ?? "").split(/\s+/).filter((word) => word !== "");
  const reviewed = proposeSet({ ...rest, state, replace: [...replace, ...tagged] });
  if (reviewed === undefined) throw new SetTooLargeError(role.name, MAX_INLINE_SIZE);
  const { choices: _, ...proposal } = reviewed.proposal;
  const note = { id: "permission-set", accounts, customerManaged: state.differing } as const;
  return { ...proposal, notes: [note, ...proposal.notes] };
}

/** The set with its inline policy as two: what people wrote, and what an earlier review did. */
function deployedState(set: RoleState): SetState {
  const { [REPLACE_TAG]: _, ...tags } = set.tags;
  const inline = set.inline.flatMap((policy) => (policy.name === INLINE_NAME ? splitInline(set.name, policy.json) : [policy]));
  return { role: { ...set, tags, inline }, differing: set.attached.filter(isCustomerManaged).map(({ name }) => name) };
}
