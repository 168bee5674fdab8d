import type { ActionName } from "#core/aws/names.ts";
import { type Attachments, isAttachment, mergeAttachments, noteAttachment } from "#core/cloudtrail/attachments.ts";
import { type Call, callOf } from "#core/cloudtrail/call.ts";
import type { RecordFault } from "#core/cloudtrail/log-fault.ts";
import { type CloudTrailRecord, readRecord } from "#core/cloudtrail/record.ts";
import { roleKey, roleKeyOf } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { discoveryCalls } from "#core/services/index.ts";
import type { Trace } from "#core/services/knowledge.ts";
import type { Window } from "./activity.ts";
import { type AfterWindow, mergeAfterWindow, noteAfterWindow } from "./after-window.ts";
import { add, addCapped, mergeCounts, noteSpan, ownMap } from "./counted.ts";
import { type ActionUse, actionsOf, type EventActions } from "./event-actions.ts";
import { type Making, madeBy, mergedMade } from "./lineage.ts";
import { type Origin, originOf } from "./origin-tally.ts";
import { mergeSlices, newRoleSlices, type RoleSlices, sliceAt } from "./role-slices.ts";
import { addCall, addTrace, addUnresolved, addUse, type RoleTally } from "./role-tally.ts";
import { tracesOf } from "./traces.ts";

/** What a pile of log records holds, so far. Plain data (numbers, texts, maps): it can be sent between worker threads. */
export interface TallySnapshot {
  /** Records handed in or passed over, the unreadable ones too. */
  readonly records: number;
  /** Why records could not be read, with counts. */
  readonly unreadable: ReadonlyMap<RecordFault, number>;
  /** The times of the earliest and latest record of anybody; empty where none was seen. */
  readonly first: string;
  readonly last: string;
  /** `YYYY-MM-DD` → records of anybody on that day. */
  readonly days: ReadonlyMap<string, number>;
  /** Region → records of anybody there. */
  readonly regions: ReadonlyMap<string, number>;
  /** By role key (see role-key.ts). */
  readonly roles: ReadonlyMap<string, RoleSlices>;
  /** By role key: when a policy was attached last, whoever did it, by the policy's ARN. */
  readonly attachments: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By role key: the actions that the log shows after the window, each with the time of its last call. */
  readonly afterWindow: ReadonlyMap<string, ReadonlyMap<ActionName, string>>;
}

/** Something that shows logs were there, though its records were not read: a file's name, a skipped record. */
export interface PassedOver {
  readonly records?: number;
  /** ISO 8601; only the day is kept, and the time for the log's first and last. */
  readonly time?: string;
  readonly region?: string;
}

/** Counts a call that is alike, at its time, which must be written as CloudTrail writes it. */
export type CountAgain = (time: string) => void;

export interface Tally {
  /**
   * Counts one entry of `Records`. Never throws: what cannot be read is counted with its reason. Returns how to count another that
   * differs in time and ids alone; undefined where that would have to be looked at anew.
   */
  add(record: unknown, catalogue: ActionCatalogue): CountAgain | undefined;
  /** Counts records that were not handed in because they are of no wanted role. */
  passOver(passed: PassedOver): void;
  /** Counts entries that were not handed in, because they could not be read. */
  addUnreadable(because: RecordFault, count?: number): void;
  /** What was counted so far. It shares its maps with the tally: send it away or read it, and do not add after that. */
  snapshot(): TallySnapshot;
}

const mostRegions = 200;
const mostDays = 4000;

/**
 * Counts what roles do, record by record, in memory that does not grow with the log.
 * `roleArns` are the roles of interest; records of others, and those outside of the window, count towards days and regions only.
 */
export function createTally(roleArns: readonly string[] | "all", window?: Window): Tally {
  const interest: Interest = {
    ...(roleArns === "all" ? {} : { roles: new Set(roleArns.map(roleKey)) }),
    ...(window === undefined ? {} : { from: toSecond(window.from), to: toSecond(window.to, 999) }),
  };
  const tally = emptyTally();
  return {
    add: (value, catalogue) => addRecord(tally, value, interest, catalogue),
    passOver: (passed) => notePresence(tally, passed.records ?? 0, passed.time ?? "", passed.region ?? ""),
    addUnreadable: (because, count = 1) => noteUnreadable(tally, because, count),
    snapshot: () => tally,
  };
}

/** What a record must be to be counted for a role: of one of the roles, at or after `from`, before `to`. */
interface Interest {
  readonly roles?: ReadonlySet<string>;
  readonly from?: string;
  readonly to?: string;
}

/** An instant as records write it, without fractions of a second, so that the two compare as text; `later` milliseconds round it up. */
function toSecond(instant: string, later = 0): string {
  return new Date(Date.parse(instant) + later).toISOString().replace(/\.\d+Z$/, "Z");
}

interface OpenTally {
  records: number;
  first: string;
  last: string;
  readonly unreadable: Map<RecordFault, number>;
  readonly days: Map<string, number>;
  readonly regions: Map<string, number>;
  readonly roles: Map<string, RoleSlices>;
  readonly attachments: Attachments;
  readonly afterWindow: AfterWindow;
}

function emptyTally(): OpenTally {
  return {
    records: 0,
    first: "",
    last: "",
    unreadable: new Map(),
    days: new Map(),
    regions: new Map(),
    roles: new Map(),
    attachments: new Map(),
    afterWindow: new Map(),
  };
}

function addRecord(tally: OpenTally, value: unknown, interest: Interest, catalogue: ActionCatalogue): CountAgain | undefined {
  const reading = readRecord(value);
  if (reading.readable) return countRecord(tally, reading.record, interest, catalogue);
  noteUnreadable(tally, reading.because, 1);
  return undefined;
}

function countRecord(tally: OpenTally, record: CloudTrailRecord, interest: Interest, catalogue: ActionCatalogue): CountAgain | undefined {
  notePresence(tally, 1, record.time, record.region);
  const changesGrants = isAttachment(record);
  if (changesGrants) noteAttachment(tally.attachments, record, interest.roles);
  const key = roleKeyOf(record);
  if (key === undefined || !isOfInterest(record, key, interest)) return undefined;
  const call = callOf(record);
  const shown = shownBy(call, catalogue);
  countOfRole(tally, { key, call, shown }, interest);
  if (changesGrants) return undefined;
  return (time) => {
    notePresence(tally, 1, time, record.region);
    if (isOfInterest({ time }, key, interest)) countOfRole(tally, { key, call: { ...call, time }, shown }, interest);
  };
}

/** What a call shows, whenever it was made. */
interface Shown {
  readonly found: EventActions;
  readonly uses: readonly ActionUse[];
  readonly actions: readonly ActionName[];
  readonly origin: Origin;
  readonly denied: boolean;
  /** What the role looked around with. */
  readonly discovery: string | undefined;
  readonly made: readonly ReadonlyMap<string, Making>[];
  readonly traces: readonly Trace[];
}

function shownBy(call: Call, catalogue: ActionCatalogue): Shown {
  const found = actionsOf(call, catalogue);
  const uses = found.kind === "actions" ? found.uses : [];
  const event = `${call.source} ${call.name}`;
  return {
    found,
    uses,
    actions: uses.map(({ action }) => action),
    origin: originOf(call),
    denied: call.outcome === "denied",
    discovery: discoveryCalls.has(event) ? (uses[0]?.action ?? event) : undefined,
    made: uses.flatMap((use) => (use.info === undefined ? [] : [madeBy(call, use.info, use)])),
    traces: tracesOf(call),
  };
}

interface CallOfRole {
  readonly key: string;
  readonly call: Call;
  readonly shown: Shown;
}

function countOfRole(tally: OpenTally, { key, call, shown }: CallOfRole, { to }: Interest): void {
  if (to !== undefined && call.time >= to) {
    noteAfterWindow(tally.afterWindow, key, call, shown.found);
    return;
  }
  const role = tally.roles.get(key) ?? newRoleSlices();
  tally.roles.set(key, role);
  countCall(sliceAt(role, call.time), call, shown);
}

function isOfInterest({ time }: Pick<CloudTrailRecord, "time">, key: string, { roles, from = "" }: Interest): boolean {
  return (roles === undefined || roles.has(key)) && time >= from;
}

function countCall(role: RoleTally, record: Call, shown: Shown): void {
  const { found, uses, denied, made, traces, discovery } = shown;
  addCall(role, record.time, shown);
  for (const use of uses) addUse(role, use, record, denied);
  for (const things of made) role.made = mergedMade(role.made, things);
  for (const trace of traces) addTrace(role, trace, record, uses[0]?.action ?? record.name);
  if (found.kind === "unresolved" && !denied) addUnresolved(role, record);
  if (discovery !== undefined) noteDiscovery(role, record.time.slice(0, 13), discovery);
}

function noteDiscovery(role: RoleTally, hour: string, call: string): void {
  const seen = role.lookingAround.get(hour) ?? new Map<string, number>();
  role.lookingAround = ownMap(role.lookingAround).set(hour, seen);
  add(seen, call, 1);
}

function notePresence(tally: OpenTally, records: number, time: string, region: string): void {
  tally.records += records;
  if (time !== "") {
    noteSpan(tally, time);
    addCapped(tally.days, time.slice(0, 10), records, { most: mostDays, other: "other days" });
  }
  if (region !== "") addCapped(tally.regions, region, records, { most: mostRegions, other: "other regions" });
}

function noteUnreadable(tally: OpenTally, because: RecordFault, count: number): void {
  tally.records += count;
  add(tally.unreadable, because, count);
}

/** One tally out of several threads' tallies; their order does not matter. The snapshots handed in are left as they are. */
export function mergeTallies(snapshots: readonly TallySnapshot[]): TallySnapshot {
  const merged = emptyTally();
  for (const from of snapshots) {
    merged.records += from.records;
    noteSpan(merged, from.first, from.last);
    mergeCounts(merged.unreadable, from.unreadable);
    mergeCounts(merged.days, from.days);
    mergeCounts(merged.regions, from.regions);
    mergeAttachments(merged.attachments, from.attachments);
    mergeAfterWindow(merged.afterWindow, from.afterWindow);
    for (const [key, role] of from.roles) {
      const known = merged.roles.get(key) ?? newRoleSlices();
      merged.roles.set(key, known);
      mergeSlices(known, role);
    }
  }
  return merged;
}
