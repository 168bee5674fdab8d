import { type ActionSet, difference, holds, intersection, isEmpty, overlaps, places } from "./action-set.ts";
import { type ActionSpace, actionSpace } from "./action-space.ts";
import { areOfOtherTypes } from "./apart.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { conditionsImply } from "./conditions.ts";
import type { GrantPart, Patterns, PolicyDocument, Statement } from "./document.ts";
import { patternCovers, patternsMeet } from "./match.ts";

/** Something that one set of policies allows and the other does not, or not surely. */
export interface Uncovered {
  readonly action: string;
  /** The resource pattern, or `not …` for a NotResource. */
  readonly resource: string;
  readonly because: "not-allowed" | "denied";
}

/**
 * Everything that `narrow` allows and `wide` does not surely allow too; empty where `wide` covers `narrow`. Actions are
 * the catalogue's of today, and names that it does not know, compared as patterns. Sound: an answer "covered" is
 * always true. A resource pattern counts as covered where one statement of `wide` covers it whole.
 */
export function uncovered(
  narrow: readonly PolicyDocument[],
  wide: readonly PolicyDocument[],
  catalogue: ActionCatalogue,
): readonly Uncovered[] {
  return uncoveredBy(wide, catalogue)(narrow);
}

/** Does `wide` allow all that `narrow` allows, but for what a Deny of `wide` takes away? */
export function coversButDenied(narrow: readonly PolicyDocument[], wide: readonly PolicyDocument[], catalogue: ActionCatalogue): boolean {
  return uncovered(narrow, wide, catalogue).every(({ because }) => because === "denied");
}

/** `uncovered` for many questions about the same wide side. */
function uncoveredBy(
  wide: readonly PolicyDocument[],
  catalogue: ActionCatalogue,
): (narrow: readonly PolicyDocument[]) => readonly Uncovered[] {
  const space = actionSpace(catalogue);
  const wideSide = split(wide, space);
  return (narrow) => {
    const sides: Sides = { space, narrow: split(narrow, space), wide: wideSide };
    return sides.narrow.allows.flatMap((allow) => (isAlsoIn(allow.statement, sides) ? [] : uncoveredOf(allow, sides)));
  };
}

/**
 * Does `wide` allow a whole grant, so that `uncoveredBy` finds nothing of it? Hundreds of grants are asked about, and an action of the
 * catalogue needs neither a statement nor a set of its own.
 */
export function coverTest(wide: readonly PolicyDocument[], catalogue: ActionCatalogue): (grant: GrantPart) => boolean {
  const space = actionSpace(catalogue);
  const { allows, denies } = split(wide, space);
  const uncovered = uncoveredBy(wide, catalogue);
  return (grant) => {
    const place = space.placeOf(grant.action);
    if (place === undefined) return uncovered([{ version: "2012-10-17", statements: [statementOf(grant)] }]).length === 0;
    const allowing = allows.filter(({ set }) => holds(set, place));
    const denying = denies.filter(({ set }) => holds(set, place));
    return resourceUnits(grant.resources).every(
      (unit) =>
        allowing.some((allow) => allowsUnit(allow.statement, grant, unit)) && !denying.some((deny) => touches(deny.statement, unit)),
    );
  };
}

/**
 * Tells whether policies allow a pattern of actions as such, and so what AWS adds later, on all that a statement allows: by one statement that
 * names the pattern or a wider one.
 */
export function patternTest(wide: readonly PolicyDocument[]): (pattern: string, statement: Statement) => boolean {
  const allows = wide.flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"));
  return (pattern, statement) =>
    resourceUnits(statement.resources).every((unit) =>
      allows.some((allow) => coversAction(allow.actions, pattern) && allowsUnit(allow, statement, unit)),
    );
}

function statementOf({ action, resources, conditions }: GrantPart): Statement {
  return { effect: "Allow", actions: { kind: "only", patterns: [action] }, resources, ...(conditions === undefined ? {} : { conditions }) };
}

interface Sides {
  readonly space: ActionSpace;
  readonly narrow: ByEffect;
  readonly wide: ByEffect;
}

interface ByEffect {
  readonly allows: readonly Measured[];
  readonly denies: readonly Measured[];
}

/** A statement and its actions, looked up once: each is compared with many others. */
interface Measured {
  readonly statement: Statement;
  readonly set: ActionSet;
}

function split(documents: readonly PolicyDocument[], space: ActionSpace): ByEffect {
  const measured = documents.flatMap(({ statements }) => statements.map((statement) => ({ statement, set: space.ofStatement(statement) })));
  return {
    allows: measured.filter(({ statement }) => statement.effect === "Allow"),
    denies: measured.filter(({ statement }) => statement.effect === "Deny"),
  };
}

/** The same statement on both sides, and nothing denied on the wide side that is not denied on the narrow one. */
function isAlsoIn(statement: Statement, { narrow, wide }: Sides): boolean {
  const isIn = (wanted: Statement, list: readonly Measured[]) => list.some((known) => known.statement === wanted);
  return isIn(statement, wide.allows) && wide.denies.every((deny) => isIn(deny.statement, narrow.denies));
}

function uncoveredOf(allow: Measured, sides: Sides): Uncovered[] {
  const { space } = sides;
  const { statement } = allow;
  const resources = resourceUnits(statement.resources);
  const known = resources.flatMap((unit) =>
    uncoveredActions(allow, unit, sides).flatMap(({ set, because }) =>
      places(set).map((place) => found(space.nameAt(place), unit, because)),
    ),
  );
  const unknown = space
    .unknown(statement.actions)
    .flatMap((pattern) => resources.flatMap((unit) => uncoveredUnknown(statement, pattern, unit, sides)));
  return [...known, ...unknown];
}

/** One thing that a statement is about: a pattern, or everything but some patterns. */
type Unit = { readonly pattern: string; readonly but: readonly string[] };

function resourceUnits({ kind, patterns }: Patterns): readonly Unit[] {
  return kind === "only" ? patterns.map((pattern) => ({ pattern, but: [] })) : [{ pattern: "*", but: patterns }];
}

function found(action: string, { pattern, but }: Unit, because: Uncovered["because"]): Uncovered {
  return { action, resource: but.length > 0 ? `not ${but.join(", ")}` : pattern, because };
}

function uncoveredActions(
  { statement, set: wanted }: Measured,
  unit: Unit,
  { narrow, wide }: Sides,
): { readonly set: ActionSet; readonly because: Uncovered["because"] }[] {
  let left = wanted;
  for (const allow of wide.allows) {
    if (isEmpty(left)) break;
    if (overlaps(left, allow.set) && allowsUnit(allow.statement, statement, unit)) left = difference(left, allow.set);
  }
  let denied: ActionSet | undefined;
  for (const deny of wide.denies) {
    const hit = intersection(wanted, deny.set);
    if (isEmpty(hit) || !touches(deny.statement, unit)) continue;
    denied = narrow.denies
      .filter((own) => deniesAsMuch(own.statement, deny.statement))
      .reduce((rest, own) => difference(rest, own.set), hit);
    if (!isEmpty(denied)) break;
  }
  return [
    { set: left, because: "not-allowed" as const },
    ...(denied === undefined ? [] : [{ set: difference(denied, left), because: "denied" as const }]),
  ];
}

function uncoveredUnknown(statement: Statement, pattern: string, unit: Unit, { narrow, wide }: Sides): Uncovered[] {
  const allowed = wide.allows.some(({ statement: allow }) => coversAction(allow.actions, pattern) && allowsUnit(allow, statement, unit));
  if (!allowed) return [found(pattern, unit, "not-allowed")];
  const denied = wide.denies.some(
    ({ statement: deny }) =>
      meetsAction(deny.actions, pattern) &&
      touches(deny, unit) &&
      !narrow.denies.some(({ statement: own }) => coversAction(own.actions, pattern) && deniesAsMuch(own, deny)),
  );
  return denied ? [found(pattern, unit, "denied")] : [];
}

function coversAction({ kind, patterns }: Patterns, action: string): boolean {
  const wanted = action.toLowerCase();
  if (kind === "only") return patterns.some((pattern) => patternCovers(pattern.toLowerCase(), wanted));
  return !patterns.some((pattern) => patternsMeet(pattern.toLowerCase(), wanted));
}

function meetsAction({ kind, patterns }: Patterns, action: string): boolean {
  const wanted = action.toLowerCase();
  if (kind === "only") return patterns.some((pattern) => patternsMeet(pattern.toLowerCase(), wanted));
  return !patterns.some((pattern) => patternCovers(pattern.toLowerCase(), wanted));
}

function allowsUnit(allow: Statement, { conditions }: Pick<GrantPart, "conditions"> | Statement, unit: Unit): boolean {
  return coversUnit(allow.resources, unit) && conditionsImply(conditions, allow.conditions);
}

/** Does a statement's resource part hold all of the unit? */
function coversUnit({ kind, patterns }: Patterns, unit: Unit): boolean {
  if (kind === "only") return patterns.some((pattern) => patternCovers(pattern, unit.pattern));
  return patterns.every(
    (pattern) =>
      areOfOtherTypes(pattern, unit.pattern) || !patternsMeet(pattern, unit.pattern) || unit.but.some((but) => patternCovers(but, pattern)),
  );
}

/** Could a deny hit something in the unit? */
function touches({ resources: { kind, patterns } }: Statement, unit: Unit): boolean {
  if (kind === "only")
    return patterns.some((pattern) => patternsMeet(pattern, unit.pattern) && !unit.but.some((but) => patternCovers(but, pattern)));
  return !patterns.some((pattern) => patternCovers(pattern, unit.pattern));
}

/** Does `own` deny whatever `deny` denies, as far as resources and conditions go? */
function deniesAsMuch(own: Statement, deny: Statement): boolean {
  if (own === deny) return true;
  return resourceUnits(deny.resources).every((unit) => coversUnit(own.resources, unit)) && conditionsImply(deny.conditions, own.conditions);
}
