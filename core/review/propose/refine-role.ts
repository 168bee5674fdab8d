import type { Question } from "#core/evidence/question.ts";
import type { Scope } from "#core/evidence/scope.ts";
import { settledActions, type Wanted, type WantedActions, type WantedInput, wantedActions } from "#core/evidence/wanted.ts";
import { holdsAny } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { patternTest } from "#core/policy/cover.ts";
import { grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { patternCovers } from "#core/policy/match.ts";
import { type DroppedGrant, droppedGrants, refine } from "#core/policy/refine.ts";
import { PolicyTooLargeError, toDocuments } from "#core/policy/split.ts";
import { documentsFor, keptByDefault } from "../chosen.ts";
import type { Note } from "../model/note.ts";
import type { Choices } from "../model/proposal.ts";
import { documentLimits, roomFor } from "../policy-quota.ts";
import type { Selection } from "../selection.ts";
import { ask } from "./ask.ts";
import { choicesOf } from "./choices.ts";
import type { ProposeInput, RolePolicies } from "./propose-input.ts";

export interface RefinedRole {
  readonly policies: RolePolicies;
  readonly dropped: readonly DroppedGrant[];
  readonly known: WantedActions;
  readonly questions: readonly Question[];
  readonly choices?: Choices;
  readonly notes: readonly Note[];
  /** How resources are named where the documents would not fit otherwise. */
  readonly forced?: Naming;
}

/** How many names of one type are spelt out, or the scope at which resources are named. */
export type Naming = { readonly mostNames: number } | { readonly scope: Scope };

/** Ways to name resources where spelling out a hundred names of a type does not fit, the narrowest first. */
const WIDER: readonly Naming[] = [{ mostNames: 40 }, { mostNames: 15 }, { mostNames: 5 }, { mostNames: 2 }, { scope: "account" }];

/** Names that were shown to vary, as a pattern to grant in their place. */
export interface Widening {
  readonly action: string;
  readonly pattern: string;
  /** Calls on names that were new. */
  readonly laterCalls: number;
}

/**
 * What the role is to keep, cut down to what it has, as documents that fit. Where they do not, fewer names are spelt out and more are
 * named by what they have in common, at the last by type, as far as the replaced policies go, and a note says so. Throws
 * PolicyTooLargeError where even that is too much.
 */
export function refineRole(input: ProposeInput, selection: Selection, widenings: readonly Widening[] = []): RefinedRole {
  for (const forced of [undefined, ...WIDER.slice(0, -1)]) {
    try {
      return withNote(refineAt(input, selection, forced, widenings), forced);
    } catch (error) {
      if (!(error instanceof PolicyTooLargeError)) throw error;
    }
  }
  const last = WIDER.at(-1);
  return withNote(refineAt(input, selection, last, widenings), last);
}

function withNote(refined: RefinedRole, forced: Naming | undefined): RefinedRole {
  if (forced === undefined) return refined;
  return { ...refined, forced, notes: [{ id: "named-wider", ...("scope" in forced ? {} : { mostNames: forced.mostNames }) }] };
}

function refineAt(input: ProposeInput, selection: Selection, forced: Naming | undefined, widenings: readonly Widening[]): RefinedRole {
  const { role, catalogue } = input;
  const { known, replaced, retained, ...base } = refineAndAsk(input, selection, forced, widenings);
  const held = { replaced, retained, catalogue };
  const asked = ask(known.candidates, { ...held, refined: base.statements }, input.answers);
  const wanted = [...known.wanted, ...asked.kept];
  const dropped = [...base.dropped, ...droppedGrants({ ...held, wanted: asked.kept })];
  const room = input.room ?? roomFor(role);
  const always = asked.settled.length === 0 ? base.statements : refine({ ...held, wanted: [...known.wanted, ...asked.settled] }).statements;
  const choices = asked.open.length === 0 ? undefined : choicesOf(asked.open, { ...held, always, room });
  const refined = choices
    ? documentsFor(choices, keptByDefault(choices))
    : toDocuments(always, { ...documentLimits(room), catalogue, mayName: patternTest([...replaced, ...retained]) });
  const policies = { replaced, retained, refined, after: [...refined, ...retained] };
  return { policies, dropped, known: { ...known, wanted }, questions: asked.questions, ...(choices ? { choices } : {}), notes: [] };
}

/** The statements of a refined policy, before they are made to fit into documents, and what could be asked about. */
function refineAndAsk(input: ProposeInput, selection: Selection, forced: Naming | undefined, widenings: readonly Widening[]) {
  const mayUse = usable(selection, input.catalogue);
  const found = wantedActions(input.activity, { ...wantedInput(input, forced), mayUse }, input.catalogue);
  const known = { ...found, wanted: widened(found.wanted, widenings) };
  return { known, ...refineWanted(input, selection, known.wanted) };
}

/** Tells the services of which a replaced policy allows any action at all. */
function usable(selection: Selection, catalogue: ActionCatalogue): (service: string) => boolean {
  const space = actionSpace(catalogue);
  const allowed = grantedActions(replacedIn(selection), space);
  return (service) => holdsAny(allowed, space.placesOf(service));
}

function replacedIn({ replaced, replacedInline }: Selection): readonly PolicyDocument[] {
  return [...replaced, ...replacedInline].map(({ document }) => document);
}

/** The statements of a refined policy about which nobody is asked. */
export function refineStatements(input: ProposeInput, selection: Selection, forced: Naming | undefined): readonly Statement[] {
  const { wanted } = settledActions(input.activity, wantedInput(input, forced), input.catalogue);
  return refineWanted(input, selection, wanted).statements;
}

function wantedInput({ role, keep, lastAccessed, usedSince }: ProposeInput, forced: Naming | undefined): WantedInput {
  const tags = forced !== undefined && "scope" in forced ? { ...role.tags, "whittle:scope": forced.scope } : role.tags;
  const most = forced !== undefined && "mostNames" in forced ? { mostNames: forced.mostNames } : {};
  return { trust: role.trust, tags, keep, ...most, ...(lastAccessed ? { lastAccessed } : {}), ...(usedSince ? { usedSince } : {}) };
}

function refineWanted({ catalogue }: ProposeInput, selection: Selection, wanted: readonly Wanted[]) {
  const replaced = replacedIn(selection);
  const retained = [...selection.retained, ...selection.retainedInline].map((policy) => policy.document);
  return { replaced, retained, ...refine({ wanted, replaced, retained, catalogue }) };
}

/** Patterns take the place of the names that they cover. */
function widened(wanted: readonly Wanted[], widenings: readonly Widening[]): readonly Wanted[] {
  const of = Map.groupBy(widenings, ({ action }) => action);
  return wanted.map((want) => {
    const patterns = (of.get(want.action) ?? []).map(({ pattern }) => pattern);
    const met = patterns.filter((pattern) => want.resources.some((resource) => patternCovers(pattern, resource)));
    if (met.length === 0) return want;
    const others = want.resources.filter((resource) => !met.some((pattern) => patternCovers(pattern, resource)));
    return { ...want, resources: [...others, ...met].sort() };
  });
}
