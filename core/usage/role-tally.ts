import { type ActionName, PASS_ROLE } from "#core/aws/names.ts";
import { isInVain } from "#core/cloudtrail/outcome.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import type { Trace } from "#core/services/knowledge.ts";
import {
  addCapped,
  addResource,
  type Cap,
  type CountedResources,
  mergeCounts,
  mergedCounts,
  mergeResources,
  NOTHING,
  noResources,
  noteSpan,
  ownMap,
} from "./counted.ts";
import type { ActionUse } from "./event-actions.ts";
import { type MadeThings, mergedMade } from "./lineage.ts";
import { addOrigin, mergeOrigins, type OfOrigin, type OriginTally } from "./origin-tally.ts";
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
  /** Of these, calls that came to nothing. */
  vague: number;
  readonly resources: CountedResources;
  regions: Map<string, number>;
  accounts: Map<string, number>;
  via: Map<string, number>;
  /** Calls of this action itself, not only implied by another's. */
  recorded: number;
  /** Recorded actions that imply this one. */
  impliedBy: Map<string, number>;
}

/** What one role was seen to do. Plain data, bounded in size. */
export interface RoleTally extends WithinTally {
  records: number;
  deniedRecords: number;
  first: string;
  last: string;
  /** By action. */
  used: Map<ActionName, ActionTally>;
  denied: Map<ActionName, ActionTally>;
  /** Roles handed to services (`iam:PassRole`), by the services that got them, separated by spaces; empty where they are not known. */
  passed: Map<string, ActionTally>;
  /** What the role made to hold roles, with the roles that it put there; see passed-roles.ts. */
  holders: Map<string, Map<string, number>>;
  /** By receivers as in `passed`: what held roles that calls did not name, with counts. */
  heldIn: Map<string, Map<string, number>>;
  /** Action → what its calls handed on, with counts. */
  handedOn: Map<string, Map<string, number>>;
  /** What the role made. */
  made: MadeThings;
  /** Actions that other calls show to have been used; see traces.ts. */
  traced: Map<ActionName, ActionTally>;
  /** Resources that calls show to be used, and those that they name: ARN → actions of the calls, with counts. */
  touched: Map<string, Map<string, number>>;
  named: Map<string, Map<string, number>>;
  /** `source name` → count, where no table knows the event. */
  unresolved: Map<string, number>;
  /** Where the calls came from, by address and user agent. */
  origins: Map<string, OriginTally>;
  /** Hour → what the role looked around with in it: actions, or the event's source and name where it needs none. */
  lookingAround: Map<string, Map<string, number>>;
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
    used: NOTHING,
    denied: NOTHING,
    passed: NOTHING,
    holders: NOTHING,
    heldIn: NOTHING,
    handedOn: NOTHING,
    startedIn: NOTHING,
    askedById: NOTHING,
    made: NOTHING,
    traced: NOTHING,
    touched: NOTHING,
    named: NOTHING,
    unresolved: NOTHING,
    origins: NOTHING,
    lookingAround: NOTHING,
  };
}

/** Counts a call's time and origin. */
export function addCall(tally: RoleTally, time: string, call: OfOrigin): void {
  tally.records += 1;
  if (call.denied) tally.deniedRecords += 1;
  noteSpan(tally, time);
  tally.origins = ownMap(tally.origins);
  addOrigin(tally.origins, time, call);
}

/** Counts one action of a call, as used or as refused. */
export function addUse(role: RoleTally, use: ActionUse, record: CloudTrailRecord, denied: boolean): void {
  if (!denied && isVainGiving(use, record)) {
    countVain(tallyOf(role, use, record.time, denied), record);
    return;
  }
  if (use.holder !== undefined && !denied) noteHolder(role, use.holder, use);
  if (!denied && !isBare(record)) noteWithin(role, use, record);
  if (use.handedOn !== undefined && !denied) {
    role.handedOn = ownMap(role.handedOn);
    addNested(role.handedOn, use.action, use.handedOn);
  }
  if (use.holder?.isMade === true && use.resources.length === 0) return;
  count(tallyOf(role, use, record.time, denied), use, record);
}

/** Does a permissions-management action take rights away, by its name? */
export function takesRights(action: string): boolean {
  return /:(?:Deactivate|Delete|Detach|Disable|Disassociate|Remove|Revoke)/.test(action);
}

/**
 * Would the call have given rights, and gave none? What it named proves nothing: a role could keep a right over any other by a call that is
 * sure to fail. What takes rights away is also asked for where nothing is left to take.
 */
function isVainGiving({ action, info }: ActionUse, record: CloudTrailRecord): boolean {
  return info?.level === "Permissions management" && !takesRights(action) && isInVain(record);
}

const mostHolders = 500;

function noteHolder(tally: RoleTally, { name, isMade }: Holder, { resources, receivers = [] }: ActionUse): void {
  if (isMade) {
    tally.holders = ownMap(tally.holders);
    for (const role of resources.length === 0 ? [NO_ROLE] : resources) addNested(tally.holders, name, role);
  } else if (resources.length === 0) {
    tally.heldIn = ownMap(tally.heldIn);
    addNested(tally.heldIn, receivers.join(" "), name);
  }
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
  const isVain = isInVain(record);
  tally.count += 1;
  if (isVain) tally.failed += 1;
  noteSpan(tally, record.time);
  if (use.resources.length === 0 && !isBare(record)) {
    tally.withoutResource += 1;
    if (isVain) tally.vague += 1;
  }
  for (const arn of use.resources) addResource(tally.resources, arn, 1);
  tally.regions = counted(tally.regions, record.region, { most: mostRegions, other: "*" });
  tally.accounts = counted(tally.accounts, record.caller.account || record.recipientAccount, { most: mostAccounts, other: "*" });
  if (use.impliedBy === undefined) tally.recorded += 1;
  else tally.impliedBy = counted(tally.impliedBy, use.impliedBy, { most: mostAccounts, other: "other actions" });
  tally.via = counted(tally.via, record.caller.invokedBy, { most: mostAccounts, other: "other" });
}

function countVain(tally: ActionTally, record: CloudTrailRecord): void {
  tally.count += 1;
  tally.failed += 1;
  tally.recorded += 1;
  noteSpan(tally, record.time);
}

/** The counts with one more of a key; an empty key counts as none. */
function counted(counts: Map<string, number>, key: string, cap: Cap): Map<string, number> {
  if (key === "") return counts;
  const own = ownMap(counts);
  addCapped(own, key, 1, cap);
  return own;
}

/** Distinct resources that are kept of those that calls touch or name. */
const mostTraced = 500;

/** Counts what a call shows of other use; `by` is the call's own action, or its event. */
export function addTrace(role: RoleTally, trace: Trace, record: CloudTrailRecord, by: string): void {
  if (trace.kind !== "used") {
    const known = role[trace.kind];
    if (known.size >= mostTraced && !known.has(trace.resource)) return;
    const calls = known.get(trace.resource) ?? new Map<string, number>();
    role[trace.kind] = ownMap(known).set(trace.resource, calls);
    addCapped(calls, by, 1, { most: mostAccounts, other: "other actions" });
    return;
  }
  if (trace.actions.length > 0) role.traced = ownMap(role.traced);
  for (const action of trace.actions) {
    count(
      tallyAt(role.traced, action, record.time),
      { resources: trace.resource === undefined ? [] : [trace.resource], impliedBy: by },
      record,
    );
  }
}

function tallyOf(role: RoleTally, { action, receivers = [] }: ActionUse, time: string, denied: boolean): ActionTally {
  if (!denied && action === PASS_ROLE) {
    role.passed = ownMap(role.passed);
    return tallyAt(role.passed, receivers.join(" "), time);
  }
  const kind = denied ? "denied" : "used";
  role[kind] = ownMap(role[kind]);
  return tallyAt(role[kind], action, time);
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
  tally.unresolved = counted(tally.unresolved, `${record.source} ${record.name}`, { most: mostUnresolved, other: "other events" });
}

function newActionTally(time: string): ActionTally {
  return {
    count: 0,
    failed: 0,
    first: time,
    last: time,
    withoutResource: 0,
    vague: 0,
    resources: noResources(),
    regions: NOTHING,
    accounts: NOTHING,
    via: NOTHING,
    recorded: 0,
    impliedBy: NOTHING,
  };
}

export function mergeRoleTally(into: RoleTally, from: RoleTally): void {
  into.records += from.records;
  into.deniedRecords += from.deniedRecords;
  noteSpan(into, from.first, from.last);
  into.used = mergedActions(into.used, from.used);
  into.denied = mergedActions(into.denied, from.denied);
  into.passed = mergedActions(into.passed, from.passed);
  into.holders = mergedNested(into.holders, from.holders);
  into.heldIn = mergedNested(into.heldIn, from.heldIn);
  into.handedOn = mergedNested(into.handedOn, from.handedOn);
  into.startedIn = mergedNested(into.startedIn, from.startedIn);
  into.askedById = mergedNested(into.askedById, from.askedById);
  into.made = mergedMade(into.made, from.made);
  into.traced = mergedActions(into.traced, from.traced);
  into.touched = mergedNested(into.touched, from.touched);
  into.named = mergedNested(into.named, from.named);
  into.unresolved = mergedCounts(into.unresolved, from.unresolved);
  into.origins = mergedOrigins(into.origins, from.origins);
  into.lookingAround = mergedNested(into.lookingAround, from.lookingAround);
}

type Nested = Map<string, Map<string, number>>;

function mergedNested(known: Nested, from: ReadonlyMap<string, ReadonlyMap<string, number>>): Nested {
  if (from.size === 0) return known;
  const into = ownMap(known);
  for (const [key, counts] of from) {
    const inner = into.get(key) ?? new Map<string, number>();
    into.set(key, inner);
    mergeCounts(inner, counts);
  }
  return into;
}

function mergedOrigins(known: RoleTally["origins"], from: RoleTally["origins"]): RoleTally["origins"] {
  if (from.size === 0) return known;
  const into = ownMap(known);
  mergeOrigins(into, from);
  return into;
}

function mergedActions<K extends string>(all: Map<K, ActionTally>, from: ReadonlyMap<K, ActionTally>): Map<K, ActionTally> {
  if (from.size === 0) return all;
  const into = ownMap(all);
  for (const [action, tally] of from) {
    const known = into.get(action) ?? newActionTally(tally.first);
    into.set(action, known);
    known.count += tally.count;
    known.failed += tally.failed;
    noteSpan(known, tally.first, tally.last);
    known.withoutResource += tally.withoutResource;
    known.vague += tally.vague;
    mergeResources(known.resources, tally.resources);
    known.regions = mergedCounts(known.regions, tally.regions);
    known.accounts = mergedCounts(known.accounts, tally.accounts);
    known.via = mergedCounts(known.via, tally.via);
    known.recorded += tally.recorded;
    known.impliedBy = mergedCounts(known.impliedBy, tally.impliedBy);
  }
  return into;
}
