import { seenOnce } from "#core/evidence/seen-once.ts";
import { unloggedActions } from "#core/evidence/unlogged.ts";
import type { Wanted, WantedActions } from "#core/evidence/wanted.ts";
import { type ActionSet, intersection } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { namesOf } from "#core/policy/diff.ts";
import type { Grant } from "#core/policy/document.ts";
import { escalationActions } from "#core/policy/escalation.ts";
import type { DroppedGrant } from "#core/policy/refine.ts";
import type { Activity } from "#core/usage/activity.ts";
import { inlineNotes, proposedPolicies } from "../chosen.ts";
import type { Note } from "../model/note.ts";
import type { Evidence, KeptEscalation, Proof, Proposal, ProposedPolicy, Unused } from "../model/proposal.ts";
import type { PolicyRef } from "../model/role-state.ts";
import { roomFor } from "../policy-quota.ts";
import { type Selection, selectPolicies } from "../selection.ts";
import { checkProposal } from "./checks.ts";
import { diffRole } from "./diff.ts";
import { isSameAsNow, judge, waits } from "./outcome.ts";
import type { ProposeInput, RolePolicies } from "./propose-input.ts";
import { prove } from "./prove.ts";
import { type RefinedRole, refineRole } from "./refine-role.ts";
import { replay } from "./replay.ts";
import { unusedSince } from "./unused.ts";

/**
 * The rule of refinement, carried out: (used + implied + asked for) ∩ granted by the replaced policies ∖ granted by
 * the retained ones; with its evidence, diff, checks and replay. Pure: equal input gives an equal proposal.
 */
export function propose(input: ProposeInput): Proposal {
  const held = new Set(input.activity.gaps.flatMap((gap) => (gap.kind === "granted-recently" ? gap.policies : [])));
  const selection = selectPolicies(input.role, held, input.replace);
  const unused = waits(input) ? undefined : unusedSince(input, selection);
  const everything = allOf(input.role);
  if (unused && everything.replaced.length + everything.replacedInline.length > 0) {
    const proposal = withoutAccess(input, everything, unused);
    // Policies that only deny give the role nothing, and without them it might get what they deny.
    if (proposal.diff.removedCount > 0) return proposal;
  }
  const judged = judge(input, selection);
  if (judged) return withoutChange(input, selection, judged);
  const { refined, proof } = prove(input, selection, refineRole(input, selection));
  if (isSameAsNow(input.role, selection, refined.policies.refined, input.catalogue)) {
    return withoutChange(input, selection, { outcome: "nothing-to-change", reason: { id: "refined-already" } });
  }
  return withChange(input, selection, refined, proof);
}

function withChange(
  input: ProposeInput,
  selection: Selection,
  { policies, dropped, known, questions, choices, notes }: RefinedRole,
  proof: Proof,
): Proposal {
  const { activity, catalogue } = input;
  const before = [...policies.replaced, ...policies.retained];
  const proposed = proposedPolicies(input.role.name, policies.refined, input.room ?? roomFor(input.role));
  const { diff, removed } = diffRole(policies, catalogue, choices);
  const replayed = replay(activity, known.wanted, { before, after: policies.after }, catalogue);
  const escalations = keptEscalations(policies, catalogue);
  const unlogged = unloggedActions(activity, input.lastAccessed, catalogue);
  return {
    ...common(input, selection),
    outcome: "proposed",
    reason: reasonFor(selection, proposed, diff),
    policies: proposed,
    evidence: evidenceFor(known.wanted, dropped),
    questions,
    ...(choices ? { choices } : {}),
    notes: [...notes, ...inlineNotes(proposed), ...notesOf(input, selection, known), ...onceNote(activity, dropped, known)],
    diff,
    checks: checkProposal({ ...input, policies, proposed, replay: replayed, escalations }),
    replay: replayed,
    proof,
    unlogged: removedOf(removed, [...unlogged], catalogue),
    escalations,
  };
}

/** Those of the actions that are removed. */
function removedOf(removed: ActionSet, actions: readonly string[], catalogue: ActionCatalogue): readonly string[] {
  const space = actionSpace(catalogue);
  return namesOf(intersection(removed, space.ofPatterns({ kind: "only", patterns: actions })), space);
}

function allOf({ attached, inline }: ProposeInput["role"]): Selection {
  return { replaced: attached, retained: [], replacedInline: inline, retainedInline: [], unknownNames: [], held: [] };
}

/** Takes everything off a role that is not used; what a retained policy would be is no question then. */
function withoutAccess(input: ProposeInput, everything: Selection, unused: Unused): Proposal {
  const { activity, catalogue, lastAccessed } = input;
  const replaced = [...everything.replaced, ...everything.replacedInline].map(({ document }) => document);
  const policies = { replaced, retained: [], refined: [], after: [] };
  const { diff, removed } = diffRole(policies, catalogue);
  const replayed = { calls: 0, allowed: 0, wouldDeny: [] };
  const hidden = unused.known === "by-iam" ? [] : [...unloggedActions(activity, lastAccessed, catalogue)];
  const names = [...everything.replaced, ...everything.replacedInline].map(({ name }) => name);
  return {
    ...common(input, everything),
    outcome: "proposed",
    reason: { id: "unused", days: unused.days, detached: names, removed: diff.removedCount },
    unused,
    policies: [],
    evidence: [],
    questions: [],
    notes: [],
    diff,
    checks: checkProposal({ ...input, policies, proposed: [], replay: replayed, escalations: [] }),
    replay: replayed,
    proof: { kind: "not-tested", reason: "no-calls" },
    unlogged: removedOf(removed, hidden, catalogue),
    escalations: [],
  };
}

function withoutChange(input: ProposeInput, selection: Selection, judged: Pick<Proposal, "outcome" | "reason">): Proposal {
  return {
    ...common(input, selection),
    ...judged,
    policies: [],
    evidence: [],
    questions: [],
    notes: notesOf(input, selection),
    diff: { kept: [], removed: [], removedCount: 0, removedByLevel: [] },
    checks: [],
    replay: { calls: 0, allowed: 0, wouldDeny: [] },
    proof: { kind: "not-tested", reason: input.activity.source === "trail" ? "too-few-calls" : "no-call-evidence" },
    unlogged: [],
    escalations: [],
  };
}

/** The ways to gain rights that stay, those that retained policies leave open among them. */
function keptEscalations({ after, retained }: RolePolicies, catalogue: ActionCatalogue): KeptEscalation[] {
  const ofRetained = new Set(escalationActions(retained, catalogue));
  return escalationActions(after, catalogue).map((way) => ({ actions: way.actions, byRetained: ofRetained.has(way) }));
}

function common({ review, role, activity, proposedAt, roleFingerprint }: ProposeInput, selection: Selection) {
  const { records, entries, source, denied, unresolved, gaps, suspicious } = activity;
  return {
    reviewId: review.id,
    role: { name: role.name, arn: role.arn },
    window: activity.window,
    proposedAt,
    replaces: selection.replaced.map(ref),
    replacesInline: selection.replacedInline.map(({ name }) => name),
    retains: selection.retained.map(ref),
    activity: { records, entries, source, denied, unresolved },
    gaps,
    suspicious,
    roleFingerprint,
  };
}

function ref({ arn, name }: PolicyRef): PolicyRef {
  return { arn, name };
}

/** What the approver should know besides: tags that were not understood, and what the evidence leaves open. */
function notesOf({ activity }: ProposeInput, { unknownNames }: Selection, known?: WantedActions): readonly Note[] {
  return [
    ...unknownNames.map((name) => ({ id: "policy-not-attached", name }) as const),
    ...(known?.misunderstood ?? []).map((misread) => ({ id: "tag-misread", ...misread }) as const),
    ...(known && activity.source === "generated" ? regionNote(activity) : []),
  ];
}

/** As many things are named as examples of those that were used once. */
const MOST_EXAMPLES = 10;

/** Where nothing but one example says what the role works on, and no retained policy allows it besides. */
function onceNote({ source, entries }: Activity, dropped: readonly DroppedGrant[], { wanted }: WantedActions): readonly Note[] {
  const gone = new Set(dropped.map(({ grant, resource }) => `${grant.action} ${resource}`));
  const found = source === "trail" ? seenOnce(entries, wanted) : [];
  const narrowed = found.filter(({ action, on }) => on.some((arn) => !gone.has(`${action} ${arn}`)));
  if (narrowed.length === 0) return [];
  const on = [...new Set(narrowed.flatMap((each) => each.on))].sort().slice(0, MOST_EXAMPLES);
  return [{ id: "seen-once", actions: narrowed.map(({ action }) => action), on }];
}

/** Placeholders of a generated policy leave the region open. */
function regionNote({ entries }: Activity): readonly Note[] {
  const [region] = entries.flatMap((entry) => entry.regions);
  return region === undefined || region === "*" ? [] : [{ id: "region-assumed", region }];
}

/** One line an action that stands in the refined policy: the strongest reason first. */
function evidenceFor(wanted: readonly Wanted[], dropped: readonly DroppedGrant[]): Evidence[] {
  const gone = new Map<Grant, Set<string>>();
  for (const { grant, resource } of dropped) gone.set(grant, (gone.get(grant) ?? new Set()).add(resource));
  const kept = wanted.filter((want) => want.resources.some((resource) => gone.get(want)?.has(resource) !== true));
  const strongest = new Map<string, Evidence>();
  for (const { action, evidence } of kept) {
    const known = strongest.get(action);
    const widened = [...(known?.widened ?? []), ...(evidence.widened ?? [])];
    const best = !known || STRENGTH[evidence.kind] > STRENGTH[known.kind] ? { action, ...evidence } : known;
    strongest.set(action, widened.length > 0 ? { ...best, widened } : best);
  }
  return [...strongest.values()].sort((a, b) => (a.action < b.action ? -1 : 1));
}

const STRENGTH = { seen: 3, "last-accessed": 2, implied: 1, asked: 0 } as const;

function reasonFor(
  { replaced, replacedInline }: Selection,
  proposed: readonly ProposedPolicy[],
  diff: Proposal["diff"],
): Proposal["reason"] {
  return {
    id: "replaced",
    replaced: [...replaced, ...replacedInline].map(({ name }) => name),
    by: proposed.map(({ name }) => name),
    kept: diff.kept.length,
    removed: diff.removedCount,
  };
}
