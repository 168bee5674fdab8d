import { arnFields } from "#core/aws/arn.ts";
import { type ActionSet, holds } from "./action-set.ts";
import { actionSpace } from "./action-space.ts";
import { areOfOtherTypes } from "./apart.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { bothConditions, conditionsImply } from "./conditions.ts";
import { coverTest } from "./cover.ts";
import { grantedActions } from "./diff.ts";
import type { Grant, GrantPart, PolicyDocument, Statement } from "./document.ts";
import { hasVariable, intersectPatterns, isTooWide, matches, patternCovers, patternsMeet } from "./match.ts";
import { mergeGrants } from "./minimise.ts";

export interface RefineInput {
  readonly wanted: readonly Grant[];
  readonly replaced: readonly PolicyDocument[];
  readonly retained: readonly PolicyDocument[];
  readonly catalogue: ActionCatalogue;
}

export interface DroppedGrant {
  /** The grant that was wanted, as it was handed in. */
  readonly grant: Grant;
  /** The one of its resources that it is about. */
  readonly resource: string;
  readonly reason: "not-granted" | "retained";
}

export interface Refined {
  /** Allow statements in canonical order, then the Deny statements that carry over. */
  readonly statements: readonly Statement[];
  readonly dropped: readonly DroppedGrant[];
}

/**
 * The rule of refinement: wanted ∩ granted by the replaced policies ∖ granted by the retained ones. Resources become the
 * narrower of what is wanted and what was granted; conditions and denies of the replaced policies carry over. What
 * comes out, with the retained policies, never allows what the replaced and retained policies together did not.
 */
export function refine({ wanted, ...policies }: RefineInput): Refined {
  return refiner(policies)(wanted);
}

/** `refine` for many wanted grants under the same policies. */
export function refiner(policies: Omit<RefineInput, "wanted">): (wanted: readonly Grant[]) => Refined {
  const cut = cutter(policies);
  return (wanted) => {
    const { parts, dropped } = cut(wanted);
    return { statements: [...mergeGrants(parts), ...denies(policies.replaced)], dropped };
  };
}

/** What `refine` drops, and nothing else. */
export function droppedGrants({ wanted, ...policies }: RefineInput): readonly DroppedGrant[] {
  return cutter(policies)(wanted).dropped;
}

interface CutDown {
  readonly parts: readonly GrantPart[];
  readonly dropped: readonly DroppedGrant[];
}

function cutter({ replaced, retained, catalogue }: Omit<RefineInput, "wanted">): (wanted: readonly Grant[]) => CutDown {
  const allows = replaced.flatMap(({ statements }) => statements).filter(({ effect }) => effect === "Allow");
  const space = actionSpace(catalogue);
  const keeping = grantedActions(retained, space);
  const isRetained = retainedTest(retained, keeping, catalogue);
  const isGrantedWhole = (place: number | undefined, [first, second]: readonly Statement[]) =>
    first !== undefined && second === undefined && allowsAnything(first) && place !== undefined && !holds(keeping, place);
  const cut = (grant: Grant, parts: GrantPart[], dropped: DroppedGrant[]) => {
    const place = space.placeOf(grant.action);
    const granting = allows.filter((allow) =>
      place === undefined ? isNamedBy(allow, grant.action) : holds(space.ofStatement(allow), place),
    );
    if (isGrantedWhole(place, granting)) {
      if (grant.resources.length > 0) parts.push(wholeOf(grant));
      return;
    }
    for (const resource of grant.resources) {
      const granted = grantedParts(grant, resource, granting);
      if (granted.length === 0) dropped.push({ grant, resource, reason: "not-granted" });
      else if (granted.every(isRetained)) dropped.push({ grant, resource, reason: "retained" });
      else parts.push(...granted);
    }
  };
  return (wanted) => {
    const parts: GrantPart[] = [];
    const dropped: DroppedGrant[] = [];
    for (const grant of wanted) cut(grant, parts, dropped);
    return { parts, dropped };
  };
}

/** Does it allow its actions on every resource, whatever the request? */
function allowsAnything({ resources: { kind, patterns }, conditions }: Statement): boolean {
  return kind === "only" && patterns.length === 1 && patterns[0] === "*" && conditions === undefined;
}

function wholeOf({ action, resources, conditions }: Grant): GrantPart {
  return { action, resources: { kind: "only", patterns: resources }, conditions };
}

/** Is a statement about an action that the catalogue does not know? Its patterns tell. */
function isNamedBy({ actions: { kind, patterns } }: Statement, action: string): boolean {
  const lower = action.toLowerCase();
  return patterns.some((pattern) => matches(pattern.toLowerCase(), lower)) === (kind === "only");
}

function grantedParts({ action, conditions: needed }: Grant, resource: string, granting: readonly Statement[]): GrantPart[] {
  const parts = granting.flatMap(({ resources, conditions }) => {
    const joined = bothConditions(conditions, needed);
    if (joined.contradictory) return [];
    return resourceParts(resource, resources).map((part) => ({ action, resources: part, conditions: joined.conditions }));
  });
  if (parts.length < 2) return parts;
  return parts.filter(
    (part, index) => !parts.some((other, at) => at !== index && isWithin(part, other) && (at < index || !isWithin(other, part))),
  );
}

function resourceParts(resource: string, { kind, patterns }: Statement["resources"]): Statement["resources"][] {
  if (kind === "only") {
    const met = patterns.flatMap((pattern) => (beginApart(pattern, resource) ? [] : partsOf(pattern, resource)));
    return met.length === 0 ? [] : [{ kind, patterns: met }];
  }
  if (patterns.some((pattern) => patternCovers(pattern, resource))) return [];
  if (!patterns.some((pattern) => !areOfOtherTypes(pattern, resource) && patternsMeet(pattern, resource)))
    return [{ kind: "only", patterns: [resource] }];
  return [{ kind, patterns }];
}

/**
 * Are two ARN patterns of different things by the words that their resources begin with: `training-job/…` and `app/…`? A wildcard for an
 * account goes on over colons, so a text that both match can be thought of; no resource of an account has a name with the end of another
 * ARN in it. But the wildcard may stand for a word that the other pattern says before a colon: `*:resize` is the function `…:function:resize`.
 * What is excluded is compared to the letter, but for services whose names are known (apart.ts): leaving it out would grant what was
 * not granted.
 */
function beginApart(one: string, other: string): boolean {
  const [a, b] = [arnFields(one), arnFields(other)];
  if (!a[4] || !b[4]) return false;
  const [x = "", y = ""] = [a[5], b[5]];
  return !beginAlike(x, y) && !endsIn(x, y) && !endsIn(y, x);
}

function beginAlike(one: string, other: string): boolean {
  const [x, y] = [beginningOf(one), beginningOf(other)];
  return x.startsWith(y) || y.startsWith(x);
}

/** May a resource be what another one says behind one of its colons? What begins with a type of its own is not what `function:*` leaves open. */
function endsIn(resource: string, other: string): boolean {
  return [...other.matchAll(/:/g)].some(({ index }) => {
    const rest = other.slice(index + 1);
    return beginningOf(rest) === "" ? !/^[\w-]+:/.test(resource) : beginAlike(resource, rest);
  });
}

/** What stands before the first wildcard or variable. */
function beginningOf(resource: string): string {
  return /^[^*?$]*/.exec(resource)?.[0] ?? "";
}

/** Where two patterns have more in common than so many patterns say, the granted one is the shorter policy. */
const MOST_PARTS = 4;

/**
 * What is wanted of a granted pattern. What a variable stands for depends on who asks, so a pattern with one stays as it was granted, and so
 * does one of which the wanted part takes too many words.
 */
function partsOf(granted: string, resource: string): readonly string[] {
  if (patternCovers(granted, resource)) return [resource];
  if (hasVariable(granted) || isTooWide(granted, resource)) return patternsMeet(granted, resource) ? [granted] : [];
  const parts = intersectPatterns(granted, resource);
  return parts.length > MOST_PARTS ? [granted] : parts;
}

function isWithin(part: GrantPart, other: GrantPart): boolean {
  if (!conditionsImply(part.conditions, other.conditions) || part.resources.kind === "except" || other.resources.kind === "except")
    return false;
  return part.resources.patterns.every((narrow) => other.resources.patterns.some((wide) => patternCovers(wide, narrow)));
}

/** Granted by retained policies whole. What a replaced policy denies stays denied, so that a grant would be of no use there. */
function retainedTest(retained: readonly PolicyDocument[], keeping: ActionSet, catalogue: ActionCatalogue): (part: GrantPart) => boolean {
  const space = actionSpace(catalogue);
  const isCovered = coverTest(retained, catalogue);
  return (part) => {
    const place = space.placeOf(part.action);
    return place !== undefined && holds(keeping, place) && isCovered(part);
  };
}

/** Every deny stays, also where no identity policy allows its actions any more: a policy of the resource may allow them to the role. */
function denies(replaced: readonly PolicyDocument[]): Statement[] {
  return replaced.flatMap(({ statements }) => statements).filter(({ effect }) => effect === "Deny");
}
