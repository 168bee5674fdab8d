/** Records of one day and region that nobody asked for. */
export interface PassedBy {
  readonly region: string;
  count: number;
  first: string;
  last: string;
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

const QUOTE = 0x22;
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
export class Groups {
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

/** A short value up to its closing quote. */
function text(log: Buffer, start: number): string {
  let end = start;
  while (end < start + 40 && log[end] !== QUOTE) end++;
  return log.toString("latin1", start, end);
}
