/** Records of one day and region that nobody asked for. */
export interface PassedBy {
  readonly region: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

const QUOTE = 0x22;
const DAY_LENGTH = 10;
const TIME_LENGTH = 20;

/** A day and a region, as bytes: of the first time, and of the region up to its quote. */
interface Group {
  readonly region: Buffer;
  readonly first: Buffer;
  readonly last: Buffer;
  count: number;
}

/** Counts records by day and region. It compares bytes where they stand, and makes text of them once a group. */
export class PassedByDay {
  readonly #groups = new Map<number, Group[]>();

  /** Adds a record whose time, of 20 characters, and region, up to a quote, begin at these places. */
  add(bytes: Buffer, time: number, region: number): void {
    const hash = hashOf(bytes, time, region);
    const alike = this.#groups.get(hash);
    const group = alike?.find((each) => isSame(each, bytes, time, region));
    if (group) {
      group.count += 1;
      if (compareTime(bytes, time, group.first) < 0) bytes.copy(group.first, 0, time, time + TIME_LENGTH);
      if (compareTime(bytes, time, group.last) > 0) bytes.copy(group.last, 0, time, time + TIME_LENGTH);
      return;
    }
    const first = Buffer.from(bytes.subarray(time, time + TIME_LENGTH));
    const made = {
      region: Buffer.from(bytes.subarray(region, bytes.indexOf(QUOTE, region) + 1)),
      first,
      last: Buffer.from(first),
      count: 1,
    };
    if (alike) alike.push(made);
    else this.#groups.set(hash, [made]);
  }

  /** Adds a record that was parsed. */
  addText(time: string, region: string): void {
    this.add(Buffer.from(`${time}${region}"`), 0, time.length);
  }

  /** What was counted, as text. */
  groups(): PassedBy[] {
    return [...this.#groups.values()].flat().map(({ region, first, last, count }) => ({
      region: region.toString("utf8", 0, region.length - 1),
      first: first.toString("latin1"),
      last: last.toString("latin1"),
      count,
    }));
  }
}

/** FNV-1a (Fowler, Noll, Vo) over day and region. */
function hashOf(bytes: Buffer, time: number, region: number): number {
  let hash = 0x811c9dc5;
  for (let at = time; at < time + DAY_LENGTH; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  for (let at = region; at < bytes.length && bytes[at] !== QUOTE; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

function isSame(group: Group, bytes: Buffer, time: number, region: number): boolean {
  for (let at = 0; at < DAY_LENGTH; at++) if (bytes[time + at] !== group.first[at]) return false;
  for (let at = 0; at < group.region.length; at++) if (bytes[region + at] !== group.region[at]) return false;
  return true;
}

function compareTime(bytes: Buffer, time: number, other: Buffer): number {
  for (let at = DAY_LENGTH; at < TIME_LENGTH; at++) {
    const difference = (bytes[time + at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
