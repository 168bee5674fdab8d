import type { ScannedGroup } from "./scanner/scanner.ts";

/** Records of one day and region that nobody asked for. */
export interface PassedBy {
  readonly region: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

const QUOTE = 0x22;
const ZERO = 0x30;

/** A day and a region: the region as bytes up to and with its quote, the times as `HHMMSS` in a number. */
interface Group {
  readonly region: Buffer;
  first: number;
  last: number;
  count: number;
}

/** Counts records by day and region. It compares bytes where they stand, and makes text of them once a group. */
export class PassedByDay {
  /** By the day as `YYYYMMDD` in a number. */
  readonly #days = new Map<number, Group[]>();
  #day = 0;
  /** Those of `#day`: a log's records are mostly of one day. */
  #groups: Group[] = [];

  /** Adds a record whose time, written as `2026-01-31T12:00:00Z`, and region, up to a quote, begin at these places. */
  add(bytes: Buffer, time: number, region: number): void {
    const day =
      number(bytes, time, 2) * 1_000_000 +
      number(bytes, time + 2, 2) * 10_000 +
      number(bytes, time + 5, 2) * 100 +
      number(bytes, time + 8, 2);
    const clock = number(bytes, time + 11, 2) * 10_000 + number(bytes, time + 14, 2) * 100 + number(bytes, time + 17, 2);
    if (day !== this.#day) this.#turnTo(day);
    for (const group of this.#groups) {
      if (!isRegion(group.region, bytes, region)) continue;
      group.count += 1;
      if (clock < group.first) group.first = clock;
      if (clock > group.last) group.last = clock;
      return;
    }
    const name = Buffer.from(bytes.subarray(region, bytes.indexOf(QUOTE, region) + 1));
    this.#groups.push({ region: name, first: clock, last: clock, count: 1 });
  }

  /** Adds a record that was parsed. */
  addText(time: string, region: string): void {
    this.add(Buffer.from(`${time}${region}"`), 0, time.length);
  }

  /** Adds records of a day and region that the scanner counted. */
  addGroup({ day, region, count, first, last }: ScannedGroup): void {
    if (day !== this.#day) this.#turnTo(day);
    const name = Buffer.from(`${region}"`);
    const group = this.#groups.find((known) => known.region.equals(name));
    if (!group) this.#groups.push({ region: name, count, first, last });
    else {
      group.count += count;
      group.first = Math.min(group.first, first);
      group.last = Math.max(group.last, last);
    }
  }

  /** What was counted, as text. */
  groups(): PassedBy[] {
    return [...this.#days].flatMap(([day, groups]) =>
      groups.map(({ region, first, last, count }) => ({
        region: region.toString("utf8", 0, region.length - 1),
        first: instant(day, first),
        last: instant(day, last),
        count,
      })),
    );
  }

  #turnTo(day: number): void {
    this.#day = day;
    this.#groups = this.#days.get(day) ?? [];
    this.#days.set(day, this.#groups);
  }
}

function number(bytes: Buffer, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index++) value = value * 10 + (bytes[index] ?? ZERO) - ZERO;
  return value;
}

function isRegion(region: Buffer, bytes: Buffer, at: number): boolean {
  for (let index = 0; index < region.length; index++) if (bytes[at + index] !== region[index]) return false;
  return true;
}

function instant(day: number, clock: number): string {
  const [, year, month, date] = /(\d{4})(\d\d)(\d\d)/.exec(String(day)) ?? [];
  const [, hour, minute, second] = /(\d\d)(\d\d)(\d\d)/.exec(String(clock).padStart(6, "0")) ?? [];
  return `${year}-${month}-${date}T${hour}:${minute}:${second}Z`;
}
