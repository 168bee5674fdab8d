import { serviceOf } from "#core/aws/names.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { callFacts } from "#core/services/index.ts";
import type { SeenResource } from "./activity.ts";
import { add, addCapped, ownMap } from "./counted.ts";
import type { ActionUse } from "./event-actions.ts";

/**
 * What answers call by an id, with what it is in, and what calls name by such an id alone: a query is started in a work group, and
 * looked at by its id. Plain data, bounded, and independent of the order in which it was noted.
 */
export interface WithinTally {
  /** `service region id` → ARNs of what it is in, with counts. */
  startedIn: Map<string, Map<string, number>>;
  /** Action → ids as in `startedIn` that its calls named in place of a resource, with counts. */
  askedById: Map<string, Map<string, number>>;
}

/** As many ids are kept; above it, none of them tells anything. */
const MOST_IDS = 1000;

const LONGEST_ID = 128;

/** A call that names no id, or one id too many. */
const UNTOLD = "";

/** Notes what a call that was allowed says of ids. */
export function noteWithin(tally: WithinTally, { action, resources }: ActionUse, record: CloudTrailRecord): void {
  const { startsWithin, asksWithin } = callFacts(action);
  const key = (id: string) => `${serviceOf(action)} ${record.region} ${id}`;
  if (startsWithin !== undefined) {
    tally.startedIn = ownMap(tally.startedIn);
    for (const id of textsIn(record.response[startsWithin.answer])) noteStart(tally.startedIn, key(id), resources);
  }
  if (asksWithin === undefined || resources.length > 0) return;
  const asked = tally.askedById.get(action) ?? new Map<string, number>();
  tally.askedById = ownMap(tally.askedById).set(action, asked);
  const ids = textsIn(record.request[asksWithin.parameter]);
  for (const id of ids.length === 0 ? [UNTOLD] : ids.map(key)) addCapped(asked, id, 1, { most: MOST_IDS, other: UNTOLD });
}

function noteStart(startedIn: WithinTally["startedIn"], id: string, resources: readonly string[]): void {
  const known = startedIn.get(id) ?? new Map<string, number>();
  if (known.size === 0 && startedIn.size >= MOST_IDS) return;
  startedIn.set(id, known);
  for (const arn of resources) add(known, arn, 1);
}

function textsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => (typeof each === "string" && each !== "" && each.length <= LONGEST_ID ? [each] : []));
}

/**
 * Tells of an action what those things are in that its calls named by id alone, with counts, out of all that was noted of starts;
 * undefined where that is not known of every one of them: a query that another role started may be in any work group.
 */
export function withinOf(
  { askedById }: WithinTally,
  tallies: readonly WithinTally[],
): (action: string) => readonly SeenResource[] | undefined {
  const isKnown = tallies.every(({ startedIn }) => startedIn.size < MOST_IDS);
  return (action) => {
    const asked = [...(askedById.get(action) ?? [])];
    if (!isKnown || asked.length === 0 || asked.length > MOST_IDS) return undefined;
    const counts = new Map<string, number>();
    for (const [id, count] of asked) {
      const parents = id === UNTOLD ? [] : tallies.flatMap(({ startedIn }) => [...(startedIn.get(id)?.keys() ?? [])]);
      if (parents.length === 0) return undefined;
      for (const arn of parents) add(counts, arn, count);
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([arn, count]) => ({ arn, count }));
  };
}
