import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { canEscalate, escalationActions, escalationsWith } from "#core/policy/escalation.ts";
import type { OpenWay } from "../model/proposal.ts";
import type { OpenQuestion } from "./ask.ts";

interface Asked {
  readonly open: readonly OpenQuestion[];
  /** What keeping each of them adds, in their order. */
  readonly adding: readonly (readonly Statement[])[];
  readonly always: readonly Statement[];
  readonly retained: readonly PolicyDocument[];
  readonly catalogue: ActionCatalogue;
}

/**
 * The ways to gain rights that are open after any answers, each with the answers that open it; undefined where none of the questions is
 * about an action of such a way. More kept never closes a way, so the smallest sets tell all.
 */
export function openWays({ open, adding, always, retained, catalogue }: Asked): readonly OpenWay[] | undefined {
  const grave = open.flatMap(({ question: { id, actions } }, index) =>
    actions.some((action) => canEscalate(action, catalogue)) ? [{ id, statements: adding[index] ?? [] }] : [],
  );
  if (grave.length === 0) return undefined;
  const space = actionSpace(catalogue);
  const around = [document(always), ...retained];
  const denies = document(around.flatMap(({ statements }) => statements).filter(({ effect }) => effect === "Deny"));
  // What is kept only allows, so that each part is looked at once, and not with every set of answers anew.
  const grantedAnyway = grantedActions(around, space);
  const parts = grave.map((each) => ({ ...each, granted: grantedActions([denies, document(each.statements)], space) }));
  const ofRetained = new Set(escalationActions(retained, catalogue));
  const found = new Map<string, OpenWay>();
  for (const kept of subsets(parts)) {
    const granted = space.union([grantedAnyway, ...kept.map((each) => each.granted)]);
    const ways = escalationsWith(granted, [...around, ...kept.map(({ statements }) => document(statements))], catalogue);
    const questions = kept.map(({ id }) => id);
    for (const way of ways) {
      const key = way.actions.join(" ");
      const known = found.get(key) ?? { actions: way.actions, byRetained: ofRetained.has(way), openWith: [] };
      if (known.openWith.some((smaller) => smaller.every((id) => questions.includes(id)))) continue;
      found.set(key, { ...known, openWith: [...known.openWith, questions] });
    }
  }
  return [...found.values()];
}

/** All sets of some things, the smaller first. */
function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  let sets: readonly (readonly T[])[] = [[]];
  for (const each of all) sets = [...sets, ...sets.map((set) => [...set, each])];
  return sets.toSorted((a, b) => a.length - b.length);
}

function document(statements: readonly Statement[]): PolicyDocument {
  return { version: "2012-10-17", statements };
}
