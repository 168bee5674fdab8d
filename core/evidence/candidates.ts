import { serviceOfArn } from "#core/aws/arn.ts";
import { type ActionName, serviceOf } from "#core/aws/names.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";
import { type BlindSpot, blindSpots, usuallyCalledBy } from "#core/services/index.ts";
import type { Activity, ActivityEntry, TracedResource } from "#core/usage/activity.ts";
import type { CandidateInput } from "./candidate-input.ts";
import { anywhere, grantWithin, holderOf } from "./holders.ts";
import type { LastAccessed } from "./last-accessed.ts";
import type { Candidate, Sign, Unanswerable } from "./question.ts";
import { actionsOfSpot, notRecorded, seldomOfSpot, shownOf } from "./recorded.ts";
import { unexplainedServices } from "./unexplained.ts";

/** Above so many holders, the actions are asked about on all of their kind. */
const MOST_HOLDERS = 10;

/** How likely it is that the role uses what is asked about. */
const WEIGHTS = {
  keep: 90,
  keepAnywhere: 80,
  used: 65,
  beside: 60,
  reached: 50,
  purpose: 40,
  elsewhere: 30,
  nothing: 10,
  seldom: 5,
} as const;

/**
 * Everything that no log could have shown and that may be in use, resource by resource. Data events of one bucket say nothing about
 * the others. What calls name or show to be used stays where IAM reports the service as used, on that very resource; a use that
 * nothing explains keeps the blind spot's actions wherever they are granted. A service that IAM reports as unused is no question.
 */
export function candidatesOf(input: CandidateInput): readonly Candidate[] {
  const recorded = recordedCalls(input.activity);
  const { mayUse = () => true } = input;
  const spots = blindSpots.filter(({ service }) => service !== "iam" && mayUse(service));
  return [...spots.flatMap((spot) => ofSpot(spot, input, recorded)), ...unexplainedServices(input)];
}

/** The calls that the log shows, all of them in their order and those of each service: there are more blind spots than services in a log. */
interface Recorded {
  readonly all: readonly ActivityEntry[];
  readonly byService: ReadonlyMap<string, readonly ActivityEntry[]>;
}

function recordedCalls({ entries }: Activity): Recorded {
  const all = entries.filter(({ impliedBy }) => impliedBy === undefined);
  return { all, byService: Map.groupBy(all, ({ action }) => serviceOf(action)) };
}

/** Those of the blind spot's service, or of services that manage what it works on. */
function companionsOf({ service, managedBy }: BlindSpot, { all, byService }: Recorded): readonly ActivityEntry[] {
  if (managedBy === undefined) return byService.get(service) ?? [];
  const services = [service, ...managedBy];
  return services.some((each) => byService.has(each)) ? all.filter(({ action }) => services.includes(serviceOf(action))) : [];
}

/** What is known of one blind spot in this role's activity. */
interface Judged extends CandidateInput {
  readonly spot: BlindSpot;
  readonly because: Unanswerable;
  readonly actions: readonly ActionInfo[];
  /** Recorded calls of the service, or of those that manage what it works on. */
  readonly companions: readonly ActivityEntry[];
  readonly used: LastAccessed | undefined;
  readonly isExplained: boolean;
}

function ofSpot(spot: BlindSpot, input: CandidateInput, recorded: Recorded): readonly Candidate[] {
  const { activity, catalogue, lastAccessed, implied } = input;
  const actions = actionsOfSpot(spot, catalogue);
  const companions = companionsOf(spot, recorded);
  if (spot.kind === "excludable" && companions.some(({ action }) => serviceOf(action) === spot.service)) return [];
  const used = lastAccessed?.find(({ service, at }) => service === spot.service && at >= activity.window.from);
  const isImplied = actions.some(({ action }) => implied.has(action));
  const judged: Judged = {
    ...input,
    spot,
    because: { id: spot.kind, source: spot.source },
    actions,
    companions,
    used,
    isExplained: used !== undefined && (isImplied || explains(used, spot, activity)),
  };
  const within = onHolders(judged);
  return [
    ...within,
    ...onAnything(
      judged,
      within.some((candidate) => candidate.default === "keep"),
    ),
  ];
}

/**
 * Does the log show a call that may be the use that IAM reports? One of the same day or later does; so does any at all where the log
 * ends before the use, or tells no times.
 */
function explains({ service, at }: LastAccessed, spot: BlindSpot, { entries, denied, traces, window }: Activity): boolean {
  if (denied.some(({ action }) => serviceOf(action) === service)) return true;
  if (traces?.touched.some(({ arn }) => serviceOfArn(arn) === spot.service)) return true;
  const ofService = [...entries, ...(traces?.used ?? [])].filter(({ action }) => serviceOf(action) === service);
  const isOver = at >= window.to;
  return ofService.some(({ lastSeen }) => isOver || lastSeen === undefined || lastSeen.slice(0, 10) >= at.slice(0, 10));
}

interface Holder {
  readonly arn: string;
  readonly signs: readonly Sign[];
  readonly default: "keep" | "remove";
}

function onHolders(judged: Judged): readonly Candidate[] {
  const holders = holdersOf(judged).filter(({ arn }) => hiddenOn(arn, judged).length > 0);
  const sorted = Map.groupBy(holders, (holder) => `${holder.default} ${holder.signs.map(({ id }) => id).join(" ")}`);
  return [...sorted.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const grants =
      alike.length > MOST_HOLDERS
        ? grantsAnywhere(judged.actions, judged)
        : alike.flatMap(({ arn }) => hiddenOn(arn, judged).flatMap((info) => grantWithin(info, arn, judged.facts) ?? []));
    if (grants.length === 0) return [];
    return [
      {
        service: judged.spot.service,
        resources: alike.map(({ arn }) => arn),
        grants: joined(grants),
        because: judged.because,
        speaksFor: [...lastAccessedSign(judged), ...merged(alike.flatMap(({ signs }) => signs))],
        default: first.default,
        weight: first.default === "keep" ? WEIGHTS.keep : first.signs.some(({ id }) => id === "used-by") ? WEIGHTS.used : WEIGHTS.beside,
      },
    ];
  });
}

/** Each holder that anything points at, with what points at it. */
function holdersOf(judged: Judged): readonly Holder[] {
  const { activity, spot, actions, companions, used, isExplained, lastAccessed } = judged;
  const names = new Set(actions.map(({ action }) => action));
  const holder = (arn: string) => holderOf(arn, spot, actions) ?? [];
  const touchedBy = collected(activity.traces?.touched ?? [], holder);
  const partly = (activity.traces?.used ?? []).filter(({ action }) => names.has(action));
  const usedBy = collected([...(activity.traces?.touched ?? []), ...partly.flatMap(tracedResources)], holder);
  const namedBy = collected(
    [...(activity.traces?.named ?? []), ...companions.filter(({ via }) => via.length > 0).flatMap(tracedResources)],
    holder,
  );
  const beside = collected(companions.flatMap(tracedResources), holder);
  const all = new Set([...usedBy.keys(), ...namedBy.keys(), ...beside.keys()]);
  return [...all].sort().flatMap((arn) => {
    const signs: Sign[] = [
      ...sign("used-by", usedBy.get(arn)),
      ...sign("named-by", namedBy.get(arn)),
      ...(usedBy.has(arn) || namedBy.has(arn) ? [] : sign("seen-beside", beside.get(arn))),
    ];
    // A name alone says nothing against IAM's report that the service was not used.
    if (used === undefined && lastAccessed !== undefined && !usedBy.has(arn) && !beside.has(arn)) return [];
    const keeps = touchedBy.has(arn) || (used !== undefined && (namedBy.has(arn) || !isExplained));
    return [{ arn, signs, default: keeps ? "keep" : "remove" }];
  });
}

function tracedResources({ action, resources, impliedBy }: ActivityEntry): readonly TracedResource[] {
  return resources.map(({ arn }) => ({ arn, by: impliedBy ?? [action] }));
}

function sign(id: "used-by" | "named-by" | "seen-beside", actions: ReadonlySet<string> | undefined): Sign[] {
  return actions === undefined ? [] : [{ id, actions: [...actions].sort() }];
}

function collected(
  traced: readonly TracedResource[],
  holder: (arn: string) => string | readonly never[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { arn, by } of traced) {
    const held = holder(arn);
    if (typeof held !== "string") continue;
    const known = found.get(held) ?? new Set<string>();
    found.set(held, known);
    for (const action of by) known.add(action);
  }
  return found;
}

/** The actions that the log would not show on this holder: its data events may be recorded, those of others not. */
function hiddenOn(arn: string, { spot, activity, catalogue }: Judged): readonly ActionInfo[] {
  if (spot.kind !== "data-event") return actionsOfSpot(spot, catalogue);
  const shown = activity.entries.filter(
    ({ resources, impliedBy }) =>
      impliedBy === undefined &&
      resources.some((seen) => seen.arn === arn || seen.arn.startsWith(`${arn}/`) || seen.arn.startsWith(`${arn}:`)),
  );
  const actions = shown.map(({ action }) => action);
  const hidden = new Set(notRecorded(spot, shownOf(actions), catalogue));
  return actionsOfSpot(spot, catalogue).filter((info) => hidden.has(info));
}

function onAnything(judged: Judged, isKeptWithin: boolean): readonly Candidate[] {
  const { used, lastAccessed, isExplained, actions } = judged;
  const signs = signsAnywhere(judged);
  const isSeen = judged.companions.some(({ action }) => serviceOf(action) === judged.spot.service);
  if (lastAccessed !== undefined && used === undefined && !isSeen && !signs.some(({ id }) => id === "reached-by")) return [];
  const seldom = seldomAnywhere(judged, signs);
  if (used === undefined || isExplained || isKeptWithin) return [wide(judged, "remove", actions, signs), ...seldom];
  const grave = actions.filter(({ level }) => level === "Permissions management");
  if (grave.length === 0 || grave.length === actions.length) return [wide(judged, "keep", actions, signs), ...seldom];
  const others = actions.filter((info) => !grave.includes(info));
  return [wide(judged, "keep", others, signs), wide(judged, "remove", grave, signs), ...seldom];
}

function seldomAnywhere(judged: Judged, signs: readonly Sign[]): readonly Candidate[] {
  const seldom = seldomOfSpot(judged.spot, judged.catalogue);
  return seldom.length === 0 ? [] : [{ ...wide(judged, "remove", seldom, signs), isSeldom: true, weight: WEIGHTS.seldom }];
}

function wide(judged: Judged, verdict: "keep" | "remove", actions: readonly ActionInfo[], signs: readonly Sign[]): Candidate {
  const { spot, because, used } = judged;
  const ids = new Set(signs.map(({ id }) => id));
  const weight = ids.has("reached-by")
    ? WEIGHTS.reached
    : ids.has("seen-beside") || ids.has("purpose")
      ? WEIGHTS.purpose
      : used === undefined
        ? WEIGHTS.nothing
        : WEIGHTS.elsewhere;
  return {
    service: spot.service,
    resources: ["*"],
    grants: grantsAnywhere(actions, judged),
    because,
    speaksFor: [...lastAccessedSign(judged), ...signs],
    default: verdict,
    weight: verdict === "keep" ? WEIGHTS.keepAnywhere : weight,
  };
}

function grantsAnywhere(actions: readonly ActionInfo[], { facts, catalogue }: Judged): readonly Grant[] {
  const granted = anywhere(facts, catalogue);
  return actions.map(({ action }) => granted(action));
}

function lastAccessedSign({ used }: Judged): readonly Sign[] {
  return used === undefined ? [] : [{ id: "last-accessed", at: used.at }];
}

/** What speaks for use on resources that nothing names. */
function signsAnywhere({ spot, activity, companions, purpose, lastAccessed }: Judged): readonly Sign[] {
  const reaching = spot.reachedBy?.actions ?? [];
  const callers = reaching.length === 0 ? [] : activity.entries.map(({ action }) => action).filter((action) => reaching.includes(action));
  const services = purpose.services.filter((platform) => usuallyCalledBy(platform).includes(spot.service));
  const managing = [...new Set(companions.map(({ action }) => action))];
  return [
    ...(callers.length > 0 ? [{ id: "reached-by" as const, actions: callers }] : []),
    ...(managing.length > 0 ? [{ id: "seen-beside" as const, actions: managing }] : []),
    ...(lastAccessed === undefined && services.length > 0 ? [{ id: "purpose" as const, services }] : []),
  ];
}

/** One sign of each kind. */
function merged(signs: readonly Sign[]): readonly Sign[] {
  const byId = new Map<Sign["id"], Sign>();
  for (const next of signs) {
    const known = byId.get(next.id);
    if (known !== undefined && "actions" in known && "actions" in next)
      byId.set(next.id, { ...known, actions: [...new Set([...known.actions, ...next.actions])].sort() });
    else byId.set(next.id, next);
  }
  return [...byId.values()];
}

/** One grant an action. */
function joined(grants: readonly Grant[]): readonly Grant[] {
  const byAction = new Map<ActionName, Set<string>>();
  for (const { action, resources } of grants) {
    const known = byAction.get(action) ?? new Set<string>();
    byAction.set(action, known);
    for (const arn of resources) known.add(arn);
  }
  return [...byAction].map(([action, resources]) => ({ action, resources: [...resources].sort() }));
}
