import { serviceOf } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import type { BlindSpot } from "#core/services/index.ts";

/** Actions that a log shows, and the services that they are of. */
export interface Shown {
  readonly actions: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

export function shownOf(actions: readonly string[]): Shown {
  return { actions: new Set(actions), services: new Set(actions.map(serviceOf)) };
}

/**
 * What the log would not show. One that shows some of a service's data events shows them all, as far as its trail was told to: those
 * that read, those that write, or both (CloudTrail User Guide, "Logging data events"). One that shows a management event that may be
 * left out leaves none out.
 */
export function notRecorded(spot: BlindSpot, { actions, services }: Shown, catalogue: ActionCatalogue): readonly ActionInfo[] {
  const all = [...actionsOfSpot(spot, catalogue), ...seldomOfSpot(spot, catalogue)];
  if (spot.kind === "not-logged" || !services.has(spot.service)) return all;
  if (spot.kind === "excludable") return [];
  const also = new Set(spot.alsoShown?.map((name) => `${spot.service}:${name}`));
  const shown = all.filter(({ action }) => actions.has(action) && !also.has(action));
  const recorded = new Set(shown.map(isReading));
  return all.filter((info) => !recorded.has(isReading(info)));
}

interface ActionsOfSpot {
  readonly usual: readonly ActionInfo[];
  readonly seldom: readonly ActionInfo[];
}

const actionsBySpot = onceFor((_: ActionCatalogue) => new Map<BlindSpot, ActionsOfSpot>());

/** A blind spot's actions that roles usually use, as the catalogue knows them, looked up once. */
export function actionsOfSpot(spot: BlindSpot, catalogue: ActionCatalogue): readonly ActionInfo[] {
  return lookedUp(spot, catalogue).usual;
}

/** Its actions that few roles use. */
export function seldomOfSpot(spot: BlindSpot, catalogue: ActionCatalogue): readonly ActionInfo[] {
  return lookedUp(spot, catalogue).seldom;
}

function lookedUp(spot: BlindSpot, catalogue: ActionCatalogue): ActionsOfSpot {
  const spots = actionsBySpot(catalogue);
  const infos = (names: readonly string[]) => names.flatMap((name) => catalogue.find(`${spot.service}:${name}`) ?? []);
  const found = spots.get(spot) ?? { usual: infos(spot.actions), seldom: infos(spot.seldom ?? []) };
  spots.set(spot, found);
  return found;
}

function isReading({ level }: ActionInfo): boolean {
  return level === "Read" || level === "List";
}
