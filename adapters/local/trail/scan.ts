import { endOfText, isCallOf, standsAt } from "./caller.ts";
import { Groups, type PassedBy } from "./passed-by.ts";

/** Where one record stands in a buffer. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** What of a log is worth handing on, and what the rest was. */
export interface Sorted {
  /** Records that may be of a wanted role, or that have no form that could be told: these are parsed. */
  readonly wanted: readonly Slice[];
  /** `day region` → how many other records, of which time the first and the last are kept. */
  readonly others: ReadonlyMap<string, PassedBy>;
}

const HEAD = Buffer.from('{"Records":[');
const FIRST = Buffer.from('{"eventVersion":"');
const BETWEEN = Buffer.from("},");
const EVENT = Buffer.from('"event');
/** Searched for by a byte that logs seldom hold: ten times as fast as by the quote before `"eventTime`. */
const TIME = Buffer.from('Time":"');
const SOURCE = Buffer.from('","eventSource":"');
const NAME = Buffer.from('","eventName":"');
const REGION = Buffer.from('","awsRegion":"');
const END = Buffer.from("}]}");
/** Whoever attaches a policy to a role tells since when the role has it. */
const ATTACHMENT = Buffer.from('AttachRolePolicy"');

/**
 * The records of a log as CloudTrail delivers it (compact JSON, each record beginning with its version), without parsing it.
 * An inner text cannot look like a record's beginning, since its quotes are escaped. Undefined for a log of another form.
 */
export function deliveredRecords(log: Buffer): Slice[] | undefined {
  let end = log.length;
  while (end > 0 && (log[end - 1] ?? 0) <= 0x20) end--;
  if (!standsAt(log, 0, HEAD) || !standsAt(log, HEAD.length, FIRST) || !standsAt(log, end - END.length, END)) return undefined;
  const slices: Slice[] = [];
  let start = HEAD.length;
  for (let next = log.indexOf(FIRST, start + 1); next >= 0; next = log.indexOf(FIRST, start + 1)) {
    if (!standsAt(log, next - BETWEEN.length, BETWEEN)) return undefined;
    slices.push({ start, end: next - 1 });
    start = next;
  }
  slices.push({ start, end: end - 2 });
  return slices;
}

/** Sorts records by who may have made the call. What has no usual form is handed on too. */
export function sortRecords(log: Buffer, slices: readonly Slice[], roleNames: ReadonlySet<string>): Sorted {
  const wanted: Slice[] = [];
  const groups = new Groups(log);
  const times = timesOf(log, slices);
  for (const [index, slice] of slices.entries()) {
    const time = times[index] ?? NONE;
    const region = time === NONE || isCallOf(log, slice.start, roleNames) === "maybe" ? NONE : regionAfter(log, time);
    if (region === NONE) wanted.push(slice);
    else groups.add(time, region);
  }
  return { wanted, others: groups.passedBy() };
}

const NONE = -1;
const SEVERAL = -2;

/** Where each record's time stands, in one pass over the log; none where there is not exactly one. */
function timesOf(log: Buffer, slices: readonly Slice[]): readonly number[] {
  const times = slices.map(() => NONE);
  let index = 0;
  for (let at = log.indexOf(TIME); at >= 0; at = log.indexOf(TIME, at + 1)) {
    while ((slices[index]?.end ?? log.length) <= at) index++;
    if (standsAt(log, at - EVENT.length, EVENT)) times[index] = times[index] === NONE ? at + TIME.length : SEVERAL;
  }
  return times.map((time) => Math.max(time, NONE));
}

/**
 * Where the region's value begins, given where the time's does: source and name stand between. None for a call that says something
 * of other roles than its caller's.
 */
function regionAfter(log: Buffer, time: number): number {
  const name = after(log, after(log, time, SOURCE), NAME);
  return name !== NONE && standsAt(log, name, ATTACHMENT) ? NONE : after(log, name, REGION);
}

/** Where the next member's value begins, given where this one's does; none where another member follows. */
function after(log: Buffer, value: number, member: Buffer): number {
  if (value === NONE) return NONE;
  const end = endOfText(log, value);
  return standsAt(log, end, member) ? end + member.length : NONE;
}
