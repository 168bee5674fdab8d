import { arnFields } from "#core/aws/arn.ts";
import { holds } from "./action-set.ts";
import { type ActionSpace, actionSpace } from "./action-space.ts";
import type { ActionCatalogue, ActionInfo } from "./catalogue.ts";
import { grantedActions } from "./diff.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { ESCALATION_WAYS, type Escalation } from "./escalation-ways.ts";
import { patternCovers } from "./match.ts";

/**
 * The ways of gaining rights that the policies leave open together, the most direct first, a combination before the single
 * actions in it. A condition is taken to hold: what it lets through, no policy tells.
 */
export function escalationActions(policies: readonly PolicyDocument[], catalogue: ActionCatalogue): readonly Escalation[] {
  const space = actionSpace(catalogue);
  const granted = grantedActions(policies, space);
  const open = placedWays(catalogue).filter(({ places }) => places.every((place) => holds(granted, place)));
  return open
    .map(({ way }) => way)
    .filter(({ actions, everyResource }) => everyResource === undefined || reachesAll(policies, actions, everyResource, space));
}

interface PlacedWay {
  readonly way: Escalation;
  readonly places: readonly number[];
}

const placed = new WeakMap<ActionCatalogue, readonly PlacedWay[]>();

/** The ways whose actions the catalogue knows, with their places. */
function placedWays(catalogue: ActionCatalogue): readonly PlacedWay[] {
  const found = placed.get(catalogue) ?? waysIn(catalogue).flatMap((way) => placedWay(way, actionSpace(catalogue)));
  placed.set(catalogue, found);
  return found;
}

function placedWay(way: Escalation, space: ActionSpace): readonly PlacedWay[] {
  const places = way.actions.flatMap((action) => space.placeOf(action) ?? []);
  return places.length === way.actions.length ? [{ way, places }] : [];
}

const escalating = new WeakMap<ActionCatalogue, ReadonlySet<string>>();

/** Is an action one of those with which a principal can widen its own rights, alone or with others? */
export function canEscalate(action: string, catalogue: ActionCatalogue): boolean {
  const found = escalating.get(catalogue) ?? new Set(waysIn(catalogue).flatMap(({ actions }) => actions));
  escalating.set(catalogue, found);
  return found.has(action);
}

/** What a way of gaining rights gives, as a sentence. */
export function escalationReason(actions: readonly string[]): string {
  const name = actions.join(" ");
  return ESCALATION_WAYS.find((way) => way.actions.join(" ") === name)?.because ?? derivedReason(name);
}

const known = new WeakMap<ActionCatalogue, readonly Escalation[]>();

/** The listed ways, and what AWS itself calls the management of permissions. */
export function waysIn(catalogue: ActionCatalogue): readonly Escalation[] {
  const found = known.get(catalogue) ?? allWays(catalogue);
  known.set(catalogue, found);
  return found;
}

function allWays(catalogue: ActionCatalogue): readonly Escalation[] {
  const listed = new Set(ESCALATION_WAYS.flatMap(({ actions }) => (actions.length === 1 ? actions : [])));
  const derived = catalogue
    .services()
    .flatMap((prefix) => catalogue.actionsOf(prefix))
    .filter(({ action }) => !listed.has(action))
    .flatMap(derivedWay);
  return [...ESCALATION_WAYS, ...derived.sort((a, b) => rank(a) - rank(b))];
}

const LEVELS = 'Service Authorization Reference, "Access level"';

function derivedWay({ action, level }: ActionInfo): readonly Escalation[] {
  const manages = level === "Permissions management";
  if (!manages && level !== "Write") return [];
  const [prefix = "", name = ""] = action.split(":");
  const isWay = isOfOrganization(prefix) || (manages && (prefix === "iam" || opensResource(name)));
  return isWay ? [{ actions: [action], because: derivedReason(action), source: LEVELS }] : [];
}

function derivedReason(action: string): string {
  const [prefix = ""] = action.split(":");
  if (prefix === "iam") return "It changes who may do what in the account.";
  if (isOfOrganization(prefix)) return "It changes what limits the account, or whose account it is.";
  return "It can let a principal, itself too, use a resource that it may not use today.";
}

function isOfOrganization(prefix: string): boolean {
  return prefix === "organizations" || prefix === "account";
}

/** Does an action of that name write a policy, a grant or an access list of a resource? */
function opensResource(name: string): boolean {
  return (
    /^(?:Put|Add|Set|Create|Update|Attach|Modify|Grant|BatchGrant|Authorize)/.test(name) && /Polic|Permission|Grant|Acl|Access/.test(name)
  );
}

function rank({ actions: [action = ""] }: Escalation): number {
  return ["iam:", "organizations:", "account:"].findIndex((prefix) => action.startsWith(prefix)) >>> 0;
}

/** Is every action allowed on all that a pattern stands for, in the account that the allowed pattern names? */
function reachesAll(policies: readonly PolicyDocument[], actions: readonly string[], pattern: string, space: ActionSpace): boolean {
  const allows = policies.flatMap(({ statements }) => statements).filter(({ effect }) => effect === "Allow");
  return actions.every((action) => {
    const place = space.placeOf(action);
    return place !== undefined && allows.some((allow) => holds(space.ofStatement(allow), place) && coversAll(allow, pattern));
  });
}

function coversAll({ resources }: Statement, pattern: string): boolean {
  if (resources.kind !== "only") return true;
  return resources.patterns.some((granted) => patternCovers(granted, inPlaceOf(pattern, granted)));
}

/** The pattern in the partition and account that the granted one names. */
function inPlaceOf(pattern: string, granted: string): string {
  const fields = arnFields(granted);
  const isPlaced = (index: number) => fields.length > 5 && (index === 1 || index === 4);
  return arnFields(pattern)
    .map((field, index) => (isPlaced(index) ? (fields[index] ?? field) : field))
    .join(":");
}
