import { formatArn, parseArn } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { Activity, ActivityEntry, DeniedEntry, HeldOut, SeenResource, TracedResource, Traces } from "#core/usage/activity.ts";

/**
 * The activity with the set's own accounts left open in ARNs, so that what has the same name in many accounts is named once. A role acts in its own
 * account in any case, but where it takes another role: those stay as they were seen.
 */
export function openAccounts({ traces, heldOut, ...activity }: Activity): Activity {
  const own = new Set(activity.accounts);
  const open: Opening = (arn) => {
    const parts = parseArn(arn);
    return parts !== undefined && own.has(parts.account) ? formatArn({ ...parts, account: "*" }) : arn;
  };
  return {
    ...activity,
    accounts: [],
    entries: openEntries(activity.entries, open),
    denied: openEntries(activity.denied, open),
    ...(traces ? { traces: openTraces(traces, open) } : {}),
    ...(heldOut ? { heldOut: openHeldOut(heldOut, open) } : {}),
  };
}

type Opening = (arn: string) => string;

function openEntries<E extends ActivityEntry | DeniedEntry>(entries: readonly E[], open: Opening): readonly E[] {
  return entries.map((entry) =>
    serviceOf(entry.action) === "sts" ? entry : { ...entry, resources: openResources(entry.resources, open) },
  );
}

/** What is one thing for one account and another for the next is told of as little as both allow. */
function openResources(resources: readonly SeenResource[], open: Opening): readonly SeenResource[] {
  const byArn = Map.groupBy(resources, ({ arn }) => open(arn));
  return [...byArn]
    .map(([arn, same]): SeenResource => {
      const count = same.reduce((sum, each) => sum + each.count, 0);
      const [first] = same;
      const { made } = first ?? {};
      if (made === undefined || same.some((each) => each.made !== made)) return { arn, count };
      const madeIds = [...new Set(same.flatMap((each) => each.madeIds ?? []))];
      return { arn, count, made, ...(madeIds.length > 0 ? { madeIds } : {}) };
    })
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

function openTraces({ used, touched, named }: Traces, open: Opening): Traces {
  return { used: openEntries(used, open), touched: openTraced(touched, open), named: openTraced(named, open) };
}

function openTraced(traced: readonly TracedResource[], open: Opening): readonly TracedResource[] {
  const byArn = Map.groupBy(traced, ({ arn }) => open(arn));
  return [...byArn]
    .map(([arn, same]) => ({ arn, by: [...new Set(same.flatMap(({ by }) => by))].sort() }))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

function openHeldOut({ at, earlier, later }: HeldOut, open: Opening): HeldOut {
  const { entries, denied } = earlier;
  return {
    at,
    earlier: { ...earlier, entries: openEntries(entries, open), denied: openEntries(denied, open) },
    later: openEntries(later, open),
  };
}
