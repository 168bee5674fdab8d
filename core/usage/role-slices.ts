import type { Window } from "./activity.ts";
import { mergeRoleTally, newRoleTally, type RoleTally } from "./role-tally.ts";

/**
 * What one role was seen to do, in spans of equal length, so that one part of a window can be told from another. Spans grow with the
 * time that the role was seen in, so that there are never many. Plain data.
 */
export interface RoleSlices {
  /** How often the spans have grown: an index into the widths. */
  grown: number;
  /** By the number of the span since 1970. */
  readonly slices: Map<number, RoleTally>;
}

/** One role's window in two: what came before an instant, and what came at or after it. */
export interface SplitRole {
  /** ISO 8601. */
  readonly at: string;
  readonly earlier: RoleTally;
  readonly later: RoleTally;
}

const MINUTE_MS = 60_000;
const DAY = 1440;
/** Minutes; each is a multiple of the one before, so that spans can be put together. From three days on, each is twice as long. */
const WIDTHS: readonly number[] = [1, 5, 10, 30, 60, 120, 240, 480, DAY, 3 * DAY];
/** A month has ten spans of three days. */
const MOST_SLICES = 12;
/** The part of a window that a proposal is made from when it is tried on the rest. */
const EARLIER_PART = 2 / 3;

export function newRoleSlices(): RoleSlices {
  return { grown: 0, slices: new Map() };
}

/** The tally that counts what happens at an instant (ISO 8601). */
export function sliceAt(role: RoleSlices, time: string): RoleTally {
  const instant = Date.parse(time);
  let slice = sliceNumbered(role, Math.floor(instant / widthMs(role)));
  while (role.slices.size > MOST_SLICES) {
    grow(role);
    slice = sliceNumbered(role, Math.floor(instant / widthMs(role)));
  }
  return slice;
}

function sliceNumbered({ slices }: RoleSlices, number: number): RoleTally {
  const slice = slices.get(number) ?? newRoleTally();
  slices.set(number, slice);
  return slice;
}

function widthMs({ grown }: RoleSlices): number {
  const last = WIDTHS.length - 1;
  return (WIDTHS[Math.min(grown, last)] ?? DAY) * 2 ** Math.max(0, grown - last) * MINUTE_MS;
}

function grow(role: RoleSlices): void {
  const before = [...role.slices];
  const width = widthMs(role);
  role.slices.clear();
  role.grown += 1;
  for (const [number, slice] of before) {
    const wider = Math.floor((number * width) / widthMs(role));
    const known = role.slices.get(wider);
    if (known) mergeRoleTally(known, slice);
    else role.slices.set(wider, slice);
  }
}

/** Adds one role's spans to another's; what is handed in as `from` stays as it is. */
export function mergeSlices(into: RoleSlices, from: RoleSlices): void {
  while (into.grown < from.grown) grow(into);
  for (const [number, slice] of from.slices)
    mergeRoleTally(sliceNumbered(into, Math.floor((number * widthMs(from)) / widthMs(into))), slice);
  while (into.slices.size > MOST_SLICES) grow(into);
}

/** A role's spans without those that end at or before an instant (ISO 8601). */
export function slicesFrom(role: RoleSlices, instant: string): RoleSlices {
  const width = widthMs(role);
  const first = Math.floor(Date.parse(instant) / width);
  return { grown: role.grown, slices: new Map([...role.slices].filter(([number]) => number >= first)) };
}

/** All that the role was seen to do. */
export function wholeRole({ slices }: RoleSlices): RoleTally {
  return merged([...slices.values()]);
}

/** The role's window in two, at the end of the span that is nearest to two thirds of it. Undefined where no span ends inside the window. */
export function splitRole(role: RoleSlices, { from, to }: Window): SplitRole | undefined {
  const width = widthMs(role);
  const start = Date.parse(from);
  const first = Math.round((start + (Date.parse(to) - start) * EARLIER_PART) / width);
  const at = first * width;
  if (at <= start || at >= Date.parse(to)) return undefined;
  const part = (isLater: boolean) => merged([...role.slices].filter(([number]) => number >= first === isLater).map(([, slice]) => slice));
  return { at: new Date(at).toISOString(), earlier: part(false), later: part(true) };
}

function merged(parts: readonly RoleTally[]): RoleTally {
  const whole = newRoleTally();
  for (const part of parts) mergeRoleTally(whole, part);
  return whole;
}
