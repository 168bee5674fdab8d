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

/** Sorts records by whether a name stands in them. What has no usual form is handed on too. */
export function sortRecords(log: Buffer, slices: readonly Slice[], names: readonly Buffer[]): Sorted {
  const marks = marked(log, slices, names);
  const wanted: Slice[] = [];
  const groups = new Groups(log);
  for (const [index, slice] of slices.entries()) {
    const region = marks[index] === 1 || !hasIdentity(log, slice.start) ? -1 : log.indexOf(REGION, slice.start);
    const time = region < 0 || region > slice.end ? -1 : timeBefore(log, region);
    if (time < 0) wanted.push(slice);
    else groups.add(time, region + REGION.length);
  }
  return { wanted, others: groups.passedBy() };
}

/** `userIdentity` follows the version at once in every record that CloudTrail delivers. */
function hasIdentity(log: Buffer, start: number): boolean {
  let at = start + FIRST.length;
  while (log[at] !== QUOTE && at < start + 40) at++;
  return IDENTITY.every((byte, index) => log[at + 2 + index] === byte);
}

/** Quotes from a record's `awsRegion` back to the value of its `eventTime`: source and name stand between, each with its key. */
const QUOTES_BACK = 10;

/** Where the time of a record begins, looking back from its region; -1 where other members stand there. */
function timeBefore(log: Buffer, region: number): number {
  let at = region - 1;
  for (let quotes = 0; quotes < QUOTES_BACK && at > 0; at--) if (log[at] === QUOTE) quotes++;
  const time = at + 2;
  return TIME.every((byte, index) => log[time - TIME.length + index] === byte) ? time : -1;
}

const DAY_LENGTH = 10;
const TIME_LENGTH = 20;

/** Records of one day and region, by where in the log their times stand. */
interface Group {
  readonly day: number;
  readonly region: number;
  count: number;
  first: number;
  last: number;
}

/** Counts records by day and region. Neighbours are mostly alike, so bytes are compared before a text is made. */
class Groups {
  readonly #log: Buffer;
  readonly #groups = new Map<string, Group>();
  #latest: Group | undefined;

  constructor(log: Buffer) {
    this.#log = log;
  }

  add(time: number, region: number): void {
    const group = this.#isLike(this.#latest, time, region) ? this.#latest : this.#find(time, region);
    if (!group) return;
    this.#latest = group;
    group.count += 1;
    if (this.#compare(time, group.first, TIME_LENGTH) < 0) group.first = time;
    if (this.#compare(time, group.last, TIME_LENGTH) > 0) group.last = time;
  }

  passedBy(): Map<string, PassedBy> {
    const read = ({ region, count, first, last }: Group) => ({
      region: text(this.#log, region),
      count,
      first: text(this.#log, first),
      last: text(this.#log, last),
    });
    return new Map([...this.#groups].map(([key, group]) => [key, read(group)]));
  }

  #isLike(group: Group | undefined, time: number, region: number): boolean {
    if (!group || this.#compare(time, group.day, DAY_LENGTH) !== 0) return false;
    for (let at = 0; ; at++) {
      const byte = this.#log[region + at];
      if (byte !== this.#log[group.region + at]) return false;
      if (byte === QUOTE || byte === undefined) return true;
    }
  }

  #find(time: number, region: number): Group {
    const key = `${text(this.#log, time).slice(0, DAY_LENGTH)} ${text(this.#log, region)}`;
    const group = this.#groups.get(key) ?? { day: time, region, count: 0, first: time, last: time };
    this.#groups.set(key, group);
    return group;
  }

  #compare(a: number, b: number, length: number): number {
    for (let at = 0; at < length; at++) {
      const difference = (this.#log[a + at] ?? 0) - (this.#log[b + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }
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
