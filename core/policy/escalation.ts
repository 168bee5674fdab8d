import { arnFields } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import { once, onceFor } from "#core/once.ts";
import { isSameList } from "#core/same-list.ts";
import { type ActionSet, holds, holdsAny } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { AccessLevel, ActionCatalogue, ActionInfo, ManagingAction } from "./catalogue.ts";
import { grantedActions } from "./diff.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { ESCALATION_WAYS, type Escalation } from "./escalation-ways.ts";
import { patternCovers } from "./match.ts";

/**
 * The ways of gaining rights that the policies leave open together, the most direct first, a combination before the single
 * actions in it. A condition is taken to hold: what it lets through, no policy tells.
 */
export function escalationActions(policies: readonly PolicyDocument[], catalogue: ActionCatalogue): readonly Escalation[] {
  const [first] = policies;
  if (first === undefined) return [];
  const latest = lately.get(first);
  if (latest?.catalogue === catalogue && isSameList(latest.policies, policies)) return latest.open;
  const open = escalationsWith(grantedActions(policies, actionSpace(catalogue)), policies, catalogue);
  lately.set(first, { policies, catalogue, open });
  return open;
}

/** What was found last of documents that begin with this one: many roles carry the same managed policies. */
const lately = new WeakMap<PolicyDocument, Found>();

interface Found {
  readonly policies: readonly PolicyDocument[];
  readonly catalogue: ActionCatalogue;
  readonly open: readonly Escalation[];
}

/** `escalationActions` where it is known which actions the policies grant. */
export function escalationsWith(
  granted: ActionSet,
  policies: readonly PolicyDocument[],
  catalogue: ActionCatalogue,
): readonly Escalation[] {
  const space = actionSpace(catalogue);
  const isGranted = new Set(space.services.filter((places) => holdsAny(granted, places)));
  const open: Escalation[] = [];
  // After each set of answers this is asked anew, and of hundreds of services, most are not granted.
  for (const { services, ways } of waysOf(catalogue)) {
    if (!services.every((places) => isGranted.has(places))) continue;
    for (const { way, places } of ways()) {
      if (!places.every((place) => holds(granted, place))) continue;
      if (way.everyResource === undefined || reachesAll(policies, way.actions, way.everyResource, space)) open.push(way);
    }
  }
  return open;
}

/** Ways that are open only where some action of each of these services is granted; until then nothing is read of them. */
interface WaysOfServices {
  readonly services: readonly ServicePlaces[];
  readonly ways: () => readonly PlacedWay[];
}

interface PlacedWay {
  readonly way: Escalation;
  readonly places: readonly number[];
}

/** The listed ways, and by service what AWS itself calls the management of permissions; what the catalogue does not know is left out. */
const waysOf = onceFor((catalogue: ActionCatalogue): readonly WaysOfServices[] => {
  const space = actionSpace(catalogue);
  const listed = ESCALATION_WAYS.map((way) => ({
    services: way.actions.map((action) => space.placesOf(serviceOf(action))),
    ways: once(() => placedWay(way, space)),
  }));
  const derived = [...space.services]
    .sort((a, b) => rank(a.service) - rank(b.service))
    .map((places) => ({
      services: [places],
      ways: once(() => derivedWays(places, catalogue)),
    }));
  return [...listed, ...derived];
});

function placedWay(way: Escalation, space: ActionSpace): readonly PlacedWay[] {
  const places = way.actions.flatMap((action) => space.placeOf(action) ?? []);
  return places.length === way.actions.length ? [{ way, places }] : [];
}

/** Is an action one of those with which a principal can widen its own rights, alone or with others? */
export function canEscalate(action: string, catalogue: ActionCatalogue): boolean {
  if (LISTED.has(action)) return true;
  const info = catalogue.find(action);
  return info?.action === action && derivedWay(info).length > 0;
}

/** What a way of gaining rights gives, as a sentence. */
export function escalationReason(actions: readonly string[]): string {
  const name = actions.join(" ");
  return ESCALATION_WAYS.find((way) => way.actions.join(" ") === name)?.because ?? derivedReason(name);
}

const LISTED: ReadonlySet<string> = new Set(ESCALATION_WAYS.flatMap(({ actions }) => actions));
const LISTED_ALONE: ReadonlySet<string> = new Set(ESCALATION_WAYS.flatMap(({ actions }) => (actions.length === 1 ? actions : [])));

/** Of most services, only what manages permissions can be one. */
function derivedWays({ service, from }: ServicePlaces, catalogue: ActionCatalogue): readonly PlacedWay[] {
  const candidates: readonly (ManagingAction & { readonly level: AccessLevel })[] = isOfOrganization(service)
    ? catalogue.actionsOf(service).map(({ action, level }, at) => ({ at, action, level }))
    : catalogue.managing(service).map((each) => ({ ...each, level: "Permissions management" }));
  return candidates
    .filter(({ action }) => !LISTED_ALONE.has(action))
    .flatMap(({ at, ...info }) => derivedWay(info).map((way) => ({ way, places: [from + at] })));
}

const LEVELS = 'Service Authorization Reference, "Access level"';

function derivedWay({ action, level }: Pick<ActionInfo, "action" | "level">): readonly Escalation[] {
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

/** IAM first, then what is above the account, then all others alike. */
function rank(service: string): number {
  const at = ["iam", "organizations", "account"].indexOf(service);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
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
