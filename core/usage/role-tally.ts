import { type ActionName, PASS_ROLE } from "#core/aws/names.ts";
import { isInVain } from "#core/cloudtrail/outcome.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import type { Trace } from "#core/services/knowledge.ts";
import { add, addCapped, addResource, type CountedResources, mergeResources, noResources } from "./counted.ts";
import type { ActionUse } from "./event-actions.ts";
import { type MadeThings, mergeMade } from "./lineage.ts";
import { addOrigin, mergeOrigins, type Origin, type OriginTally } from "./origin-tally.ts";
import type { Holder } from "./passed-roles.ts";
import { noteWithin, type WithinTally } from "./within.ts";

/** One action's calls. Plain data. */
export interface ActionTally {
  count: number;
  /** Calls that IAM allowed and that came to nothing all the same. */
  failed: number;
  first: string;
  last: string;
  withoutResource: number;
  readonly resources: CountedResources;
  readonly regions: Map<string, number>;
  readonly accounts: Map<string, number>;
  readonly via: Map<string, number>;
  /** Calls of this action itself, not only implied by another's. */
  recorded: number;
  /** Recorded actions that imply this one. */
  readonly impliedBy: Map<string, number>;
}

/** What one role was seen to do. Plain data, bounded in size. */
export interface RoleTally extends WithinTally {
  records: number;
  deniedRecords: number;
  first: string;
  last: string;
  /** By action. */
  readonly used: Map<ActionName, ActionTally>;
  readonly denied: Map<ActionName, ActionTally>;
  /** Roles handed to services (`iam:PassRole`), by the services that got them, separated by spaces; empty where they are not known. */
  readonly passed: Map<string, ActionTally>;
  /** What the role made to hold roles, with the roles that it put there; see passed-roles.ts. */
  readonly holders: Map<string, Map<string, number>>;
  /** By receivers as in `passed`: what held roles that calls did not name, with counts. */
  readonly heldIn: Map<string, Map<string, number>>;
  /** Action → what its calls handed on, with counts. */
  readonly handedOn: Map<string, Map<string, number>>;
  /** What the role made. */
  readonly made: MadeThings;
  /** Actions that other calls show to have been used; see traces.ts. */
  readonly traced: Map<ActionName, ActionTally>;
  /** Resources that calls show to be used, and those that they name: ARN → actions of the calls, with counts. */
  readonly touched: Map<string, Map<string, number>>;
  readonly named: Map<string, Map<string, number>>;
  /** `source name` → count, where no table knows the event. */
  readonly unresolved: Map<string, number>;
  /** Where the calls came from, by address and user agent. */
  readonly origins: Map<string, OriginTally>;
  /** Hour → what the role looked around with in it: actions, or the event's source and name where it needs none. */
  readonly lookingAround: Map<string, Map<string, number>>;
}

const mostRegions = 60;
const mostAccounts = 100;
const mostUnresolved = 500;

export function newRoleTally(): RoleTally {
  return {
    records: 0,
    deniedRecords: 0,
    first: "",
    last: "",
    used: new Map(),
    denied: new Map(),
    passed: new Map(),
    holders: new Map(),
    heldIn: new Map(),
    handedOn: new Map(),
    startedIn: new Map(),
    askedById: new Map(),
    made: new Map(),
    traced: new Map(),
    touched: new Map(),
    named: new Map(),
    unresolved: new Map(),
    origins: new Map(),
    lookingAround: new Map(),
  };
}

/** What is counted of a call whatever came of it. */
interface Made {
  readonly origin: Origin;
  readonly denied: boolean;
  readonly actions: readonly string[];
}

/** Counts a call's time and origin. */
export function addCall(tally: RoleTally, time: string, { origin, denied, actions }: Made): void {
  tally.records += 1;
  if (denied) tally.deniedRecords += 1;
  if (tally.first === "" || time < tally.first) tally.first = time;
  if (time > tally.last) tally.last = time;
  addOrigin(tally.origins, origin, denied, actions);
}

/** Counts one action of a call, as used or as refused. */
export function addUse(role: RoleTally, use: ActionUse, record: CloudTrailRecord, denied: boolean): void {
  if (use.holder !== undefined && !denied) noteHolder(role, use.holder, use);
  if (!denied && !isBare(record)) noteWithin(role, use, record);
  if (use.handedOn !== undefined && !denied) addNested(role.handedOn, use.action, use.handedOn);
  if (use.holder?.isMade === true && use.resources.length === 0) return;
  count(tallyOf(role, use, record.time, denied), use, record);
}

const mostHolders = 500;

function noteHolder({ holders, heldIn }: RoleTally, { name, isMade }: Holder, { resources, receivers = [] }: ActionUse): void {
  if (isMade) for (const role of resources.length === 0 ? [NO_ROLE] : resources) addNested(holders, name, role);
  else if (resources.length === 0) addNested(heldIn, receivers.join(" "), name);
}

/** A holder that was made without a role. */
const NO_ROLE = "";

function addNested(into: Map<string, Map<string, number>>, key: string, inner: string): void {
  const known = into.get(key) ?? new Map<string, number>();
  if (known.size === 0 && into.size >= mostHolders) return;
  into.set(key, known);
  addCapped(known, inner, 1, { most: mostHolders, other: "other" });
}

/** How many of the calls that named no role, by receivers as in `passed`, named a holder that the role made itself. */
export function callsOfOwnHolders({ holders, heldIn }: RoleTally, receivers: string): number {
  return [...(heldIn.get(receivers) ?? [])].reduce((sum, [name, calls]) => sum + (holders.has(name) ? calls : 0), 0);
}

function count(tally: ActionTally, use: Pick<ActionUse, "resources" | "impliedBy">, record: CloudTrailRecord): void {
  tally.count += 1;
  if (isInVain(record)) tally.failed += 1;
  if (record.time < tally.first) tally.first = record.time;
  if (record.time > tally.last) tally.last = record.time;
  if (use.resources.length === 0 && !isBare(record)) tally.withoutResource += 1;
  for (const arn of use.resources) addResource(tally.resources, arn, 1);
  if (record.region !== "") addCapped(tally.regions, record.region, 1, { most: mostRegions, other: "*" });
  const account = record.caller.account || record.recipientAccount;
  if (account !== "") addCapped(tally.accounts, account, 1, { most: mostAccounts, other: "*" });
  if (use.impliedBy === undefined) tally.recorded += 1;
  else addCapped(tally.impliedBy, use.impliedBy, 1, { most: mostAccounts, other: "other actions" });
  if (record.caller.invokedBy !== "") addCapped(tally.via, record.caller.invokedBy, 1, { most: mostAccounts, other: "other" });
}

/** Distinct resources that are kept of those that calls touch or name. */
const mostTraced = 500;

/** Counts what a call shows of other use; `by` is the call's own action, or its event. */
export function addTrace(role: RoleTally, trace: Trace, record: CloudTrailRecord, by: string): void {
  if (trace.kind !== "used") {
    const known = role[trace.kind];
    if (known.size >= mostTraced && !known.has(trace.resource)) return;
    const calls = known.get(trace.resource) ?? new Map<string, number>();
    known.set(trace.resource, calls);
    addCapped(calls, by, 1, { most: mostAccounts, other: "other actions" });
    return;
  }
  for (const action of trace.actions) {
    count(
      tallyAt(role.traced, action, record.time),
      { resources: trace.resource === undefined ? [] : [trace.resource], impliedBy: by },
      record,
    );
  }
}

function tallyOf(role: RoleTally, { action, receivers = [] }: ActionUse, time: string, denied: boolean): ActionTally {
  if (!denied && action === PASS_ROLE) return tallyAt(role.passed, receivers.join(" "), time);
  return tallyAt(denied ? role.denied : role.used, action, time);
}

function tallyAt<K extends string>(tallies: Map<K, ActionTally>, key: K, time: string): ActionTally {
  const tally = tallies.get(key) ?? newActionTally(time);
  tallies.set(key, tally);
  return tally;
}

/** A call that failed before CloudTrail could note its parameters: what it was on says nothing. */
function isBare(record: CloudTrailRecord): boolean {
  return record.errorCode !== "" && Object.keys(record.request).length === 0;
}

export function addUnresolved(tally: RoleTally, record: CloudTrailRecord): void {
  addCapped(tally.unresolved, `${record.source} ${record.name}`, 1, { most: mostUnresolved, other: "other events" });
}

function newActionTally(time: string): ActionTally {
  return {
    count: 0,
    failed: 0,
    first: time,
    last: time,
    withoutResource: 0,
    resources: noResources(),
    regions: new Map(),
    accounts: new Map(),
    via: new Map(),
    recorded: 0,
    impliedBy: new Map(),
  };
}

export function mergeRoleTally(into: RoleTally, from: RoleTally): void {
  into.records += from.records;
  into.deniedRecords += from.deniedRecords;
  if (into.first === "" || (from.first !== "" && from.first < into.first)) into.first = from.first;
  if (from.last > into.last) into.last = from.last;
  mergeActions(into.used, from.used);
  mergeActions(into.denied, from.denied);
  mergeActions(into.passed, from.passed);
  mergeNested(into.holders, from.holders);
  mergeNested(into.heldIn, from.heldIn);
  mergeNested(into.handedOn, from.handedOn);
  mergeNested(into.startedIn, from.startedIn);
  mergeNested(into.askedById, from.askedById);
  mergeMade(into.made, from.made);
  mergeActions(into.traced, from.traced);
  mergeNested(into.touched, from.touched);
  mergeNested(into.named, from.named);
  mergeCounts(into.unresolved, from.unresolved);
  mergeOrigins(into.origins, from.origins);
  mergeNested(into.lookingAround, from.lookingAround);
}

function mergeNested(into: Map<string, Map<string, number>>, from: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
  for (const [key, counts] of from) {
    const known = into.get(key) ?? new Map<string, number>();
    into.set(key, known);
    mergeCounts(known, counts);
  }
}

function mergeActions<K extends string>(into: Map<K, ActionTally>, from: ReadonlyMap<K, ActionTally>): void {
  for (const [action, tally] of from) {
    const known = into.get(action) ?? newActionTally(tally.first);
    into.set(action, known);
    known.count += tally.count;
    known.failed += tally.failed;
    if (tally.first < known.first) known.first = tally.first;
    if (tally.last > known.last) known.last = tally.last;
    known.withoutResource += tally.withoutResource;
    mergeResources(known.resources, tally.resources);
    mergeCounts(known.regions, tally.regions);
    mergeCounts(known.accounts, tally.accounts);
    mergeCounts(known.via, tally.via);
    known.recorded += tally.recorded;
    mergeCounts(known.impliedBy, tally.impliedBy);
  }
}

export function mergeCounts<K extends string>(into: Map<K, number>, from: ReadonlyMap<K, number>): void {
  for (const [key, count] of from) add(into, key, count);
}
