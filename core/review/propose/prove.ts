import { serviceOf } from "#core/aws/names.ts";
import { earlierActivity, type LaterCalls, noveltyOf, wherever } from "#core/evidence/proof.ts";
import { patternCovers } from "#core/policy/match.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";
import type { Note } from "../model/note.ts";
import type { DeniedLater, Proof } from "../model/proposal.ts";
import type { Selection } from "../selection.ts";
import type { ProposeInput } from "./propose-input.ts";
import { type RefinedRole, refineRole, refineStatements, type Widening } from "./refine-role.ts";
import { tryCalls } from "./replay.ts";

/** A refined role, and how one made from the first part of the window fared on the rest. */
export interface ProvenRole {
  readonly refined: RefinedRole;
  readonly proof: Proof;
}

/**
 * Refines the role a second time, from the first part of the window alone, and tries the later calls on that. Where the later calls
 * show that names vary, the refined role names them by a pattern.
 */
export function prove(input: ProposeInput, selection: Selection, refined: RefinedRole): ProvenRole {
  const { activity, catalogue } = input;
  if (activity.source !== "trail") return { refined, proof: { kind: "not-tested", reason: "no-call-evidence" } };
  const earlier = earlierActivity(activity);
  const later = activity.heldOut?.later ?? [];
  if (!earlier) return { refined, proof: { kind: "not-tested", reason: "too-few-calls" } };
  const { replaced, retained } = refined.policies;
  const before = [...replaced, ...retained];
  const statements = refineStatements(asKnownThen({ ...input, activity: earlier }), selection, refined.forced);
  const after = [{ version: "2012-10-17", statements } as const, ...retained];
  const tried = tryCalls(later, refined.known.wanted, { before, after }, catalogue);
  const denies = deniedKeys(tried.wouldDeny);
  const isDenied = (action: string, resource: string) => denies.has(keyOf({ action, resource }));
  const found = tried.wouldDeny.map((call) => ({ ...call, ...noveltyIn(call, { earlier: earlier.entries, later, isDenied }, input) }));
  const isNamed = (action: string, pattern: string) =>
    refined.known.wanted.some((want) => want.action === action && want.resources.some((resource) => patternCovers(resource, pattern)));
  const widenings = found
    .flatMap((call) => patternsOf(call, activity.entries).map((pattern) => widening(call, pattern)))
    .filter(({ action, pattern }) => !isNamed(action, pattern));
  const final = widenings.length === 0 ? refined : refineRole(input, selection, widenings);
  const missed = deniedKeys(
    tryCalls(affected(later, found), final.known.wanted, { before, after: final.policies.after }, catalogue).wouldDeny,
  );
  const { from, to } = activity.window;
  const at = earlier.window.to;
  const denied = found.map(
    (call): DeniedLater => ({ ...call, firstSeen: firstSeenOf(call.action, later), covered: !missed.has(keyOf(call)) }),
  );
  return {
    refined: { ...final, notes: [...final.notes, ...notesOf(widenings)] },
    proof: { kind: "tested", builtFrom: { from, to: at }, testedOn: { from: at, to }, calls: tried.calls, allowed: tried.allowed, denied },
  };
}

/** IAM's report is of today: a use after the first part was not known then, still less one after the window. */
function asKnownThen({ lastAccessed, usedSince: _, ...input }: ProposeInput): ProposeInput {
  return lastAccessed === undefined ? input : { ...input, lastAccessed: lastAccessed.filter(({ at }) => at < input.activity.window.to) };
}

type Denied = Pick<DeniedLater, "action" | "resource" | "count">;

function noveltyIn({ action, resource }: Denied, calls: LaterCalls, input: ProposeInput) {
  const novelty = noveltyOf(action, resource, calls);
  if (!("pattern" in novelty) || isGrave(action, novelty.kind, input)) return { kind: novelty.kind };
  return { kind: novelty.kind, widenedTo: novelty.pattern };
}

/** Rights over rights stay on the names that were seen, unless none of these is ever seen again: then they would be of no use. */
function isGrave(action: string, kind: DeniedLater["kind"], { catalogue }: ProposeInput): boolean {
  return kind === "recurring" && (serviceOf(action) === "iam" || catalogue.find(action)?.level === "Permissions management");
}

/** What the proposal names in place of the names that vary: in each place where names are new each time, since a place may have a quiet week. */
function patternsOf(
  { action, kind, widenedTo }: Pick<DeniedLater, "action" | "kind"> & { readonly widenedTo?: string },
  entries: readonly ActivityEntry[],
): readonly string[] {
  if (widenedTo === undefined) return [];
  if (kind !== "new-each-time") return [widenedTo];
  return wherever(
    widenedTo,
    entries.filter((entry) => entry.action === action).flatMap(({ resources }) => resources),
  );
}

function widening({ action, count }: Denied, pattern: string): Widening {
  return { action, pattern, laterCalls: count };
}

function affected(later: readonly ActivityEntry[], found: readonly Denied[]): readonly ActivityEntry[] {
  const actions = new Set(found.map(({ action }) => action));
  return later.filter(({ action }) => actions.has(action));
}

function firstSeenOf(action: string, later: readonly ActivityEntry[]): string {
  return later.flatMap((entry) => (entry.action === action ? (entry.firstSeen ?? []) : [])).sort()[0] ?? "";
}

function deniedKeys(denied: readonly Pick<Denied, "action" | "resource">[]): ReadonlySet<string> {
  return new Set(denied.map(keyOf));
}

function keyOf({ action, resource }: Pick<Denied, "action" | "resource">): string {
  return `${action} ${resource}`;
}

function notesOf(widenings: readonly Widening[]): readonly Note[] {
  const byPattern = Map.groupBy(widenings, ({ action, pattern }) => `${action} on ${pattern}`);
  return [...byPattern.values()].flatMap(([first]) => (first ? [{ id: "names-vary", ...first } as const] : []));
}
