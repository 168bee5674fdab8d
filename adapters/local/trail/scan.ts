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

export interface PassedBy {
  readonly region: string;
  count: number;
  first: string;
  last: string;
}

const HEAD = Buffer.from('{"Records":[');
const FIRST = Buffer.from('{"eventVersion":"');
const NEXT = Buffer.from('},{"eventVersion":"');
const IDENTITY = Buffer.from('"userIdentity":{');
const TIME = Buffer.from('"eventTime":"');
const REGION = Buffer.from('"awsRegion":"');
const BRACE = 0x7d;
const BRACKET = 0x5d;
const QUOTE = 0x22;
/** `userIdentity` follows the version at once in every record that CloudTrail delivers. */
const IDENTITY_WITHIN = 64;

/**
 * The records of a log as CloudTrail delivers it (compact JSON, each record beginning with its version), without parsing it.
 * An inner text cannot look like a record's beginning, since its quotes are escaped. Undefined for a log of another form.
 */
export function deliveredRecords(log: Buffer): Slice[] | undefined {
  let end = log.length - 1;
  while (end > 0 && (log[end] ?? 0) <= 0x20) end--;
  if (!startsWith(log, HEAD, 0) || log[end] !== BRACE || log[end - 1] !== BRACKET) return undefined;
  const slices: Slice[] = [];
  let start = HEAD.length;
  if (start === end - 1) return slices;
  if (!startsWith(log, FIRST, start)) return undefined;
  for (let next = log.indexOf(NEXT, start); next >= 0; next = log.indexOf(NEXT, start)) {
    slices.push({ start, end: next + 1 });
    start = next + 2;
  }
  slices.push({ start, end: end - 1 });
  return slices;
}

/** Sorts records by whether a name stands in them. Undefined where one lacks its time, and so is no whole record. */
export function sortRecords(log: Buffer, slices: readonly Slice[], names: readonly Buffer[]): Sorted | undefined {
  const marks = marked(log, slices, names);
  const wanted: Slice[] = [];
  const others = new Map<string, PassedBy>();
  for (const [index, slice] of slices.entries()) {
    const identity = log.indexOf(IDENTITY, slice.start);
    const time = log.indexOf(TIME, slice.start) + TIME.length;
    if (time < TIME.length || time > slice.end) return undefined;
    const region = log.indexOf(REGION, time) + REGION.length;
    const isPlain = identity >= 0 && identity < slice.start + IDENTITY_WITHIN && region > REGION.length && region < slice.end;
    if (!isPlain || marks[index] === 1) wanted.push(slice);
    else passBy(others, text(log, time), text(log, region));
  }
  return { wanted, others };
}

/** 1 for each record in which one of the names stands. Each name is looked for in one pass over the log. */
function marked(log: Buffer, slices: readonly Slice[], names: readonly Buffer[]): Uint8Array {
  const marks = new Uint8Array(slices.length);
  for (const name of names) {
    let index = 0;
    let at = log.indexOf(name);
    while (at >= 0) {
      while (index < slices.length && (slices[index]?.end ?? 0) <= at) index++;
      if (index === slices.length) break;
      marks[index] = 1;
      at = log.indexOf(name, slices[index]?.end ?? log.length);
    }
  }
  return marks;
}

export function passBy(others: Map<string, PassedBy>, time: string, region: string): void {
  const key = `${time.slice(0, 10)} ${region}`;
  const known = others.get(key);
  if (!known) {
    others.set(key, { region, count: 1, first: time, last: time });
    return;
  }
  known.count += 1;
  if (time < known.first) known.first = time;
  if (time > known.last) known.last = time;
}

/** A short value up to its closing quote. */
function text(log: Buffer, start: number): string {
  let end = start;
  while (end < start + 40 && log[end] !== QUOTE) end++;
  return log.toString("latin1", start, end);
}

function startsWith(log: Buffer, head: Buffer, at: number): boolean {
  return log.length >= at + head.length && log.compare(head, 0, head.length, at, at + head.length) === 0;
}
