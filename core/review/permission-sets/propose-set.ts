import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { type JsonPolicy, toJson } from "#core/policy/json.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { Answers } from "../answers.ts";
import { fingerprint } from "../change/fingerprint.ts";
import type { Check } from "../model/check.ts";
import type { Proposal } from "../model/proposal.ts";
import type { InlinePolicy, RoleState } from "../model/role-state.ts";
import { unsoundChecks } from "../propose/checks.ts";
import { propose } from "../propose/propose.ts";
import type { ProposeInput } from "../propose/propose-input.ts";
import { isRefinedInline } from "../selection.ts";
import { INLINE_NAME, inlineSize, joinInline, MAX_INLINE_SIZE } from "./inline-policy.ts";
import { openAccounts } from "./open-accounts.ts";
import type { PermissionSet } from "./permission-set.ts";
import { accountsOf, type SetAccount, type SetEvidence, setActivity } from "./set-activity.ts";
import { type SetObstacle, type SetState, setStateOf } from "./set-state.ts";

/** How a proposal for a set is to be made. */
export interface SetRequest {
  /** Policies to replace besides the broad ones; see selectPolicies. */
  readonly replace: readonly string[];
  readonly answers: Answers;
  readonly proposedAt: string;
  readonly catalogue: ActionCatalogue;
}

/** What a review of a set leads to. */
export type SetReview = { readonly set: PermissionSet; readonly accounts: readonly SetAccount[] } & (
  | ({ readonly kind: "reviewed" } & ReviewedSet)
  | { readonly kind: "not-eligible"; readonly because: SetObstacle }
  | { readonly kind: "failed"; readonly because: SetFailure }
);

export interface ReviewedSet {
  readonly proposal: Proposal;
  /** The set's permissions as they are. */
  readonly before: RoleState;
  /** The inline policy that the set is to have; absent where it is to have none. */
  readonly inline?: JsonPolicy;
  /** Customer-managed policies that were to be replaced, but say different things in different accounts. */
  readonly kept: readonly string[];
}

/** Why no proposal could be made. */
export type SetFailure =
  | { readonly id: "too-large" }
  /** A fault of Whittle's own: the proposal is not shown. */
  | { readonly id: "unsound"; readonly checks: readonly Check[] };

/** One proposal for all roles of a permission set, from all that they did. */
export function reviewSet(set: PermissionSet, evidence: SetEvidence, request: SetRequest): SetReview {
  const of = { set, accounts: accountsOf(set, evidence.logs) };
  const state = setStateOf(set);
  if ("id" in state) return { ...of, kind: "not-eligible", because: state };
  const reviewed = proposeFor(set, state, evidence, request);
  if (reviewed === undefined) return { ...of, kind: "failed", because: { id: "too-large" } };
  const unsound = unsoundChecks(reviewed.proposal.checks);
  if (unsound.length > 0) return { ...of, kind: "failed", because: { id: "unsound", checks: unsound } };
  return { ...of, kind: "reviewed", ...reviewed };
}

/** Marks of the refined statements take room that is known when they are made; a second try leaves it free. */
const TRIES = 3;

/** What a proposal for a set is made from, with words for policies that are to be replaced besides. */
export interface SetProposeInput extends Omit<ProposeInput, "role" | "room"> {
  readonly state: SetState;
  readonly replace: readonly string[];
}

/** The proposal for a set; undefined where what is to be kept does not fit. */
export function proposeSet({ state, ...given }: SetProposeInput): ReviewedSet | undefined {
  const { replace, kept } = replacedWords(state, given.replace);
  const { activity } = given;
  const input = { ...given, role: state.role, replace };
  const reviewed = narrowest(fitting(input), () => fitting({ ...input, activity: openAccounts(activity) }), activity);
  return reviewed && { ...reviewed, kept };
}

function proposeFor(set: PermissionSet, state: SetState, evidence: SetEvidence, request: SetRequest): ReviewedSet | undefined {
  return proposeSet({
    ...request,
    review: { id: set.name, window: evidence.window },
    state,
    roleFingerprint: fingerprint(state.role),
    activity: setActivity(set, state.role, evidence, request.catalogue),
    keep: [],
  });
}

/** With each account named, or where only that makes room for the names of resources, with accounts left open. */
function narrowest(
  named: Fitting | undefined,
  opened: () => Fitting | undefined,
  { accounts = [], entries, denied }: Activity,
): Fitting | undefined {
  if (accounts.length < 2 || (named !== undefined && namesOf(named) === Number.POSITIVE_INFINITY)) return named;
  const open = opened();
  if (open === undefined || (named !== undefined && namesOf(named) >= namesOf(open))) return named;
  const { proposal } = open;
  const notes = [...proposal.notes, { id: "accounts-open", accounts: accounts.length } as const];
  // What was seen is told as it was seen.
  return { ...open, proposal: { ...proposal, notes, activity: { ...proposal.activity, entries, denied } } };
}

/** How many names of one type a proposal spells out. */
function namesOf({ proposal }: Fitting): number {
  const wider = proposal.notes.find((note) => note.id === "named-wider");
  return wider ? (wider.mostNames ?? 0) : Number.POSITIVE_INFINITY;
}

type Fitting = Omit<ReviewedSet, "kept">;

/** The proposal as far as it fits into the inline policy; undefined where it does not. */
function fitting(input: ProposeInput): Fitting | undefined {
  try {
    return fittingInto(input);
  } catch (error) {
    if (error instanceof PolicyTooLargeError) return undefined;
    throw error;
  }
}

function fittingInto({ role, replace = [], ...input }: ProposeInput): Fitting | undefined {
  let inline = MAX_INLINE_SIZE - sizeOf(joinInline(retainedInline(role, replace), []));
  for (let left = TRIES; left > 0 && inline > 0; left -= 1) {
    const reviewed = withInline(role, propose({ ...input, role, replace, room: { managed: 0, inline } }));
    const excess = sizeOf(reviewed.inline) - MAX_INLINE_SIZE;
    if (excess <= 0) return reviewed;
    inline -= excess;
  }
  return undefined;
}

/** A policy that differs between accounts is never replaced: nobody could say by what. */
function replacedWords({ role, differing }: SetState, wanted: readonly string[]) {
  const all = [...role.attached, ...role.inline].map(({ name }) => name);
  const words = wanted.flatMap((word) => (word === "all" ? all : [word]));
  return { replace: words.filter((word) => !differing.includes(word)), kept: differing.filter((name) => words.includes(name)) };
}

function retainedInline({ name: setName, inline }: RoleState, replace: readonly string[]): readonly InlinePolicy[] {
  return inline.filter(({ name }) => !isRefinedInline(setName, name) && !replace.includes(name) && !replace.includes("inline"));
}

function sizeOf(policy: JsonPolicy | undefined): number {
  return policy === undefined ? 0 : inlineSize(policy);
}

/** The proposal in terms of the set: the refined statements are a part of its one inline policy. */
function withInline(before: RoleState, proposal: Proposal): Fitting {
  const staying = before.inline.filter(({ name }) => proposal.outcome !== "proposed" || !proposal.replacesInline.includes(name));
  const ours = staying.filter(({ name }) => isRefinedInline(before.name, name)).map(({ document }) => toJson(document));
  const others = staying.filter(({ name }) => !isRefinedInline(before.name, name));
  const inline = joinInline(others, [...ours, ...proposal.policies.map(({ document }) => document)]);
  const size = sizeOf(inline);
  const policies = proposal.policies.length === 0 || !inline ? [] : [{ name: INLINE_NAME, document: inline, size }];
  const reason = proposal.reason.id === "replaced" ? { ...proposal.reason, by: policies.map(({ name }) => name) } : proposal.reason;
  const checks = proposal.checks.map(
    (check): Check =>
      check.name === "fits-iam-limits" ? { ...check, policies: policies.length, largest: size, limit: MAX_INLINE_SIZE } : check,
  );
  // That they are inline is no news of a permission set.
  const notes = proposal.notes.filter(({ id }) => id !== "no-place-left");
  return { before, proposal: { ...proposal, policies, reason, checks, notes }, ...(inline ? { inline } : {}) };
}
